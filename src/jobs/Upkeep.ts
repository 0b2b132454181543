import { Context, Effect, Layer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { EventBell } from "#platform/events/EventBell.ts"
import type { DueJob } from "./Dispatch.ts"
import { doable, type Skills } from "./Doable.ts"
import { queues } from "./Job.ts"
import { type Claim, suspectAfterCrashes } from "./Leases.ts"
import { failureOf, isUnwanted } from "./Settlements.ts"

/** Workers that may die over one job before it is taken for what kills them. */
const fatalCrashes = 3
/** Rows changed by one statement at most. */
const sweepLimit = 1_000

/** A job that was taken from a silent worker. */
export interface Reaped {
  readonly kind: string
  readonly queue: string
  readonly state: string
}

/** What the reconciler repairs in the ledger. All times are the database's. */
export class Upkeep extends Context.Service<
  Upkeep,
  {
    /**
     * Takes jobs from owners that fell silent: back to the queue, where such an attempt does not count, or to the dead
     * letters as `POISONED` when three workers died over it. `spared` are still running here, whatever their lease says.
     */
    readonly reap: (spared: ReadonlyArray<Claim>) => Effect.Effect<ReadonlyArray<Reaped>, SqlError.SqlError>
    /** Makes jobs ready whose time has come, each at its turn. */
    readonly promote: Effect.Effect<void, SqlError.SqlError>
    /** Wakes jobs, or the one, whose children are all over: they are ready again, or failed with them. */
    readonly wakeParents: (
      id?: string
    ) => Effect.Effect<ReadonlyArray<DueJob & { readonly ready: boolean }>, SqlError.SqlError>
    /**
     * Ready jobs nobody runs that a worker with these skills may claim: at most `limit` of each queue, its most urgent
     * first. Others would only hide them.
     */
    readonly due: (limit: number, skills: Skills) => Effect.Effect<ReadonlyArray<DueJob>, SqlError.SqlError>
  }
>()("luminalib/jobs/Upkeep") {
  static readonly layer = Layer.effect(
    Upkeep,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const bell = yield* EventBell
      const failure = (code: string, message: string) => failureOf(sql, code, message)
      const isOver = isUnwanted(sql)

      /** Of what changed, whoever watches is told once it is true. */
      const told = <A>(rows: ReadonlyArray<A>) => (rows.length === 0 ? Effect.void : sql.afterCommit(bell.ring))

      return Upkeep.of({
        // Rides on jobs_leases.
        reap: (spared) =>
          Effect.tap(
            sql<Reaped>`
          UPDATE jobs SET
            errors = CASE WHEN crashes + 1 >= ${fatalCrashes} AND NOT ${isOver}
              THEN ${failure("POISONED", "Three workers died while they ran it.")}
              ELSE ${failure("WORKER_LOST", "The worker fell silent.")} END,
            crashes = crashes + 1, lease_until = NULL, run_at = now(), fence = fence + 1,
            state = CASE WHEN ${isOver} THEN 'cancelled'
              WHEN crashes + 1 >= ${fatalCrashes} THEN 'failed' ELSE 'pending' END,
            finished_at = CASE WHEN ${isOver} OR crashes + 1 >= ${fatalCrashes} THEN now() END
          WHERE id IN (SELECT id FROM jobs WHERE state = 'running' AND lease_until < now()
              AND (id, fence, worker) NOT IN (SELECT * FROM unnest(${spared.map(({ id }) => id)}::uuid[],
                ${spared.map(({ fence }) => fence)}::int[], ${spared.map(({ worker }) => worker)}::text[]))
            ORDER BY lease_until LIMIT ${sweepLimit} FOR UPDATE SKIP LOCKED)
          RETURNING kind, queue, state`,
            told
          ),
        // Rides on jobs_upcoming.
        promote: Effect.asVoid(sql`
          WITH come AS (
            SELECT id, queue, organization_id, priority, run_at FROM jobs
            WHERE state = 'pending' AND NOT ready AND limit_key IS NULL AND NOT waits_for_children AND run_at <= now()
            ORDER BY run_at LIMIT ${sweepLimit} FOR UPDATE SKIP LOCKED),
          turns AS MATERIALIZED (
            SELECT queue, organization_id, priority, next_job_turn(queue, organization_id, priority) AS first,
              job_stride(organization_id) AS stride
            FROM come GROUP BY queue, organization_id, priority),
          placed AS (
            SELECT come.id, first + stride * (row_number() OVER (
              PARTITION BY come.queue, come.organization_id, come.priority ORDER BY run_at, come.id) - 1) AS turn
            FROM come JOIN turns ON turns.queue = come.queue AND turns.priority = come.priority
              AND turns.organization_id IS NOT DISTINCT FROM come.organization_id)
          UPDATE jobs SET ready = true, turn = placed.turn FROM placed WHERE jobs.id = placed.id`),
        // Rides on jobs_waiting_parents, or the primary key, and jobs_children.
        wakeParents: (id) =>
          Effect.tap(
            sql<DueJob & { readonly ready: boolean }>`
          UPDATE jobs SET waits_for_children = false, run_at = now(),
            ready = NOT blamed.fails AND limit_key IS NULL,
            turn = next_job_turn(queue, organization_id, priority),
            state = CASE WHEN blamed.fails THEN 'failed' ELSE 'pending' END,
            finished_at = CASE WHEN blamed.fails THEN now() END,
            errors = CASE WHEN blamed.fails
              THEN ${failure("CHILD_FAILED", "A job it depends on failed or was cancelled.")} ELSE errors END
          FROM (
            SELECT parent.id, parent.child_failure = 'fail' AND EXISTS (SELECT FROM jobs child
              WHERE child.parent_id = parent.id AND child.state IN ('failed', 'cancelled')) AS fails
            FROM jobs parent
            WHERE parent.state = 'pending' AND parent.waits_for_children
              ${id === undefined ? sql`` : sql`AND parent.id = ${id}`}
              AND NOT EXISTS (SELECT FROM jobs child
                WHERE child.parent_id = parent.id AND child.state IN ('pending', 'running'))
            ORDER BY parent.id LIMIT ${sweepLimit} FOR UPDATE SKIP LOCKED) AS blamed
          WHERE jobs.id = blamed.id
          RETURNING jobs.id, queue, priority, turn, ready`,
            told
          ),
        // Rides on jobs_ready, once for each queue: a long one does not hide the others.
        due: (limit, skills) => sql<DueJob>`
          SELECT due.* FROM unnest(${[...queues]}::text[]) AS asked (queue)
          CROSS JOIN LATERAL (
            SELECT id, queue, priority, turn FROM jobs
            WHERE queue = asked.queue AND state = 'pending' AND ready AND run_at <= now()
              AND crashes < ${suspectAfterCrashes} AND ${doable(sql, skills)}
            ORDER BY priority DESC, turn, id LIMIT ${limit}) AS due`
      })
    })
  )
}
