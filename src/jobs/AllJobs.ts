import { Context, Effect, Layer, Option } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { decodeRows } from "./JobList.ts"
import type { JobRow } from "./JobRow.ts"

/** Which jobs, of whatever library. */
export interface AllJobsFilter {
  readonly state?: JobRow["state"]
  readonly kind?: string
  readonly queue?: string
  readonly organizationId?: string
  /** Of the last failure. */
  readonly code?: string
}

/** The jobs of all libraries, for those who run the installation. Everybody else asks the ledger, library by library. */
export class AllJobs extends Context.Service<
  AllJobs,
  {
    readonly find: (id: string) => Effect.Effect<Option.Option<JobRow>, SqlError.SqlError>
    /** Newest first. A filter that lets few jobs through reads as many as it passes over. */
    readonly list: (
      filter: AllJobsFilter,
      rows: { readonly limit: number; readonly offset: number; readonly before: string | undefined }
    ) => Effect.Effect<ReadonlyArray<JobRow>, SqlError.SqlError>
    /** Counts no further than `most`. */
    readonly count: (filter: AllJobsFilter, most: number) => Effect.Effect<number, SqlError.SqlError>
  }
>()("luminalib/jobs/AllJobs") {
  static readonly layer = Layer.effect(
    AllJobs,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

      const conditions = ({ code, kind, organizationId, queue, state }: AllJobsFilter) => [
        ...(state === undefined ? [] : [inState(sql, state)]),
        ...(kind === undefined ? [] : [sql`kind = ${kind}`]),
        ...(queue === undefined ? [] : [sql`queue = ${queue}`]),
        ...(organizationId === undefined ? [] : [sql`organization_id = ${organizationId}`]),
        ...(code === undefined ? [] : [sql`errors -> -1 ->> 'code' = ${code}`])
      ]

      return AllJobs.of({
        find: Effect.fn("AllJobs.find")(function* (id) {
          const rows = yield* sql`SELECT * FROM jobs WHERE id = ${id}`
          return Option.fromUndefinedOr((yield* decodeRows(rows))[0])
        }),
        // Rides on the primary key; on jobs_newest where a library is given, on jobs_dead for the dead letters.
        list: Effect.fn("AllJobs.list")(function* (filter, { before, limit, offset }) {
          const below = before === undefined ? [] : [sql`id < ${before}`]
          const rows = yield* sql`
            SELECT * FROM jobs WHERE ${sql.and([...conditions(filter), ...below])}
            ORDER BY id DESC LIMIT ${limit} OFFSET ${offset}`
          return yield* decodeRows(rows)
        }),
        count: Effect.fn("AllJobs.count")(function* (filter, most) {
          const rows = yield* sql<{ readonly count: number }>`
            SELECT count(*)::int AS count FROM (
              SELECT FROM jobs WHERE ${sql.and(conditions(filter))} LIMIT ${most}) AS counted`
          return rows[0]?.count ?? 0
        })
      })
    })
  )
}

/** Written out, not as a parameter: partial indexes are for one state each. */
const inState = (sql: SqlClient.SqlClient, state: JobRow["state"]) => sql.literal(`state = '${state}'`)
