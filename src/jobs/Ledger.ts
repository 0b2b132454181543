import { Context, Effect, Layer, Option } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { EventBell } from "#platform/events/EventBell.ts"
import { sent } from "#platform/telemetry/SpanAttributes.ts"
import { Dispatch } from "./Dispatch.ts"
import { type Enqueued, type Family, makeEnqueueing } from "./Enqueueing.ts"
import { Gate, type Limit } from "./Gate.ts"
import { DuplicateJob, type JobRequest } from "./Job.ts"
import { decodeRows, type JobFilter, makeJobList } from "./JobList.ts"
import type { JobRow } from "./JobRow.ts"

/** Work that belongs together, and what is done when all of it is over. */
export interface Batch {
  readonly jobs: ReadonlyArray<JobRequest>
  /** Run once, after the last job of the batch ended; it finds them in `Attempt.children`. */
  readonly finish: JobRequest
  /** Whether `finish` is run although one failed or was cancelled, or fails itself. Default: `continue`. */
  readonly onFailure?: "fail" | "continue"
}

/** Before a key that others take and leave all the time is given up. */
const mostTries = 5

/**
 * The jobs table, as those see it who ask for work and look after it, one library at a time; the installation's own work
 * has none, null. Every call joins the caller's transaction.
 */
export class Ledger extends Context.Service<
  Ledger,
  {
    /** Writes the job; once that commits it is dispatched. Gives the id, of the one that waits already if keys meet. */
    readonly enqueue: (request: JobRequest) => Effect.Effect<string, SqlError.SqlError>
    /** The same for work that must be new: fails where a job with its unique key waits or runs. */
    readonly enqueueNew: (request: JobRequest) => Effect.Effect<string, SqlError.SqlError | DuplicateJob>
    /** The same for many in one statement; gives their ids in the same order. */
    readonly enqueueAll: (
      requests: ReadonlyArray<JobRequest>,
      parentId?: string
    ) => Effect.Effect<ReadonlyArray<string>, SqlError.SqlError>
    /** Writes a batch. Gives the id of the job that ends it, which is the parent of the others. */
    readonly enqueueBatch: (batch: Batch) => Effect.Effect<string, SqlError.SqlError>
    readonly find: (organizationId: string, id: string) => Effect.Effect<Option.Option<JobRow>, SqlError.SqlError>
    readonly list: (filter: JobFilter) => Effect.Effect<ReadonlyArray<JobRow>, SqlError.SqlError>
    readonly count: (filter: JobFilter) => Effect.Effect<number, SqlError.SqlError>
    /** Cancels what waits and asks what runs to stop, its children with it. None: it was over, or is not there. */
    readonly cancel: (
      organizationId: string | null,
      id: string
    ) => Effect.Effect<Option.Option<JobRow>, SqlError.SqlError>
    /** Puts a failed or cancelled job back with all its attempts. None: it neither failed nor was cancelled. */
    readonly retry: (
      organizationId: string | null,
      id: string
    ) => Effect.Effect<Option.Option<JobRow>, SqlError.SqlError>
  }
>()("luminalib/jobs/Ledger") {
  static readonly layerNoDeps = Layer.effect(
    Ledger,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const dispatch = yield* Dispatch
      const gate = yield* Gate
      const bell = yield* EventBell
      const writing = yield* makeEnqueueing
      const lists = yield* makeJobList

      /** What is written is told to those who run it, once it is true. */
      const tellAfterCommit = (jobs: ReadonlyArray<Enqueued>, rows: ReadonlyArray<MaybeLimited>) => {
        const due = jobs.filter((job) => job.ready)
        const limited = rows.filter(isLimited)
        if (jobs.length === 0 && limited.length === 0) return Effect.void
        return sql.afterCommit(Effect.all([dispatch.offer(due), gate.knock(limited), bell.ring], { discard: true }))
      }

      /** The keyed ones are few: each looks for the job that has its key, which may end or begin in between. */
      const settleKey = Effect.fnUntraced(function* (row: Rows[number]) {
        for (let tries = 0; tries < mostTries; tries++) {
          const replaced = row.replace_key === null ? [] : yield* writing.replace(row)
          const holder = replaced[0]?.id ?? (row.unique_key === null ? undefined : yield* writing.holder(row))
          if (holder !== undefined) {
            yield* tellAfterCommit([], [limitOf(row)])
            return { id: holder, isNew: false }
          }
          const [written] = yield* writing.write([row])
          if (written === undefined) continue
          yield* tellAfterCommit([written], [limitOf(row)])
          return { id: written.id, isNew: true }
        }
        return yield* Effect.die(new Error(`job ${row.kind}: its key is contended`))
      })
      type Rows = Effect.Success<ReturnType<typeof writing.prepare>>

      const enqueueAs = Effect.fnUntraced(function* (requests: ReadonlyArray<JobRequest>, family: Family) {
        const rows = yield* writing.prepare(requests, family)
        const written = yield* writing.write(rows)
        yield* tellAfterCommit(written, rows.map(limitOf))
        if (rows[0] !== undefined) yield* Effect.annotateCurrentSpan(sent(rows[0], rows.map(idOf)))
        const ids = new Set(written.map(idOf))
        return yield* Effect.forEach(rows, (row) =>
          ids.has(row.id) ? Effect.succeed({ id: row.id, isNew: true }) : settleKey(row)
        )
      })
      const one = (requests: ReadonlyArray<{ readonly id: string; readonly isNew: boolean }>) =>
        Effect.orDie(Effect.fromNullishOr(requests[0]))

      const belongsTo = (organizationId: string | null) =>
        sql`organization_id IS NOT DISTINCT FROM ${organizationId}::uuid`

      return Ledger.of({
        enqueue: Effect.fn("Ledger.enqueue", { kind: "producer" })(function* (request) {
          return (yield* one(yield* enqueueAs([request], {}))).id
        }),
        enqueueNew: Effect.fn("Ledger.enqueueNew", { kind: "producer" })(function* (request) {
          const { id, isNew } = yield* one(yield* enqueueAs([request], {}))
          return isNew ? id : yield* new DuplicateJob({ id })
        }),
        enqueueAll: Effect.fn("Ledger.enqueueAll", { kind: "producer" })(function* (requests, parentId) {
          if (requests.length === 0) return []
          const enqueued = yield* enqueueAs(requests, parentId === undefined ? {} : { parentId })
          return enqueued.map(({ id }) => id)
        }),
        enqueueBatch: Effect.fn("Ledger.enqueueBatch", { kind: "producer" })(
          ({ jobs, onFailure = "continue", finish }) =>
            sql.withTransaction(
              Effect.gen(function* () {
                const parent = yield* one(yield* enqueueAs([finish], { waits: true, onFailure }))
                if (jobs.length > 0) yield* enqueueAs(jobs, { parentId: parent.id })
                return parent.id
              })
            )
        ),
        find: Effect.fn("Ledger.find")(function* (organizationId, id) {
          const rows = yield* sql`SELECT * FROM jobs WHERE organization_id = ${organizationId} AND id = ${id}`
          return Option.fromUndefinedOr((yield* decodeRows(rows))[0])
        }),
        list: lists.list,
        count: lists.count,
        cancel: Effect.fn("Ledger.cancel")((organizationId, id) => {
          // Rides on the primary key and jobs_children.
          const family = sql`
            WITH RECURSIVE family AS (
              SELECT id FROM jobs
              WHERE id = ${id} AND ${belongsTo(organizationId)} AND state IN ('pending', 'running')
              UNION ALL
              SELECT child.id FROM jobs child JOIN family ON child.parent_id = family.id)`
          return sql.withTransaction(
            Effect.gen(function* () {
              // First all are locked, in one order for everybody. Then the children are seen that one was about to get.
              yield* sql`${family} SELECT id FROM jobs WHERE id IN (SELECT id FROM family) ORDER BY id FOR UPDATE`
              const rows = yield* sql`
                ${family} UPDATE jobs SET
                  cancel_requested_at = coalesce(cancel_requested_at, now()),
                  state = CASE WHEN state = 'pending' THEN 'cancelled' ELSE state END,
                  waits_for_children = CASE WHEN state = 'pending' THEN false ELSE waits_for_children END,
                  finished_at = CASE WHEN state = 'pending' THEN now() END
                WHERE id IN (SELECT id FROM family) AND ${belongsTo(organizationId)} AND state IN ('pending', 'running')
                RETURNING *`
              const cancelled = yield* decodeRows(rows)
              if (cancelled.length > 0) yield* sql.afterCommit(bell.ring)
              return Option.fromUndefinedOr(cancelled.find((row) => row.id === id))
            })
          )
        }),
        retry: Effect.fn("Ledger.retry")(function* (organizationId, id) {
          const rows = yield* sql<MaybeLimited & { readonly turn: number }>`
            UPDATE jobs SET state = 'pending', attempts = 0, crashes = 0, run_at = now(), finished_at = NULL,
              started_at = NULL, cancel_requested_at = NULL, progress = 0, phase = NULL,
              waits_for_children = false, ready = limit_key IS NULL,
              turn = next_job_turn(queue, organization_id, priority)
            WHERE id = ${id} AND ${belongsTo(organizationId)} AND state IN ('failed', 'cancelled')
            RETURNING *`
          const row = (yield* decodeRows(rows))[0]
          if (row !== undefined) yield* tellAfterCommit([{ ...row, turn: rows[0]?.turn ?? 0 }], rows)
          return Option.fromUndefinedOr(row)
        })
      })
    })
  )

  /** Asks for SqlClient, Dispatch and SecureRandom. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(Gate.layer))
}

interface MaybeLimited {
  readonly kind: string
  readonly limitKey: string | null
}
const idOf = ({ id }: { readonly id: string }) => id
const isLimited = (job: MaybeLimited): job is Limit => job.limitKey !== null
const limitOf = (row: { readonly kind: string; readonly limit_key?: string }) => ({
  kind: row.kind,
  limitKey: row.limit_key ?? null
})
