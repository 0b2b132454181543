import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { BookId } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { FileRow } from "./BookRow.ts"
import { insertFile } from "./BookRepo.ts"
import type { StagedFile } from "./files/StagedFile.ts"

const Id = Schema.Struct({ id: BookFileId })

/** Rows of `book_files`. */
export class FileRepo extends Context.Service<
  FileRepo,
  {
    readonly find: (
      organizationId: OrganizationId,
      id: BookFileId
    ) => Effect.Effect<Option.Option<typeof FileRow.Type>, SqlError.SqlError>
    /** Gives the book its file, in the place of the one it had. */
    readonly replace: (
      organizationId: OrganizationId,
      bookId: BookId,
      file: StagedFile
    ) => Effect.Effect<void, SqlError.SqlError>
    /** Those of the ids that have a row. */
    readonly known: (
      organizationId: OrganizationId,
      ids: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlySet<string>, SqlError.SqlError>
  }
>()("luminalib/features/catalogue/FileRepo") {
  static readonly layer = Layer.effect(
    FileRepo,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return FileRepo.of({
        find: Effect.fn("FileRepo.find")(function* (organizationId, id) {
          const rows = yield* sql`
            SELECT id, book_id, name, type, size, sha256, uploaded_at
            FROM book_files
            WHERE organization_id = ${organizationId} AND id = ${id}`
          return Option.fromUndefinedOr((yield* decodeFiles(rows))[0])
        }),
        replace: Effect.fn("FileRepo.replace")(function* (organizationId, bookId, file) {
          yield* sql`DELETE FROM book_files WHERE organization_id = ${organizationId} AND book_id = ${bookId}`
          yield* insertFile(sql, organizationId, bookId, file)
        }),
        known: Effect.fn("FileRepo.known")(function* (organizationId, ids) {
          const rows = yield* sql`
            SELECT id FROM book_files WHERE organization_id = ${organizationId} AND id = ANY(${ids}::uuid[])`
          return new Set((yield* decodeIds(rows)).map((row): string => row.id))
        })
      })
    })
  )
}

const readFiles = Schema.decodeUnknownEffect(Schema.Array(FileRow))
const readIds = Schema.decodeUnknownEffect(Schema.Array(Id))
const decodeFiles = (rows: ReadonlyArray<unknown>) => Effect.catchTag(readFiles(rows), "SchemaError", Effect.die)
const decodeIds = (rows: ReadonlyArray<unknown>) => Effect.catchTag(readIds(rows), "SchemaError", Effect.die)
