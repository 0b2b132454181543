import { Context, Effect, Layer } from "effect"
import { HttpServerResponse } from "effect/http"
import { Storage } from "#platform/Storage.ts"
import { names } from "../files/ETag.ts"
import type { CoverFile } from "./Covers.ts"

/** Sends covers straight from the storage. */
export class CoverDownload extends Context.Service<
  CoverDownload,
  {
    /** 200 or 304. */
    readonly send: (
      cover: CoverFile,
      ifNoneMatch: string | undefined
    ) => Effect.Effect<HttpServerResponse.HttpServerResponse>
  }
>()("luminalib/features/catalogue/covers/CoverDownload") {
  static readonly layer = Layer.effect(
    CoverDownload,
    Effect.gen(function* () {
      const storage = yield* Storage
      return CoverDownload.of({
        send: Effect.fn("CoverDownload.send")(function* ({ contentType, key, sha256, size }, ifNoneMatch) {
          const headers = headersOf(`"${sha256}"`)
          if (ifNoneMatch !== undefined && names(ifNoneMatch, headers.etag, true)) {
            return HttpServerResponse.empty({ status: 304, headers })
          }
          // Once the answer has begun there is no telling that the storage is down.
          yield* Effect.catchTag(storage.stat(key), "StorageError", Effect.die)
          return HttpServerResponse.stream(storage.get(key), { status: 200, contentType, contentLength: size, headers })
        })
      })
    })
  )
}

/** Shown as a picture and as nothing else, whatever it holds. Kept by its caller alone: it is one library's. */
const headersOf = (etag: string) => ({
  etag,
  "cache-control": "private, max-age=86400",
  "content-disposition": "inline",
  "x-content-type-options": "nosniff",
  "content-security-policy": "sandbox; default-src 'none'"
})
