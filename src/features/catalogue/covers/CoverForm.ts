import { Effect, Schema, Stream } from "effect"
import { Multipart } from "effect/http"
import {
  leastPixels,
  mostCoverBytes,
  mostPixels,
  PictureDimensions,
  PictureUnreadable,
  UnsupportedPictureType
} from "#contract/catalogue/Cover.ts"
import { FileEmpty, FileTooLarge, FileTypeMismatch } from "#contract/File.ts"
import { ValidationFailed } from "#contract/Problem.ts"
import { type PictureFacts, readPicture } from "#platform/pictures/PictureHeader.ts"
import type { Claim } from "../files/FileVerdict.ts"
import { type Form, FormFields, type FormShape, misplaced, refusedBy } from "../files/Form.ts"

/** A picture that is what it should be, whole in memory: it is small. */
export interface Picture extends PictureFacts {
  readonly bytes: Uint8Array
}

/** The form of a cover has a file, which is no text, and nothing else. */
const shape: FormShape<object> = {
  folder: "covers",
  fields: Schema.Struct({ file: Schema.optionalKey(Schema.Never) }),
  lists: new Set(),
  optional: new Set(),
  empty: "omitted"
}
const maxParts = 8
const maxFieldBytes = 16 * 1024
/** The second wall, as for files: the first counts the bytes of the picture. */
const limits = Multipart.limitsServices({
  maxParts,
  maxFieldSize: maxFieldBytes,
  maxFileSize: mostCoverBytes + maxFieldBytes,
  maxTotalSize: mostCoverBytes + maxParts * 2 * maxFieldBytes,
  fieldMimeTypes: []
})

/** Reads the form to its end, and gives the picture that it brought. */
export const receive = Effect.fn("CoverForm.receive")(function* (form: Form) {
  const fields = new FormFields(shape)
  let sent: { readonly bytes: Uint8Array; readonly claim: Claim } | undefined
  const take = Effect.fnUntraced(function* (part: Multipart.Part) {
    if (part._tag === "Field") return fields.add(part)
    if (part.key !== "file") return yield* misplaced(part.key, "unknown")
    if (sent !== undefined) return yield* misplaced(part.key, "second")
    sent = { bytes: yield* wholeOf(part), claim: part }
  })
  yield* Stream.runForEach(Stream.provideContext(form, limits), take).pipe(
    Effect.catchTag("MultipartError", (error) => Effect.fail(refusedBy(error, mostCoverBytes)))
  )
  yield* fields.decoded
  // A browser sends a file without a name and without content where none was chosen.
  if (sent === undefined || (sent.claim.name === "" && sent.bytes.length === 0)) return yield* noFile()
  return yield* judge(sent.bytes, sent.claim)
})

const wholeOf = Effect.fnUntraced(function* (part: Multipart.File) {
  const chunks: Array<Uint8Array> = []
  let length = 0
  yield* Stream.runForEach(part.content, (chunk) => {
    length += chunk.length
    if (length > mostCoverBytes) return Effect.fail(new FileTooLarge({ maxBytes: mostCoverBytes }))
    chunks.push(chunk)
    return Effect.void
  })
  return new Uint8Array(Buffer.concat(chunks))
})

const noFile = () =>
  new ValidationFailed({
    code: "VALIDATION_FAILED",
    errors: [{ pointer: "/file", message: "Expected a file", code: "VALIDATION_FAILED" }]
  })

const extensions: ReadonlyArray<readonly [RegExp, PictureFacts["contentType"]]> = [
  [/\.png$/i, "image/png"],
  [/\.jpe?g$/i, "image/jpeg"],
  [/\.webp$/i, "image/webp"]
]

/** Nothing that the sender says is believed, but it must not contradict the bytes. */
const contradicts = ({ contentType, name }: Claim, type: PictureFacts["contentType"]) => {
  const byName = extensions.find(([pattern]) => pattern.test(name.trim()))?.[1]
  const isSaid = contentType !== "" && contentType.toLowerCase() !== "application/octet-stream"
  return (byName !== undefined && byName !== type) || (isSaid && contentType.toLowerCase() !== type)
}

const judge = Effect.fnUntraced(function* (bytes: Uint8Array, claim: Claim) {
  if (bytes.length === 0) return yield* new FileEmpty({})
  const facts = readPicture(bytes)
  if (facts === undefined) return yield* new UnsupportedPictureType({})
  if (facts === "broken") return yield* new PictureUnreadable({})
  if (contradicts(claim, facts.contentType)) return yield* new FileTypeMismatch({})
  const { height, width } = facts
  if (Math.min(width, height) < leastPixels || Math.max(width, height) > mostPixels) {
    return yield* new PictureDimensions({ width, height, leastPixels, mostPixels })
  }
  const picture: Picture = { ...facts, bytes }
  return picture
})
