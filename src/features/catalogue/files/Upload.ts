import { Context, Effect, Layer, Stream } from "effect"
import { SecureRandom } from "effect/crypto"
import type { Multipart } from "effect/http"
import { FileId } from "#contract/File.ts"
import { Storage } from "#platform/Storage.ts"
import type { Actor } from "../CataloguePolicy.ts"
import { check } from "./FileCheck.ts"
import { fileKey, type Folder } from "./FileKey.ts"
import { displayName } from "./FileName.ts"
import { type Form, FormFields, type FormRefused, type FormShape, misplaced, refusedBy } from "./Form.ts"
import { mayHaveCommitted } from "./MayHaveCommitted.ts"
import type { StagedFile } from "./StagedFile.ts"
import { uploadLimits } from "./UploadLimits.ts"

/** What a form said, and the file it brought. */
export interface Received<Fields> {
  readonly fields: Fields
  readonly file: StagedFile | undefined
}

/** A text that somebody sent as such, to be kept as a file. */
export interface SentText {
  readonly folder: Folder
  readonly name: string
  /** Not empty. */
  readonly content: string
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
    /** The same for a text. */
    readonly keep: <A, E>(
      by: Actor,
      text: SentText,
      commit: (file: StagedFile) => Effect.Effect<A, E>
    ) => Effect.Effect<A, E>
  }
>()("luminalib/features/catalogue/files/Upload") {
  /** `MAX_UPLOAD_MB`, `ALLOWED_FILE_TYPES`: see `UploadLimits.ts`. */
  static readonly layer = Layer.effect(
    Upload,
    Effect.gen(function* () {
      const storage = yield* Storage
      const random = yield* SecureRandom.SecureRandom
      const limits = yield* uploadLimits
      const newId = Effect.map(random.uuidV7(), (id) => FileId.make(id))

      const stage = Effect.fn("Upload.stage")(function* (by: Actor, place: Place, part: Multipart.File) {
        const checked = check(part.content, part, limits)
        const { sha256, size } = yield* storage.put(keyOf(by, place), checked.bytes)
        const type = checked.type()
        if (type === undefined) return yield* Effect.die(new Error("a file was stored before its type was known"))
        const staged: StagedFile = { id: place.id, name: displayName(part.name), type, size, sha256, uploadedBy: by.id }
        return staged
      })

      const discard = (by: Actor, place: Place) =>
        storage
          .remove([keyOf(by, place)])
          .pipe(
            Effect.catchTag("StorageError", (error) =>
              Effect.logWarning("a refused upload stays in the storage until orphans are collected", error)
            )
          )

      return Upload.of({
        receive: Effect.fn("Upload.receive")(function* (by, form, shape, commit) {
          const place = { folder: shape.folder, id: yield* newId }
          const fields = new FormFields(shape)
          let begun = false
          let file: StagedFile | undefined

          const takeFile = Effect.fnUntraced(function* (part: Multipart.File) {
            if (part.key !== "file") return yield* misplaced(part.key, "unknown")
            if (begun) return yield* misplaced(part.key, "second")
            begun = true
            file = yield* stage(by, place, part).pipe(
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
            Effect.flatMap(() => fields.decoded),
            Effect.flatMap((fields) => Effect.uninterruptible(commit({ fields, file }))),
            Effect.onError((cause) => (begun && !mayHaveCommitted(cause) ? discard(by, place) : Effect.void))
          )
        }),
        keep: Effect.fn("Upload.keep")(function* (by, { content, folder, name }, commit) {
          const place = { folder, id: yield* newId }
          const bytes = Stream.make(new TextEncoder().encode(content))
          return yield* storage.put(keyOf(by, place), bytes).pipe(
            Effect.catchTag("StorageError", Effect.die),
            Effect.flatMap(({ sha256, size }) => {
              const file: StagedFile = {
                id: place.id,
                name: displayName(name),
                type: "txt",
                size,
                sha256,
                uploadedBy: by.id
              }
              return Effect.uninterruptible(commit(file))
            }),
            Effect.onError((cause) => (mayHaveCommitted(cause) ? Effect.void : discard(by, place)))
          )
        })
      })
    })
  )
}

/** Where a file is put, before anybody knows whose it will be. */
interface Place {
  readonly folder: Folder
  readonly id: FileId
}

const keyOf = ({ organizationId }: Actor, { folder, id }: Place) => fileKey(organizationId, folder, id)
