import { Context, Effect, Layer } from "effect"
import { HttpEffect, type HttpServerRequest, HttpServerResponse } from "effect/http"
import { type FileType, RangeNotSatisfiable } from "#contract/File.ts"
import { type HttpRange, parseHttpRange } from "#platform/HttpRange.ts"
import { Storage } from "#platform/Storage.ts"
import { attachment } from "./ContentDisposition.ts"
import { names } from "./ETag.ts"
import type { StoredFile } from "./StagedFile.ts"

/** The headers of a request that say which part of the file is wanted, if any. */
interface Wanted {
  readonly range?: string
  readonly "if-range"?: string
  readonly "if-none-match"?: string
}

const mediaTypes: Readonly<Record<FileType, string>> = { pdf: "application/pdf", txt: "text/plain" }

/** Sends uploaded files, whole or in part, straight from the storage. */
export class FileDownload extends Context.Service<
  FileDownload,
  {
    /** 200, 206 or 304. The file never changes under its tag: a new one has another. */
    readonly send: (
      file: StoredFile,
      wanted: Wanted
    ) => Effect.Effect<HttpServerResponse.HttpServerResponse, RangeNotSatisfiable, HttpServerRequest.HttpServerRequest>
  }
>()("luminalib/features/catalogue/files/FileDownload") {
  static readonly layer = Layer.effect(
    FileDownload,
    Effect.gen(function* () {
      const storage = yield* Storage

      const respond = (file: StoredFile, tag: string, range: Exclude<HttpRange, { _tag: "unsatisfiable" }>) => {
        const part = range._tag === "full" ? { start: 0, end: file.size - 1 } : range
        const length = part.end - part.start + 1
        const partial = range._tag === "partial"
        return HttpServerResponse.stream(storage.get(file.key, partial ? { offset: part.start, length } : undefined), {
          status: partial ? 206 : 200,
          contentType: mediaTypes[file.type],
          contentLength: length,
          headers: {
            ...headersOf(file, tag),
            ...(partial ? { "content-range": `bytes ${part.start}-${part.end}/${file.size}` } : {})
          }
        })
      }

      return FileDownload.of({
        send: Effect.fn("FileDownload.send")(function* (file, wanted) {
          const tag = `"${file.sha256}"`
          if (wanted["if-none-match"] !== undefined && names(wanted["if-none-match"], tag, true)) {
            return HttpServerResponse.empty({ status: 304, headers: { etag: tag } })
          }
          const range = parseHttpRange(rangeOf(wanted, tag), file.size)
          if (range._tag === "unsatisfiable") {
            yield* HttpEffect.appendPreResponseHandler((_request, response) =>
              Effect.succeed(HttpServerResponse.setHeader(response, "content-range", `bytes */${file.size}`))
            )
            return yield* new RangeNotSatisfiable({})
          }
          // Once the answer has begun there is no telling that the storage is down.
          yield* Effect.catchTag(storage.stat(file.key), "StorageError", Effect.die)
          return respond(file, tag, range)
        })
      })
    })
  )
}

/** A part of another file than the caller has begun with would spoil both. Source: RFC 9110, section 13.1.5. */
const rangeOf = (wanted: Wanted, tag: string): string | undefined =>
  wanted["if-range"] === undefined || names(wanted["if-range"], tag, false) ? wanted.range : undefined

/** Never shown as a page of ours, whatever the file holds. */
const headersOf = (file: StoredFile, tag: string) => ({
  etag: tag,
  "accept-ranges": "bytes",
  "content-disposition": attachment(file.name),
  "x-content-type-options": "nosniff",
  "content-security-policy": "sandbox; default-src 'none'"
})
