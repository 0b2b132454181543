import { Cause, Context, Effect, Layer, Option, Stream } from "effect"
import { SecureRandom } from "effect/crypto"
import type { Multipart } from "effect/http"
import { SqlError } from "effect/sql"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { Storage } from "#platform/Storage.ts"
import type { Actor } from "./CataloguePolicy.ts"
import { check } from "./FileCheck.ts"
import { fileKey } from "./FileKey.ts"
import { displayName } from "./FileName.ts"
import { type Form, FormFields, type FormRefused, type FormShape, misplaced, refusedBy } from "./Form.ts"
import type { StagedFile } from "./StagedFile.ts"
import { uploadLimits } from "./UploadLimits.ts"

/** What a form said, and the file it brought. */
export interface Received<Fields> {
  readonly fields: Fields
  readonly file: StagedFile | undefined
}

/** Takes forms with a file in: no file is ever in memory as a whole. */
export class Upload extends Context.Service<
  Upload,
  {
    /**
     * Reads the form to its end, puts its file into the storage on the way, and hands both over to `commit`, which is
     * not interrupted. Unless `commit` succeeds the file is removed again. Only where it cannot be known whether the
     * transaction committed the file stays; if it is nobody's, it is collected as an orphan.
     */
    readonly receive: <Fields, A, E>(
      by: Actor,
      form: Form,
      shape: FormShape<Fields>,
      commit: (received: Received<Fields>) => Effect.Effect<A, E>
    ) => Effect.Effect<A, E | FormRefused>
  }
>()("luminalib/features/catalogue/Upload") {
  /** `MAX_UPLOAD_MB`, `ALLOWED_FILE_TYPES`: see `UploadLimits.ts`. */
  static readonly layer = Layer.effect(
    Upload,
    Effect.gen(function* () {
      const storage = yield* Storage
      const random = yield* SecureRandom.SecureRandom
      const limits = yield* uploadLimits

      const stage = Effect.fn("Upload.stage")(function* (by: Actor, id: BookFileId, part: Multipart.File) {
        const checked = check(part.content, part, limits)
        const { sha256, size } = yield* storage.put(fileKey(by.organizationId, id), checked.bytes)
        const type = checked.type()
        if (type === undefined) return yield* Effect.die(new Error("a file was stored before its type was known"))
        const staged: StagedFile = { id, name: displayName(part.name), type, size, sha256, uploadedBy: by.id }
        return staged
      })

      const discard = (by: Actor, id: BookFileId) =>
        storage
          .remove([fileKey(by.organizationId, id)])
          .pipe(
            Effect.catchTag("StorageError", (error) =>
              Effect.logWarning("a refused upload stays in the storage until orphans are collected", error)
            )
          )

      return Upload.of({
        receive: Effect.fn("Upload.receive")(function* (by, form, shape, commit) {
          const id = BookFileId.make(yield* random.uuidV7())
          const fields = new FormFields()
          let begun = false
          let file: StagedFile | undefined

          const takeFile = Effect.fnUntraced(function* (part: Multipart.File) {
            if (part.key !== "file") return yield* misplaced(part.key, "unknown")
            if (begun) return yield* misplaced(part.key, "second")
            begun = true
            file = yield* stage(by, id, part).pipe(
              // A browser sends a file without a name and without content where none was chosen.
              Effect.catchTag("FileEmpty", (error) => (part.name === "" ? Effect.undefined : Effect.fail(error)))
            )
          })
          // A file that breaks a limit ends as if it were complete: only the form's own end tells that all is well.
          const read = Stream.runForEach(Stream.provideContext(form, limits.ofForm), (part) =>
            part._tag === "File" ? takeFile(part) : Effect.sync(() => fields.add(part))
          ).pipe(
            Effect.catchTags({
              MultipartError: (error) => Effect.fail(refusedBy(error, limits.maxBytes)),
              StorageError: Effect.die
            })
          )
          return yield* read.pipe(
            Effect.flatMap(() => fields.decode(shape)),
            Effect.flatMap((fields) => Effect.uninterruptible(commit({ fields, file }))),
            Effect.onError((cause) => (begun && !mayHaveCommitted(cause) ? discard(by, id) : Effect.void))
          )
        })
      })
    })
  )
}

/** The connection was lost or the server went down, perhaps between the commit and its answer. */
const mayHaveCommitted = (cause: Cause.Cause<unknown>): boolean =>
  Option.exists(
    Cause.findErrorOption(cause),
    (error) =>
      SqlError.isSqlError(error) && (error.reason._tag === "ConnectionError" || error.reason._tag === "UnknownError")
  )
