import { Context, Effect, Layer } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient, type SqlError } from "effect/sql"
import { EventBell } from "#platform/events/EventBell.ts"
import { currentTraceParent } from "./TraceParent.ts"

/** Which dead letters: those that everything given lets through. */
export interface DeadLetterFilter {
  readonly kind?: string
  readonly queue?: string
  readonly organizationId?: string
  /** Of the last failure. */
  readonly code?: string
  readonly failedAfter?: Date
  readonly failedBefore?: Date
}

/** How many, those first that failed first, and how fast. */
export interface DeadLetterOrder {
  readonly filter: DeadLetterFilter
  readonly limit: number
  /** They become due one after another at this rate; without one, all at once. */
  readonly ratePerSecond?: number
}

/** A job that waits again, or instead of a dead letter. */
export interface Revived {
  readonly id: string
  readonly organizationId: string | null
}

/**
 * Jobs that failed for good, of all libraries, brought back many at a time. A dead letter that was replayed is left out
 * of both: its replay stands for it, and where that failed too, it is a dead letter itself. So is one whose work was
 * asked for anew and waits or runs. Asking twice therefore does nothing twice.
 *
 * Calls follow one another, each in the caller's transaction. Whatever comes back waits until the reconciler finds it due,
 * within a second of its time, and gives it its place in the fair order of its queue.
 */
export class DeadLetters extends Context.Service<
  DeadLetters,
  {
    /** The same jobs again, with all attempts anew; their failures stay written. In the order in which they become due. */
    readonly retry: (order: DeadLetterOrder) => Effect.Effect<ReadonlyArray<Revived>, SqlError.SqlError>
    /** New jobs with the same payload, each linked to its source, which stays as it is. In the same order. */
    readonly replay: (order: DeadLetterOrder) => Effect.Effect<ReadonlyArray<Revived>, SqlError.SqlError>
  }
>()("luminalib/jobs/DeadLetters") {
  static readonly layer = Layer.effect(
    DeadLetters,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const random = yield* SecureRandom.SecureRandom
      const bell = yield* EventBell

      const conditions = ({ code, failedAfter, failedBefore, kind, organizationId, queue }: DeadLetterFilter) =>
        sql.and([
          sql`state = 'failed'`,
          ...(kind === undefined ? [] : [sql`kind = ${kind}`]),
          ...(queue === undefined ? [] : [sql`queue = ${queue}`]),
          ...(organizationId === undefined ? [] : [sql`organization_id = ${organizationId}`]),
          ...(code === undefined ? [] : [sql`errors -> -1 ->> 'code' = ${code}`]),
          ...(failedAfter === undefined ? [] : [sql`finished_at > ${failedAfter}`]),
          ...(failedBefore === undefined ? [] : [sql`finished_at < ${failedBefore}`])
        ])

      /** Rides on jobs_dead, jobs_replay_of and jobs_unique_key. Of those that share a key the newest is taken. */
      const choose = Effect.fnUntraced(function* ({ filter, limit }: DeadLetterOrder) {
        // The next one to come sees what this one did: a statement of its own, since one sees what was there at its start.
        yield* sql`SELECT pg_advisory_xact_lock(hashtext('luminalib.jobs.dead-letters'))`
        const rows = yield* sql<{ readonly id: string }>`
          WITH dead AS MATERIALIZED (
            SELECT id, kind, organization_id, unique_key, replace_key, finished_at FROM jobs
            WHERE ${conditions(filter)}
              AND NOT EXISTS (SELECT FROM jobs replay WHERE replay.replay_of = jobs.id)
              AND NOT (unique_key IS NOT NULL AND EXISTS (SELECT FROM jobs active
                WHERE active.kind = jobs.kind AND active.organization_id IS NOT DISTINCT FROM jobs.organization_id
                  AND active.unique_key = jobs.unique_key AND active.state IN ('pending', 'running')))
              AND NOT (replace_key IS NOT NULL AND EXISTS (SELECT FROM jobs active
                WHERE active.kind = jobs.kind AND active.organization_id IS NOT DISTINCT FROM jobs.organization_id
                  AND active.replace_key = jobs.replace_key AND active.state = 'pending'))
            ORDER BY finished_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
          SELECT id FROM (
            SELECT id, finished_at,
              row_number() OVER (PARTITION BY kind, organization_id, coalesce(unique_key, id::text) ORDER BY id DESC) AS keyed,
              row_number() OVER (PARTITION BY kind, organization_id, coalesce(replace_key, id::text) ORDER BY id DESC) AS placed
            FROM dead) AS candidates
          WHERE keyed = 1 AND placed = 1
          ORDER BY finished_at, id`
        return rows.map(({ id }) => id)
      })

      /** When the one at a place becomes due, counted from 1. */
      const dueAt = ({ ratePerSecond }: DeadLetterOrder) =>
        ratePerSecond === undefined
          ? sql`now()`
          : sql`now() + (chosen.place - 1) * (1000000.0 / ${ratePerSecond}::float8) * interval '1 microsecond'`

      return DeadLetters.of({
        retry: Effect.fn("DeadLetters.retry")(function* (order) {
          const ids = yield* choose(order)
          if (ids.length === 0) return []
          yield* sql.afterCommit(bell.ring)
          const rows = yield* sql<Revived>`
            UPDATE jobs SET state = 'pending', attempts = 0, crashes = 0, run_at = ${dueAt(order)}, ready = false,
              waits_for_children = false, finished_at = NULL, started_at = NULL, cancel_requested_at = NULL, progress = 0,
              phase = NULL
            FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS chosen (id, place)
            WHERE jobs.id = chosen.id AND jobs.state = 'failed'
            RETURNING jobs.id, organization_id`
          return inOrderOf(ids, rows)
        }),
        replay: Effect.fn("DeadLetters.replay")(function* (order) {
          const sources = yield* choose(order)
          if (sources.length === 0) return []
          yield* sql.afterCommit(bell.ring)
          const ids = yield* Effect.forEach(sources, () => random.uuidV7())
          const rows = yield* sql<Revived>`
            INSERT INTO jobs (id, organization_id, kind, version, queue, payload, related_id, created_by, priority,
              max_attempts, unique_key, replace_key, limit_key, limit_running, kind_limit, rate_limit, rate_period_ms,
              child_failure, trace_parent, replay_of, run_at, ready)
            SELECT chosen.id, organization_id, kind, version, queue, payload, related_id, created_by, priority,
              max_attempts, unique_key, replace_key, limit_key, limit_running, kind_limit, rate_limit, rate_period_ms,
              child_failure, ${yield* currentTraceParent}, jobs.id, ${dueAt(order)}, false
            FROM unnest(${sources}::uuid[], ${ids}::uuid[]) WITH ORDINALITY AS chosen (source, id, place)
            JOIN jobs ON jobs.id = chosen.source
            ON CONFLICT DO NOTHING
            RETURNING id, organization_id`
          return inOrderOf(ids, rows)
        })
      })
    })
  )
}

/** RETURNING keeps no order. */
const inOrderOf = (ids: ReadonlyArray<string>, rows: ReadonlyArray<Revived>) => {
  const places = new Map(ids.map((id, place) => [id, place]))
  return rows.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0))
}
