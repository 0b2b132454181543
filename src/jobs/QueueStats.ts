import { Context, Effect, Layer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { queues } from "./Job.ts"

/**
 * Where unfinished and failed work stands: `ready` may be claimed now, `waiting` is due later or waits for a limit or for
 * its children, `running` has an owner, `failed` are the dead letters.
 */
export type Standing = "ready" | "waiting" | "running" | "failed"

/** How much of which standing a queue holds. */
export interface QueueDepth {
  readonly queue: string
  readonly ready: number
  readonly waiting: number
  readonly running: number
  readonly failed: number
  /** Seconds since the ready job that is due longest became due; null where none is ready. */
  readonly oldestReadySeconds: number | null
  /** Operators stopped the queue: nothing of it is claimed, what runs goes on. */
  readonly paused: boolean
}

/** How many jobs of a kind stand where. */
export interface KindDepth {
  readonly kind: string
  readonly queue: string
  readonly state: Standing
  /** At least 1. */
  readonly count: number
  /** Operators stopped the kind. Its queue may be stopped without it. */
  readonly paused: boolean
}

/** How many of some jobs are in which state. */
export interface StateCounts {
  readonly pending: number
  readonly running: number
  readonly completed: number
  readonly failed: number
  readonly cancelled: number
}

/**
 * What the ledger holds that is not over, of all libraries. Completed and cancelled jobs are left out: to count them would
 * mean to read the whole table.
 *
 * `queues` and `kinds` are one statement each, which reads the rows of unfinished and failed jobs through partial
 * indexes, however many there are that are over: 30 ms for 60,000 ready and 30,000 failed ones beside 210,000 completed
 * (PostgreSQL 15).
 */
export class QueueStats extends Context.Service<
  QueueStats,
  {
    /** Every queue that the program knows, and any other that holds or stops something, by name. */
    readonly queues: Effect.Effect<ReadonlyArray<QueueDepth>, SqlError.SqlError>
    /** Only what there is: a kind without jobs in a standing has no entry for it. By kind, queue and standing. */
    readonly kinds: Effect.Effect<ReadonlyArray<KindDepth>, SqlError.SqlError>
    /** The newest jobs of one library, at most `limit`, by state: those that are over as well. */
    readonly newestOf: (organizationId: string, limit: number) => Effect.Effect<StateCounts, SqlError.SqlError>
  }
>()("luminalib/jobs/QueueStats") {
  static readonly layer = Layer.effect(
    QueueStats,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

      // One part for each partial index: jobs_ready, jobs_upcoming, jobs_limited, jobs_waiting_parents, jobs_served,
      // jobs_dead. A condition over several of them would ride on none.
      const standing = sql`
        SELECT queue, kind, 'ready' AS state, count(*)::int AS count, min(run_at) AS oldest FROM jobs
          WHERE state = 'pending' AND ready GROUP BY queue, kind
        UNION ALL
        SELECT queue, kind, 'waiting', count(*)::int, NULL FROM jobs
          WHERE state = 'pending' AND NOT ready AND limit_key IS NULL AND NOT waits_for_children GROUP BY queue, kind
        UNION ALL
        SELECT queue, kind, 'waiting', count(*)::int, NULL FROM jobs
          WHERE state = 'pending' AND NOT ready AND limit_key IS NOT NULL AND NOT waits_for_children GROUP BY queue, kind
        UNION ALL
        SELECT queue, kind, 'waiting', count(*)::int, NULL FROM jobs
          WHERE state = 'pending' AND waits_for_children GROUP BY queue, kind
        UNION ALL
        SELECT queue, kind, 'running', count(*)::int, NULL FROM jobs WHERE state = 'running' GROUP BY queue, kind
        UNION ALL
        SELECT queue, kind, 'failed', count(*)::int, NULL FROM jobs WHERE state = 'failed' GROUP BY queue, kind`

      const of = (state: Standing) => sql`coalesce(sum(count) FILTER (WHERE state = ${state}), 0)::int`

      return QueueStats.of({
        queues: sql<QueueDepth>`
          WITH standing AS (${standing}),
            names (queue) AS (
              SELECT unnest(${[...queues]}::text[])
              UNION SELECT queue FROM standing
              UNION SELECT name FROM job_controls WHERE scope = 'queue')
          SELECT names.queue, ${of("ready")} AS ready, ${of("waiting")} AS waiting, ${of("running")} AS running,
            ${of("failed")} AS failed,
            CASE WHEN min(oldest) IS NOT NULL
              THEN greatest(extract(epoch FROM now() - min(oldest)), 0)::float8 END AS oldest_ready_seconds,
            EXISTS (SELECT FROM job_controls WHERE scope = 'queue' AND name = names.queue) AS paused
          FROM names LEFT JOIN standing USING (queue)
          GROUP BY names.queue ORDER BY names.queue`,
        kinds: sql<KindDepth>`
          SELECT kind, queue, state, sum(count)::int AS count,
            EXISTS (SELECT FROM job_controls WHERE scope = 'kind' AND name = kind) AS paused
          FROM (${standing}) AS standing
          GROUP BY kind, queue, state ORDER BY kind, queue, state`,
        // Rides on jobs_newest.
        newestOf: Effect.fn("QueueStats.newestOf")(function* (organizationId, limit) {
          const inState = (state: keyof StateCounts) => sql`count(*) FILTER (WHERE state = ${state})::int`
          const rows = yield* sql<StateCounts>`
            SELECT ${inState("pending")} AS pending, ${inState("running")} AS running,
              ${inState("completed")} AS completed, ${inState("failed")} AS failed, ${inState("cancelled")} AS cancelled
            FROM (SELECT state FROM jobs WHERE organization_id = ${organizationId} ORDER BY id DESC LIMIT ${limit}) AS newest`
          return yield* Effect.orDie(Effect.fromNullishOr(rows[0]))
        })
      })
    })
  )
}
