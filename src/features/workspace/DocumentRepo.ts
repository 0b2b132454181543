import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, type SqlError, type Statement } from "effect/sql"
import { FileId, FileType } from "#contract/File.ts"
import { type OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { DocumentId, Visibility } from "#contract/workspace/Document.ts"
import type { StagedFile } from "#features/catalogue/files/StagedFile.ts"
import { documentColumns, documentOf, DocumentRow, documentSources, jobShown } from "./DocumentRow.ts"
import { ReadDocument } from "./ReadDocument.ts"

/** A document within its library. */
export interface DocumentKey {
  readonly organizationId: OrganizationId
  readonly id: DocumentId
}

/** A document that is to be. */
export interface NewRow extends DocumentKey {
  readonly ownerId: UserId
  readonly title: string
  readonly visibility: Visibility
  readonly file: StagedFile
}

/** What is changed of a document that is locked. */
export interface RowChanges {
  readonly title?: string | undefined
  readonly visibility?: Visibility | undefined
  readonly file?: StagedFile | undefined
}

/** A document while it is held, or by a job: without what was read of it. */
const PlainRow = Schema.Struct({
  id: DocumentId,
  title: Schema.String,
  ownerId: Schema.NullOr(UserId),
  visibility: Visibility,
  version: Schema.Int,
  fileId: FileId,
  fileName: Schema.String,
  type: FileType,
  size: Schema.Int,
  sha256: Schema.String
})
export type PlainRow = typeof PlainRow.Type

const decodeRows = Schema.decodeUnknownEffect(Schema.Array(DocumentRow))
const decodePlainRows = Schema.decodeUnknownEffect(Schema.Array(PlainRow))
const plain = (statement: Statement.Statement<object>) =>
  Effect.flatMap(statement, (rows) => Effect.catchTag(decodePlainRows(rows), "SchemaError", Effect.die))
const first = <A>(rows: Effect.Effect<ReadonlyArray<A>, SqlError.SqlError>) =>
  Effect.map(rows, ([row]) => Option.fromUndefinedOr(row))
const count = (statement: Statement.Statement<{ readonly count: number }>) =>
  Effect.map(statement, ([row]) => row?.count ?? 0)

/** SQL over `documents`. What changes a document holds its row until the commit. */
export class DocumentRepo extends Context.Service<DocumentRepo>()("luminalib/features/workspace/DocumentRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const is = ({ id, organizationId }: DocumentKey) => sql`d.organization_id = ${organizationId} AND d.id = ${id}`
    const plainColumns = sql`d.id, d.title, d.owner_id, d.visibility, d.version, d.file_id, d.file_name, d.type,
      d.size, d.sha256`
    const setFile = ({ id, name, sha256, size, type }: StagedFile) => [
      sql`file_id = ${id}`,
      sql`file_name = ${name}`,
      sql`type = ${type}`,
      sql`size = ${size}`,
      sql`sha256 = ${sha256}`,
      sql`uploaded_at = now()`
    ]
    const countOf = (organizationId: OrganizationId, ownerId: UserId) =>
      count(sql`
        SELECT count(*)::int AS count FROM documents
        WHERE organization_id = ${organizationId} AND owner_id = ${ownerId}`)
    const rowsOf = (statement: Statement.Statement<object>) =>
      Effect.flatMap(statement, (rows) => Effect.catchTag(decodeRows(rows), "SchemaError", Effect.die)).pipe(
        Effect.map((rows) => rows.map(documentOf))
      )

    return {
      find: (key: DocumentKey) =>
        first(rowsOf(sql`SELECT ${documentColumns(sql)} FROM ${documentSources(sql)} WHERE ${is(key)}`)),
      findPlain: (key: DocumentKey) => first(plain(sql`SELECT ${plainColumns} FROM documents d WHERE ${is(key)}`)),
      lock: (key: DocumentKey) =>
        first(plain(sql`SELECT ${plainColumns} FROM documents d WHERE ${is(key)} FOR NO KEY UPDATE`)),
      /** How many somebody has. Rides on documents_of_owner. */
      countOf,
      /** The same of a person who is held until the commit: two at once do not make one too many. */
      lockCount: Effect.fnUntraced(function* (organizationId: OrganizationId, ownerId: UserId) {
        yield* sql`SELECT FROM users WHERE organization_id = ${organizationId} AND id = ${ownerId} FOR NO KEY UPDATE`
        return yield* countOf(organizationId, ownerId)
      }),
      insert: ({ file, id, organizationId, ownerId, title, visibility }: NewRow) =>
        Effect.asVoid(sql`
          INSERT INTO documents (id, organization_id, owner_id, title, visibility, file_id, file_name, type, size, sha256)
          VALUES (${id}, ${organizationId}, ${ownerId}, ${title}, ${visibility}, ${file.id}, ${file.name}, ${file.type},
            ${file.size}, ${file.sha256})`),
      /** The next version of a document that is locked. */
      update: (key: DocumentKey, { file, title, visibility }: RowChanges) =>
        Effect.asVoid(sql`
          UPDATE documents d SET ${sql.csv([
            sql`version = version + 1`,
            sql`updated_at = now()`,
            ...(title === undefined ? [] : [sql`title = ${title}`]),
            ...(visibility === undefined ? [] : [sql`visibility = ${visibility}`]),
            ...(file === undefined ? [] : setFile(file))
          ])}
          WHERE ${is(key)}`),
      remove: (key: DocumentKey) => Effect.asVoid(sql`DELETE FROM documents d WHERE ${is(key)}`),
      /** Those of the ids of files that a document has. */
      filesKnown: (organizationId: OrganizationId, ids: ReadonlyArray<string>) =>
        Effect.map(
          sql<{ readonly fileId: string }>`
            SELECT file_id FROM documents
            WHERE organization_id = ${organizationId} AND file_id = ANY(${[...ids]}::uuid[])`,
          (rows): ReadonlySet<string> => new Set(rows.map(({ fileId }) => fileId))
        ),
      /** Rides on documents_of_owner. */
      ofOwner: (organizationId: OrganizationId, ownerId: UserId) =>
        rowsOf(sql`
          SELECT ${documentColumns(sql)} FROM ${documentSources(sql)}
          WHERE d.organization_id = ${organizationId} AND d.owner_id = ${ownerId} ORDER BY d.id DESC`),
      /** With all that was read and found of them: foreign keys see to it. Gives their files. Rides on documents_of_owner. */
      removePrivate: (organizationId: OrganizationId, ownerId: UserId) =>
        Effect.map(
          sql<{ readonly fileId: FileId }>`
            DELETE FROM documents
            WHERE organization_id = ${organizationId} AND owner_id = ${ownerId} AND visibility = 'private'
            RETURNING file_id`,
          (rows) => rows.map(({ fileId }) => fileId)
        ),
      /** Those of the jobs that tell why a document is not read. By the primary keys and jobs_related. */
      jobsShown: (ids: ReadonlyArray<string>) =>
        Effect.map(
          sql<{ readonly id: string }>`
            SELECT j.id
            FROM jobs asked
            JOIN documents d ON d.organization_id = asked.organization_id AND d.id = asked.related_id
              AND d.read_file_id IS DISTINCT FROM d.file_id
            JOIN LATERAL (${jobShown(sql)}) j ON j.id = asked.id
            WHERE asked.id = ANY(${[...ids]}::uuid[]) AND asked.kind = ${ReadDocument.kind}`,
          (rows) => rows.map(({ id }) => id)
        )
    }
  })
}) {
  static readonly layer = Layer.effect(DocumentRepo, DocumentRepo.make)
}
