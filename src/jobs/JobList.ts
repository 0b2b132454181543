import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { JobRow } from "./JobRow.ts"

/** Which jobs to list: newest first, below the cursor, unless another order is asked for. */
export interface JobFilter {
  readonly organizationId: string
  readonly createdBy?: string
  readonly state?: string
  readonly kind?: string
  readonly relatedId?: string
  readonly limit: number
  readonly offset?: number
  /** `asc`: in the order in which they were asked for. */
  readonly order?: "asc" | "desc"
  /** Only what comes after this id in the order asked for. */
  readonly beyond?: string
}

const decode = Schema.decodeUnknownEffect(Schema.Array(JobRow))
export const decodeRows = (rows: ReadonlyArray<unknown>) => Effect.catchTag(decode(rows), "SchemaError", Effect.die)

/** Lists of a library's jobs. */
export const makeJobList = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const conditions = (filter: JobFilter) =>
    sql.and([
      sql`organization_id = ${filter.organizationId}`,
      ...(filter.createdBy === undefined ? [] : [sql`created_by = ${filter.createdBy}`]),
      ...(filter.state === undefined ? [] : [sql`state = ${filter.state}`]),
      ...(filter.kind === undefined ? [] : [sql`kind = ${filter.kind}`]),
      ...(filter.relatedId === undefined ? [] : [sql`related_id = ${filter.relatedId}`]),
      ...(filter.beyond === undefined ? [] : [sql`id ${filter.order === "asc" ? sql`>` : sql`<`} ${filter.beyond}`])
    ])

  return {
    // Rides on jobs_newest, on jobs_created_by where a person is given, on jobs_related where a subject is.
    list: Effect.fn("Ledger.list")(function* (filter: JobFilter) {
      const rows = yield* sql`
        SELECT * FROM jobs WHERE ${conditions(filter)}
        ORDER BY id ${filter.order === "asc" ? sql`ASC` : sql`DESC`} LIMIT ${filter.limit} OFFSET ${filter.offset ?? 0}`
      return yield* decodeRows(rows)
    }),
    count: Effect.fn("Ledger.count")(function* (filter: JobFilter) {
      const { beyond: _, ...all } = filter
      const rows = yield* sql<{ readonly count: number }>`
        SELECT count(*)::int AS count FROM jobs WHERE ${conditions(all)}`
      return rows[0]?.count ?? 0
    })
  } as const
})
