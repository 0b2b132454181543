import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { DueJob, Lead } from "./Dispatch.ts"
import { type Queue, queues } from "./Job.ts"
import { JobRow } from "./JobRow.ts"

/** Seconds an owner keeps a job without renewing. */
export const leaseSeconds = 12

/** Proof of ownership: valid until another claim raises the fence. */
export interface Claim {
  readonly id: string
  readonly fence: number
}

/** How an attempt ended. */
export type Outcome =
  | { readonly _tag: "Completed"; readonly result: string | null }
  | { readonly _tag: "Retry"; readonly code: string; readonly message: string; readonly delayMs: number }
  | { readonly _tag: "Failed"; readonly code: string; readonly message: string }
  | { readonly _tag: "Cancelled" }
  /** Given back unfinished by a worker that stops: the attempt does not count. */
  | { readonly _tag: "Released" }

/**
 * `settled`: the outcome is written. `already`: it was written before, by a commit whose answer was lost.
 * `lost`: somebody else owns the job now, the outcome is void.
 */
export type Settlement = "settled" | "already" | "lost"

/** What became of running jobs since one looked. */
export interface Watch {
  /** Still ours. */
  readonly id: string
  readonly cancelRequested: boolean
}

/** The jobs table, as workers see it. All times are the database's. */
export class Leases extends Context.Service<
  Leases,
  {
    /** Takes up to `slots` due jobs of a queue, each with a new fence and a lease. */
    readonly claim: (
      queue: Queue,
      lead: Lead,
      slots: number,
      worker: string
    ) => Effect.Effect<ReadonlyArray<JobRow>, SqlError.SqlError>
    /** Prolongs the leases still ours. Those missing in the answer are lost. */
    readonly renew: (claims: ReadonlyArray<Claim>) => Effect.Effect<ReadonlyArray<Watch>, SqlError.SqlError>
    /** Says which are still ours, without prolonging. */
    readonly watch: (claims: ReadonlyArray<Claim>) => Effect.Effect<ReadonlyArray<Watch>, SqlError.SqlError>
    readonly report: (claim: Claim, progress: number, phase: string) => Effect.Effect<void, SqlError.SqlError>
    /** Ends or suspends the job if it is still ours. Joins the caller's transaction. */
    readonly settle: (claim: Claim, outcome: Outcome) => Effect.Effect<Settlement, SqlError.SqlError>
    /** Takes jobs from owners that fell silent: back to the queue, or to the dead letters when attempts are spent. */
    readonly reap: Effect.Effect<number, SqlError.SqlError>
    /** Due jobs nobody runs: at most `limit` of each queue, its most urgent first. */
    readonly due: (limit: number) => Effect.Effect<ReadonlyArray<DueJob>, SqlError.SqlError>
  }
>()("luminalib/jobs/Leases") {
  static readonly layer = Layer.effect(
    Leases,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

      const mine = (claims: ReadonlyArray<Claim>) => sql`
        (id, fence) IN (SELECT * FROM unnest(${claims.map((claim) => claim.id)}::uuid[],
          ${claims.map((claim) => claim.fence)}::int[])) AND state = 'running'`

      const failure = (code: string, message: string) => sql`
        errors || jsonb_build_array(jsonb_build_object('code', ${code}::text, 'message', ${message}::text,
          'attempt', attempts, 'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))`

      /** Back to the queue, unless somebody asked meanwhile that it be stopped. */
      const again = sql`
        state = CASE WHEN cancel_requested_at IS NULL THEN 'pending' ELSE 'cancelled' END,
        finished_at = CASE WHEN cancel_requested_at IS NOT NULL THEN now() END`

      const change = (outcome: Outcome) => {
        switch (outcome._tag) {
          case "Completed":
            return sql`state = 'completed', result = ${outcome.result}::jsonb, progress = 1, phase = NULL,
              finished_at = now(), lease_until = NULL`
          case "Retry":
            return sql`${again}, errors = ${failure(outcome.code, outcome.message)}, lease_until = NULL,
              run_at = now() + ${outcome.delayMs} * interval '1 millisecond'`
          case "Failed":
            return sql`state = 'failed', errors = ${failure(outcome.code, outcome.message)}, finished_at = now(),
              lease_until = NULL`
          case "Cancelled":
            return sql`state = 'cancelled', finished_at = now(), lease_until = NULL`
          case "Released":
            return sql`${again}, attempts = attempts - 1, run_at = now(), lease_until = NULL`
        }
      }

      return Leases.of({
        // Rides on jobs_due, or on the primary key where Redis named the jobs.
        claim: Effect.fnUntraced(function* (queue, lead, slots, worker) {
          const named = lead._tag === "Ids" ? sql`AND id = ANY(${[...lead.ids]}::uuid[])` : sql``
          const rows = yield* sql`
            UPDATE jobs SET state = 'running', attempts = attempts + 1, fence = fence + 1, worker = ${worker},
              lease_until = now() + ${leaseSeconds} * interval '1 second', started_at = coalesce(started_at, now())
            WHERE id IN (
              SELECT id FROM jobs
              WHERE queue = ${queue} AND state = 'pending' AND run_at <= now() ${named}
              ORDER BY priority DESC, run_at, id
              LIMIT ${slots} FOR UPDATE SKIP LOCKED)
            RETURNING *`
          return yield* Effect.catchTag(decodeRows(rows), "SchemaError", Effect.die)
        }),
        renew: (claims) => sql<Watch>`
          UPDATE jobs SET lease_until = now() + ${leaseSeconds} * interval '1 second'
          WHERE ${mine(claims)}
          RETURNING id, cancel_requested_at IS NOT NULL AS cancel_requested`,
        watch: (claims) => sql<Watch>`
          SELECT id, cancel_requested_at IS NOT NULL AS cancel_requested FROM jobs WHERE ${mine(claims)}`,
        report: (claim, progress, phase) =>
          Effect.asVoid(sql`
            UPDATE jobs SET progress = ${Math.min(Math.max(progress, 0), 1)}, phase = ${phase}
            WHERE id = ${claim.id} AND fence = ${claim.fence} AND state = 'running'`),
        settle: Effect.fnUntraced(function* (claim, outcome) {
          const settled = yield* sql`
            UPDATE jobs SET ${change(outcome)}
            WHERE id = ${claim.id} AND fence = ${claim.fence} AND state = 'running'
            RETURNING id`
          if (settled.length > 0) return "settled"
          const same = yield* sql`SELECT id FROM jobs WHERE id = ${claim.id} AND fence = ${claim.fence}`
          return same.length > 0 ? "already" : "lost"
        }),
        // Rides on jobs_leases.
        reap: Effect.map(
          sql`
            UPDATE jobs SET
              errors = ${failure("WORKER_LOST", "The worker fell silent.")}, lease_until = NULL, run_at = now(),
              fence = fence + 1,
              state = CASE WHEN cancel_requested_at IS NOT NULL THEN 'cancelled'
                WHEN attempts >= max_attempts THEN 'failed' ELSE 'pending' END,
              finished_at = CASE WHEN cancel_requested_at IS NOT NULL OR attempts >= max_attempts THEN now() END
            WHERE id IN (SELECT id FROM jobs WHERE state = 'running' AND lease_until < now()
              ORDER BY lease_until LIMIT 1000 FOR UPDATE SKIP LOCKED)
            RETURNING id`,
          (rows) => rows.length
        ),
        // Rides on jobs_due, once for each queue: a long one does not hide the others.
        due: (limit) => sql<DueJob>`
          SELECT due.* FROM unnest(${[...queues]}::text[]) AS asked (queue)
          CROSS JOIN LATERAL (
            SELECT id, queue, priority, run_at FROM jobs
            WHERE queue = asked.queue AND state = 'pending' AND run_at <= now()
            ORDER BY priority DESC, run_at, id LIMIT ${limit}) AS due`
      })
    })
  )
}

const decodeRows = Schema.decodeUnknownEffect(Schema.Array(JobRow))
