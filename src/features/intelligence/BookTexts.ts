import { Context, Effect, Layer, Option, RcMap, Semaphore } from "effect"
import type { SqlError } from "effect/sql"
import type { BookFile, BookFileId } from "#contract/catalogue/BookFile.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { fileKey } from "#features/catalogue/files/FileKey.ts"
import type { StorageError } from "#platform/storage/StorageError.ts"
import type { TextExtractionError } from "#platform/text/TextExtractionError.ts"
import { type BookText, BookTextRepo } from "./BookTextRepo.ts"
import { FileGone } from "./FileGone.ts"
import { FileTexts } from "./FileTexts.ts"

/** What the files of books say. */
export class BookTexts extends Context.Service<
  BookTexts,
  {
    /** The text of a file: read and kept the first time, then from the database, whatever fails in between. */
    readonly read: (
      organizationId: OrganizationId,
      file: Pick<BookFile, "id" | "type" | "size">
    ) => Effect.Effect<BookText, TextExtractionError | StorageError | FileGone | SqlError.SqlError>
    /** The text where it was read already. */
    readonly find: (
      organizationId: OrganizationId,
      fileId: BookFileId
    ) => Effect.Effect<Option.Option<BookText>, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/BookTexts") {
  static readonly layerNoDeps = Layer.effect(
    BookTexts,
    Effect.gen(function* () {
      const repo = yield* BookTextRepo
      const files = yield* FileTexts
      // The jobs of a new file all want its text at once: the first reads it, the others wait.
      const turns = yield* RcMap.make({ lookup: (_fileId: BookFileId) => Semaphore.make(1) })

      const find = Effect.fn("BookTexts.find")((organizationId: OrganizationId, fileId: BookFileId) =>
        Effect.catchTag(repo.find({ organizationId, fileId }), "SchemaError", Effect.die)
      )

      const extract = Effect.fnUntraced(function* (
        organizationId: OrganizationId,
        file: Pick<BookFile, "id" | "type" | "size">
      ) {
        const key = fileKey(organizationId, "books", file.id)
        const read: BookText = yield* files.read({ key, type: file.type, size: file.size })
        yield* repo.insert({ organizationId, fileId: file.id, ...read }).pipe(
          Effect.catchReason("SqlError", "ConstraintError", () => Effect.fail(new FileGone())),
          Effect.catchTag("SchemaError", Effect.die)
        )
        return read
      })

      return BookTexts.of({
        find,
        read: Effect.fn("BookTexts.read")(function* (organizationId, file) {
          const known = yield* find(organizationId, file.id)
          if (Option.isSome(known)) return known.value
          const turn = yield* RcMap.get(turns, file.id)
          return yield* turn.withPermit(
            Effect.flatMap(
              find(organizationId, file.id),
              Option.match({ onNone: () => extract(organizationId, file), onSome: Effect.succeed })
            )
          )
        }, Effect.scoped)
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide([BookTextRepo.layer, FileTexts.layer]))
}
