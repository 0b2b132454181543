import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { AuditEntry } from "#contract/operations/Audit.ts"
import { countedTo } from "#contract/Page.ts"
import type { Rows } from "#platform/NewestFirst.ts"

/** A row to be written. Its time is the database's. */
interface NewEntry {
  readonly id: string
  readonly organizationId: string
  readonly actorId: string
  readonly action: string
  readonly subjectType: string
  readonly subjectId: string | null
  readonly detail: Schema.Json
  readonly requestId: string | null
}

/** Whose entries: of one library, or of all. */
export interface AuditFilter {
  readonly organizationId: string | undefined
  readonly subjectId: string | undefined
}

/** SQL over `audit_entries`. */
export class AuditRepo extends Context.Service<
  AuditRepo,
  {
    /** One statement, however many. */
    readonly insert: (entries: ReadonlyArray<NewEntry>) => Effect.Effect<void, SqlError.SqlError>
    readonly list: (
      filter: AuditFilter,
      rows: Rows
    ) => Effect.Effect<ReadonlyArray<AuditEntry>, SqlError.SqlError | Schema.SchemaError>
    /** Up to {@link countedTo}. */
    readonly count: (filter: AuditFilter) => Effect.Effect<number, SqlError.SqlError>
  }
>()("luminalib/features/identity/AuditRepo") {
  static readonly layer = Layer.effect(
    AuditRepo,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

      const conditions = ({ organizationId, subjectId }: AuditFilter) => [
        ...(organizationId === undefined ? [] : [sql`organization_id = ${organizationId}`]),
        ...(subjectId === undefined ? [] : [sql`subject_id = ${subjectId}`])
      ]

      return AuditRepo.of({
        insert: (entries) =>
          Effect.asVoid(sql`
            INSERT INTO audit_entries (id, organization_id, actor_id, action, subject_type, subject_id, detail, request_id)
            SELECT id, "organizationId", "actorId", action, "subjectType", "subjectId", detail, "requestId"
            FROM jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS given (id uuid, "organizationId" uuid,
              "actorId" uuid, action text, "subjectType" text, "subjectId" text, detail jsonb, "requestId" text)`),
        // Rides on audit_entries_newest; on audit_entries_subject where a subject is given; for all on the primary key.
        list: Effect.fnUntraced(function* (filter, { before, limit, offset }) {
          const below = before === undefined ? [] : [sql`id < ${before}`]
          const rows = yield* sql`
            SELECT id, organization_id, actor_id, action, subject_type, subject_id, detail, request_id, created_at AS at
            FROM audit_entries WHERE ${sql.and([...conditions(filter), ...below])}
            ORDER BY id DESC LIMIT ${limit} OFFSET ${offset}`
          return yield* decodeAll(rows)
        }),
        count: Effect.fnUntraced(function* (filter) {
          const rows = yield* sql<{ readonly count: number }>`
            SELECT count(*)::int AS count FROM (
              SELECT FROM audit_entries WHERE ${sql.and(conditions(filter))} LIMIT ${countedTo}) AS counted`
          return rows[0]?.count ?? 0
        })
      })
    })
  )
}

const decodeAll = Schema.decodeUnknownEffect(
  Schema.Array(AuditEntry.mapFields((fields) => ({ ...fields, at: Schema.DateTimeUtcFromDate })))
)
