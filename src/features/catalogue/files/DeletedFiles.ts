import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { FileId } from "#contract/File.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { Folder } from "./FileKey.ts"

const DeletedFile = Schema.Struct({ id: FileId, folder: Schema.Literals(["books", "documents", "covers"]) })
type DeletedFile = typeof DeletedFile.Type

/** Rows of `deleted_files`, where the names of objects wait to be removed. Every call joins the caller's transaction. */
export class DeletedFiles extends Context.Service<
  DeletedFiles,
  {
    /** Remembers that the objects of the files are to be removed once the transaction has committed. */
    readonly mark: (
      organizationId: OrganizationId,
      folder: Folder,
      ids: ReadonlyArray<FileId>
    ) => Effect.Effect<void, SqlError.SqlError>
    /** The longest waiting. */
    readonly waiting: (
      organizationId: OrganizationId,
      limit: number
    ) => Effect.Effect<ReadonlyArray<DeletedFile>, SqlError.SqlError>
    readonly forget: (
      organizationId: OrganizationId,
      ids: ReadonlyArray<FileId>
    ) => Effect.Effect<void, SqlError.SqlError>
  }
>()("luminalib/features/catalogue/files/DeletedFiles") {
  static readonly layer = Layer.effect(
    DeletedFiles,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return DeletedFiles.of({
        mark: Effect.fn("DeletedFiles.mark")(function* (organizationId, folder, ids) {
          yield* sql`
            INSERT INTO deleted_files (id, organization_id, folder)
            SELECT id, ${organizationId}, ${folder} FROM unnest(${ids}::uuid[]) id`
        }),
        waiting: Effect.fn("DeletedFiles.waiting")(function* (organizationId, limit) {
          const rows = yield* sql`
            SELECT id, folder FROM deleted_files
            WHERE organization_id = ${organizationId}
            ORDER BY deleted_at
            LIMIT ${limit}`
          return yield* Effect.catchTag(decode(rows), "SchemaError", Effect.die)
        }),
        forget: Effect.fn("DeletedFiles.forget")(function* (organizationId, ids) {
          yield* sql`
            DELETE FROM deleted_files WHERE organization_id = ${organizationId} AND id = ANY(${ids}::uuid[])`
        })
      })
    })
  )
}

const decode = Schema.decodeUnknownEffect(Schema.Array(DeletedFile))
