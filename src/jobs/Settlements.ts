import { Context, Effect, Layer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { EventBell } from "#platform/events/EventBell.ts"
import { makeBatches } from "./Batches.ts"
import type { Claim } from "./Leases.ts"

/** How an attempt ended. */
export type Outcome =
  | { readonly _tag: "Completed"; readonly result: string | null }
  | {
      readonly _tag: "Retry"
      readonly code: string
      readonly message: string
      readonly delayMs: number
      /** False: the attempt does not count, and the same failure in a row is noted once. Else true. */
      readonly counts?: boolean
    }
  | { readonly _tag: "Failed"; readonly code: string; readonly message: string }
  | { readonly _tag: "Cancelled" }
  /** Given back unfinished by a worker that stops: the attempt does not count. */
  | { readonly _tag: "Released" }
  /** Suspended until its children are over: the attempt does not count. */
  | { readonly _tag: "Waits"; readonly onFailure: "fail" | "continue" }

/**
 * `settled`: the outcome is written. `already`: it was written before, by a commit whose answer was lost.
 * `lost`: somebody else owns the job now, the outcome is void.
 */
export type Settlement = "settled" | "already" | "lost"

interface Completed {
  readonly claim: Claim
  readonly result: string | null
}

/** At most so many completions in one statement. */
const largestBatch = 500

/** A failure appended to those of the job. Parameters are text; `attempts` is the row's. */
export const failureOf = (sql: SqlClient.SqlClient, code: string, message: string) => sql`
  errors || jsonb_build_array(jsonb_build_object('code', ${code}::text, 'message', ${message}::text,
    'attempt', attempts, 'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))`

/**
 * Whether a running job is not to be done again: somebody asked that it be stopped, or the same work was asked for anew
 * and takes its place.
 */
export const isUnwanted = (sql: SqlClient.SqlClient) => sql`
  (cancel_requested_at IS NOT NULL OR (replace_key IS NOT NULL AND EXISTS (SELECT FROM jobs AS newer
    WHERE newer.kind = jobs.kind AND newer.organization_id IS NOT DISTINCT FROM jobs.organization_id
      AND newer.replace_key = jobs.replace_key
      AND (newer.state = 'pending' OR (newer.state = 'running' AND newer.id > jobs.id)))))`

/** How attempts end in the ledger, if the job is still theirs to end. */
export class Settlements extends Context.Service<
  Settlements,
  {
    /** Ends or suspends the job if it is still ours. Joins the caller's transaction. */
    readonly settle: (claim: Claim, outcome: Outcome) => Effect.Effect<Settlement, SqlError.SqlError>
    /** Completes a job that leaves nothing but its result: those that end together are written in one statement. */
    readonly complete: (claim: Claim, result: string | null) => Effect.Effect<Settlement, SqlError.SqlError>
  }
>()("luminalib/jobs/Settlements") {
  static readonly layer = Layer.effect(
    Settlements,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const bell = yield* EventBell

      const isOver = isUnwanted(sql)
      /** Back to the queue, unless nobody wants it any more. */
      const again = sql`
        state = CASE WHEN ${isOver} THEN 'cancelled' ELSE 'pending' END,
        finished_at = CASE WHEN ${isOver} THEN now() END, lease_until = NULL`

      const change = (outcome: Outcome) => {
        switch (outcome._tag) {
          case "Completed":
            return sql`state = 'completed', result = ${outcome.result}::jsonb, progress = 1, phase = NULL,
              finished_at = now(), lease_until = NULL`
          case "Retry":
            return sql`${again}, ready = false, run_at = now() + ${outcome.delayMs} * interval '1 millisecond', ${
              outcome.counts === false
                ? sql`attempts = attempts - 1, errors = CASE WHEN errors->-1->>'code' = ${outcome.code} THEN errors
                  ELSE ${failureOf(sql, outcome.code, outcome.message)} END`
                : sql`errors = ${failureOf(sql, outcome.code, outcome.message)}`
            }`
          case "Failed":
            return sql`state = 'failed', errors = ${failureOf(sql, outcome.code, outcome.message)},
              finished_at = now(), lease_until = NULL`
          case "Cancelled":
            return sql`state = 'cancelled', finished_at = now(), lease_until = NULL`
          case "Released":
            return sql`${again}, attempts = attempts - 1, run_at = now()`
          case "Waits":
            return sql`${again}, attempts = attempts - 1, ready = false, child_failure = ${outcome.onFailure},
              waits_for_children = NOT ${isOver}`
        }
      }

      const unsettled = (claim: Claim) =>
        Effect.map(
          sql`SELECT id FROM jobs WHERE id = ${claim.id} AND fence = ${claim.fence} AND worker = ${claim.worker}`,
          (rows): Settlement => (rows.length > 0 ? "already" : "lost")
        )

      const completeAll = Effect.fnUntraced(function* (batch: ReadonlyArray<Completed>) {
        // In the order in which whoever cancels a family locks it.
        const done = batch
          .map(({ claim: { fence, id, worker }, result }) => ({ id, fence, worker, result }))
          .sort((a, b) => (a.id < b.id ? -1 : 1))
        const rows = yield* sql<{ readonly id: string }>`
          UPDATE jobs SET state = 'completed', result = done.result::jsonb, progress = 1, phase = NULL,
            finished_at = now(), lease_until = NULL
          FROM jsonb_to_recordset(${JSON.stringify(done)}::jsonb)
            AS done (id uuid, fence int, worker text, result text)
          WHERE jobs.id = done.id AND jobs.fence = done.fence AND jobs.worker = done.worker AND state = 'running'
          RETURNING jobs.id`
        yield* bell.ring
        const settled = new Set(rows.map(({ id }) => id))
        return yield* Effect.forEach(batch, ({ claim }) =>
          settled.has(claim.id) ? Effect.succeed<Settlement>("settled") : unsettled(claim)
        )
      })
      const complete = yield* makeBatches({ largest: largestBatch, write: completeAll })

      return Settlements.of({
        settle: Effect.fnUntraced(function* (claim, outcome) {
          const settled = yield* sql`
            UPDATE jobs SET ${change(outcome)}
            WHERE id = ${claim.id} AND fence = ${claim.fence} AND worker = ${claim.worker} AND state = 'running'
            RETURNING id`
          if (settled.length === 0) return yield* unsettled(claim)
          yield* sql.afterCommit(bell.ring)
          return "settled"
        }),
        complete: (claim, result) => complete({ claim, result })
      })
    })
  )
}
