import { Config, Effect, Schema } from "effect"
import { Multipart } from "effect/http"
import { FileType } from "#contract/File.ts"

/** Thirty tags in fields of their own, all other fields, the file, and a few to spare. */
const maxParts = 48
const maxFieldBytes = 64 * 1024
/** What a part has besides its content. */
const maxHeaderBytes = 16 * 1024

/** How large a form may be, and which files it may bring. */
export interface UploadLimits {
  readonly maxBytes: number
  readonly types: ReadonlyArray<FileType>
  /**
   * Given to the parser of the form. Its own limit of a part counts the headers of that part too, so it is only the
   * second wall: the first counts the bytes of the file.
   */
  readonly ofForm: ReturnType<typeof Multipart.limitsServices>
}

/** `MAX_UPLOAD_MB` (50): size of a file in units of 1,048,576 bytes, at most 2047. `ALLOWED_FILE_TYPES` (pdf,txt). */
export const uploadLimits = Effect.gen(function* () {
  const megabytes = yield* Config.Int("MAX_UPLOAD_MB").pipe(Config.withDefault(50))
  const types = yield* Config.Array(Schema.Trim.pipe(Schema.decodeTo(FileType)), "ALLOWED_FILE_TYPES").pipe(
    Config.withDefault(FileType.literals)
  )
  const maxBytes = Math.min(Math.max(megabytes, 1), 2047) * 1024 * 1024
  const limits: UploadLimits = {
    maxBytes,
    types,
    ofForm: Multipart.limitsServices({
      maxParts,
      maxFieldSize: maxFieldBytes,
      maxFileSize: maxBytes + maxHeaderBytes,
      maxTotalSize: maxBytes + maxParts * (maxFieldBytes + maxHeaderBytes),
      // What has a file name is a file, whatever type it is declared to be.
      fieldMimeTypes: []
    })
  }
  return limits
})
