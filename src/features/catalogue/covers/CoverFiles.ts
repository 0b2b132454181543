import { Context, Effect, Layer, Stream } from "effect"
import { SecureRandom } from "effect/crypto"
import { FileId } from "#contract/File.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { Storage } from "#platform/Storage.ts"
import type { StorageError } from "#platform/storage/StorageError.ts"
import { fileKey } from "../files/FileKey.ts"
import { mayHaveCommitted } from "../files/MayHaveCommitted.ts"
import type { Picture } from "./CoverForm.ts"
import type { StoredCover } from "./CoverRepo.ts"

/** A picture in the storage that waits for the transaction which makes it a book's. */
export type StagedCover = Omit<StoredCover, "fileId">

/** Pictures of covers in the storage. */
export class CoverFiles extends Context.Service<
  CoverFiles,
  {
    /** Stores the picture. One that never becomes a book's is collected as an orphan. */
    readonly put: (organizationId: OrganizationId, picture: Picture) => Effect.Effect<StagedCover, StorageError>
    /**
     * Stores the picture and hands it over to `commit`, which is not interrupted. Unless `commit` succeeds it is removed
     * again, as a file that is uploaded is.
     */
    readonly keep: <A, E>(
      organizationId: OrganizationId,
      picture: Picture,
      commit: (cover: StagedCover) => Effect.Effect<A, E>
    ) => Effect.Effect<A, E | StorageError>
  }
>()("luminalib/features/catalogue/covers/CoverFiles") {
  static readonly layer = Layer.effect(
    CoverFiles,
    Effect.gen(function* () {
      const storage = yield* Storage
      const random = yield* SecureRandom.SecureRandom

      const put = Effect.fnUntraced(function* (organizationId: OrganizationId, picture: Picture) {
        const { bytes, contentType, height, width } = picture
        const id = FileId.make(yield* random.uuidV7())
        const { sha256, size } = yield* storage.put(fileKey(organizationId, "covers", id), Stream.make(bytes), {
          contentType,
          size: bytes.length
        })
        const staged: StagedCover = { id, contentType, width, height, size, sha256 }
        return staged
      })

      const discard = (organizationId: OrganizationId, { id }: StagedCover) =>
        storage
          .remove([fileKey(organizationId, "covers", id)])
          .pipe(
            Effect.catchTag("StorageError", (error) =>
              Effect.logWarning("a refused cover stays in the storage until orphans are collected", error)
            )
          )

      return CoverFiles.of({
        put: Effect.fn("CoverFiles.put")(put),
        keep: Effect.fn("CoverFiles.keep")(function* (organizationId, picture, commit) {
          const cover = yield* put(organizationId, picture)
          return yield* Effect.uninterruptible(commit(cover)).pipe(
            Effect.onError((cause) => (mayHaveCommitted(cause) ? Effect.void : discard(organizationId, cover)))
          )
        })
      })
    })
  )
}
