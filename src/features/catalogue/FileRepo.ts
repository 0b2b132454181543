import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { BookId } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { FileRow } from "./BookRow.ts"
import { insertFile } from "./BookRepo.ts"
import type { StagedFile } from "./StagedFile.ts"

const Id = Schema.Struct({ id: BookFileId })

/** Rows of `book_files`, and of `deleted_files` where the names of objects wait to be removed. */
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
    /** Remembers that the object of the file is to be removed once the transaction has committed. */
    readonly markDeleted: (organizationId: OrganizationId, id: BookFileId) => Effect.Effect<void, SqlError.SqlError>
    /** The longest waiting of the objects to be removed. */
    readonly deleted: (
      organizationId: OrganizationId,
      limit: number
    ) => Effect.Effect<ReadonlyArray<BookFileId>, SqlError.SqlError>
    readonly forget: (
      organizationId: OrganizationId,
      ids: ReadonlyArray<BookFileId>
    ) => Effect.Effect<void, SqlError.SqlError>
    /** Those of the ids that have a row. */
    readonly known: (
      organizationId: OrganizationId,
      ids: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlySet<string>, SqlError.SqlError>
    readonly organizations: Effect.Effect<ReadonlyArray<OrganizationId>, SqlError.SqlError>
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
        markDeleted: Effect.fn("FileRepo.markDeleted")(function* (organizationId, id) {
          yield* sql`INSERT INTO deleted_files (id, organization_id) VALUES (${id}, ${organizationId})`
        }),
        deleted: Effect.fn("FileRepo.deleted")(function* (organizationId, limit) {
          const rows = yield* sql`
            SELECT id FROM deleted_files
            WHERE organization_id = ${organizationId}
            ORDER BY deleted_at
            LIMIT ${limit}`
          return (yield* decodeIds(rows)).map((row) => row.id)
        }),
        forget: Effect.fn("FileRepo.forget")(function* (organizationId, ids) {
          yield* sql`
            DELETE FROM deleted_files WHERE organization_id = ${organizationId} AND id = ANY(${ids}::uuid[])`
        }),
        known: Effect.fn("FileRepo.known")(function* (organizationId, ids) {
          const rows = yield* sql`
            SELECT id FROM book_files WHERE organization_id = ${organizationId} AND id = ANY(${ids}::uuid[])`
          return new Set((yield* decodeIds(rows)).map((row): string => row.id))
        }),
        organizations: Effect.gen(function* () {
          const rows = yield* sql`SELECT id FROM organizations ORDER BY id`
          return (yield* decodeOrganizations(rows)).map((row) => row.id)
        }).pipe(Effect.withSpan("FileRepo.organizations"))
      })
    })
  )
}

const readFiles = Schema.decodeUnknownEffect(Schema.Array(FileRow))
const readIds = Schema.decodeUnknownEffect(Schema.Array(Id))
const readOrganizations = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ id: OrganizationId })))
const decodeFiles = (rows: ReadonlyArray<unknown>) => Effect.catchTag(readFiles(rows), "SchemaError", Effect.die)
const decodeIds = (rows: ReadonlyArray<unknown>) => Effect.catchTag(readIds(rows), "SchemaError", Effect.die)
const decodeOrganizations = (rows: ReadonlyArray<unknown>) =>
  Effect.catchTag(readOrganizations(rows), "SchemaError", Effect.die)
