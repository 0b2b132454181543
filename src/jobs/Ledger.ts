import { Context, Duration, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { SecureRandom } from "effect/crypto"
import { Dispatch, type DueJob } from "./Dispatch.ts"
import type { JobRequest } from "./Job.ts"
import { JobRow } from "./JobRow.ts"
import { currentTraceParent } from "./TraceParent.ts"

/** Which jobs to list: newest first, below the cursor. */
export interface JobFilter {
  readonly organizationId: string
  readonly createdBy?: string
  readonly state?: string
  readonly kind?: string
  readonly relatedId?: string
  readonly limit: number
  readonly offset?: number
  /** Only ids before this one. */
  readonly before?: string
}

/** The jobs table, as those see it who ask for work and look after it. Every call joins the caller's transaction. */
export class Ledger extends Context.Service<
  Ledger,
  {
    /** Writes the job; once that commits it is dispatched. Gives the id, of the one that waits already if keys meet. */
    readonly enqueue: (request: JobRequest) => Effect.Effect<string, SqlError.SqlError>
    readonly find: (organizationId: string, id: string) => Effect.Effect<Option.Option<JobRow>, SqlError.SqlError>
    readonly list: (filter: JobFilter) => Effect.Effect<ReadonlyArray<JobRow>, SqlError.SqlError>
    readonly count: (filter: JobFilter) => Effect.Effect<number, SqlError.SqlError>
    /** Cancels what waits and asks what runs to stop. None: it was over, or is not there. */
    readonly cancel: (organizationId: string, id: string) => Effect.Effect<Option.Option<JobRow>, SqlError.SqlError>
    /** Puts a failed or cancelled job back with all its attempts. None: it neither failed nor was cancelled. */
    readonly retry: (organizationId: string, id: string) => Effect.Effect<Option.Option<JobRow>, SqlError.SqlError>
  }
>()("luminalib/jobs/Ledger") {
  static readonly layer = Layer.effect(
    Ledger,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const dispatch = yield* Dispatch
      const random = yield* SecureRandom.SecureRandom

      const offerAfterCommit = (job: DueJob) => sql.afterCommit(dispatch.offer([job]))

      const active = (request: JobRequest) =>
        Effect.map(
          sql<{ readonly id: string }>`
            SELECT id FROM jobs
            WHERE kind = ${request.job.kind}
              AND organization_id IS NOT DISTINCT FROM ${request.organizationId}
              AND unique_key = ${request.uniqueKey ?? null}
              AND state IN ('pending', 'running')`,
          (rows) => rows[0]?.id
        )

      const insert = Effect.fnUntraced(function* (request: JobRequest) {
        const { job } = request
        const payload = yield* encodePayload(request)
        const delayMs = request.delay === undefined ? 0 : Duration.toMillis(Duration.fromInputUnsafe(request.delay))
        const rows = yield* sql<DueJob>`
          INSERT INTO jobs (id, organization_id, kind, version, queue, payload, related_id, created_by, priority,
            max_attempts, run_at, unique_key, trace_parent)
          VALUES (${yield* random.uuidV7()}, ${request.organizationId}, ${job.kind}, ${job.version}, ${job.queue},
            ${payload}::jsonb, ${request.relatedId ?? null}, ${request.createdBy ?? null},
            ${request.priority ?? job.priority}, ${job.maxAttempts},
            now() + ${delayMs} * interval '1 millisecond', ${request.uniqueKey ?? null}, ${yield* currentTraceParent})
          ON CONFLICT (kind, organization_id, unique_key)
            WHERE unique_key IS NOT NULL AND state IN ('pending', 'running') DO NOTHING
          RETURNING id, queue, priority, run_at`
        const row = rows[0]
        if (row !== undefined && delayMs <= 0) yield* offerAfterCommit(row)
        return row?.id
      })

      const conditions = (filter: JobFilter) =>
        sql.and([
          sql`organization_id = ${filter.organizationId}`,
          ...(filter.createdBy === undefined ? [] : [sql`created_by = ${filter.createdBy}`]),
          ...(filter.state === undefined ? [] : [sql`state = ${filter.state}`]),
          ...(filter.kind === undefined ? [] : [sql`kind = ${filter.kind}`]),
          ...(filter.relatedId === undefined ? [] : [sql`related_id = ${filter.relatedId}`]),
          ...(filter.before === undefined ? [] : [sql`id < ${filter.before}`])
        ])

      return Ledger.of({
        enqueue: Effect.fn("Ledger.enqueue")(function* (request) {
          // The job that held the key may end between the two statements: then ours goes in at the second try.
          const inserted = (yield* insert(request)) ?? (yield* active(request)) ?? (yield* insert(request))
          if (inserted === undefined)
            return yield* Effect.die(new Error(`job ${request.job.kind}: its key is contended`))
          return inserted
        }),
        find: Effect.fn("Ledger.find")(function* (organizationId, id) {
          const rows = yield* sql`SELECT * FROM jobs WHERE organization_id = ${organizationId} AND id = ${id}`
          return Option.fromUndefinedOr((yield* decodeRows(rows))[0])
        }),
        // Rides on jobs_newest, on jobs_created_by where a person is given, on jobs_related where a subject is.
        list: Effect.fn("Ledger.list")(function* (filter) {
          const rows = yield* sql`
            SELECT * FROM jobs WHERE ${conditions(filter)}
            ORDER BY id DESC LIMIT ${filter.limit} OFFSET ${filter.offset ?? 0}`
          return yield* decodeRows(rows)
        }),
        count: Effect.fn("Ledger.count")(function* (filter) {
          const { before: _, ...all } = filter
          const rows = yield* sql<{ readonly count: number }>`
            SELECT count(*)::int AS count FROM jobs WHERE ${conditions(all)}`
          return rows[0]?.count ?? 0
        }),
        cancel: Effect.fn("Ledger.cancel")(function* (organizationId, id) {
          const rows = yield* sql`
            UPDATE jobs SET
              cancel_requested_at = coalesce(cancel_requested_at, now()),
              state = CASE WHEN state = 'pending' THEN 'cancelled' ELSE state END,
              finished_at = CASE WHEN state = 'pending' THEN now() END
            WHERE organization_id = ${organizationId} AND id = ${id} AND state IN ('pending', 'running')
            RETURNING *`
          return Option.fromUndefinedOr((yield* decodeRows(rows))[0])
        }),
        retry: Effect.fn("Ledger.retry")(function* (organizationId, id) {
          const rows = yield* sql`
            UPDATE jobs SET state = 'pending', attempts = 0, run_at = now(), finished_at = NULL, started_at = NULL,
              cancel_requested_at = NULL, progress = 0, phase = NULL
            WHERE organization_id = ${organizationId} AND id = ${id} AND state IN ('failed', 'cancelled')
            RETURNING *`
          const row = (yield* decodeRows(rows))[0]
          if (row !== undefined) yield* offerAfterCommit({ ...row, runAt: row.runAt })
          return Option.fromUndefinedOr(row)
        })
      })
    })
  )
}

const decode = Schema.decodeUnknownEffect(Schema.Array(JobRow))
const decodeRows = (rows: ReadonlyArray<unknown>) => Effect.catchTag(decode(rows), "SchemaError", Effect.die)

const encodePayload = (request: JobRequest) =>
  Schema.encodeEffect(Schema.fromJsonString(Schema.toCodecJson(request.job.payload)))(request.payload).pipe(
    Effect.catchTag("SchemaError", Effect.die)
  )
