import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { EventBell } from "#platform/events/EventBell.ts"
import { ClaimedJob } from "./ClaimedJob.ts"
import type { Lead } from "./Dispatch.ts"
import { doable, type Skills } from "./Doable.ts"
import type { Queue } from "./Job.ts"
import { leaseSeconds } from "./leases/LeaseSettings.ts"
import { renewClaims } from "./leases/RenewClaims.ts"

/** Workers that die while they run one job may be unlucky twice; from then on it is run with no other such job. */
export const suspectAfterCrashes = 2

/**
 * Proof of ownership: valid until another claim raises the fence. The worker is part of it, since a claim is not forced
 * to disk: after a crash of the database two workers may have been given the same fence.
 */
export interface Claim {
  readonly id: string
  readonly fence: number
  readonly worker: string
}

/** What became of running jobs since one looked. */
export interface Watch {
  /** Still ours. */
  readonly id: string
  readonly cancelRequested: boolean
}

export interface ClaimOptions {
  readonly queue: Queue
  readonly lead: Lead
  readonly slots: number
  readonly worker: string
  readonly skills: Skills
}

/** The jobs table, as workers see it. All times are the database's. */
export class Leases extends Context.Service<
  Leases,
  {
    /**
     * Takes up to `slots` ready jobs of a queue that is not paused, the most urgent first, each with a new fence and a
     * lease. One statement.
     */
    readonly claim: (options: ClaimOptions) => Effect.Effect<ReadonlyArray<ClaimedJob>, SqlError.SqlError>
    /** Takes one job, of whatever queue, that has been running on workers that died. */
    readonly claimSuspect: (
      options: Pick<ClaimOptions, "worker" | "skills">
    ) => Effect.Effect<ReadonlyArray<ClaimedJob>, SqlError.SqlError>
    /**
     * Takes one job of a library of which none of this queue runs, on whatever worker. Looks at the first hundred
     * libraries that have ready jobs.
     */
    readonly claimExpress: (
      options: Pick<ClaimOptions, "queue" | "worker" | "skills">
    ) => Effect.Effect<ReadonlyArray<ClaimedJob>, SqlError.SqlError>
    /** Prolongs the leases still ours, but for rows that are being written this moment: there is time for another try. */
    readonly renew: (claims: ReadonlyArray<Claim>) => Effect.Effect<void, SqlError.SqlError>
    /** Says which are still ours: those missing in the answer are lost. */
    readonly watch: (claims: ReadonlyArray<Claim>) => Effect.Effect<ReadonlyArray<Watch>, SqlError.SqlError>
    readonly report: (claim: Claim, progress: number, phase: string) => Effect.Effect<void, SqlError.SqlError>
  }
>()("luminalib/jobs/Leases") {
  static readonly layer = Layer.effect(
    Leases,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const bell = yield* EventBell
      const seconds = yield* leaseSeconds

      const mine = (claims: ReadonlyArray<Claim>) => sql`
        (id, fence, worker) IN (SELECT * FROM unnest(${claims.map((claim) => claim.id)}::uuid[],
          ${claims.map((claim) => claim.fence)}::int[], ${claims.map((claim) => claim.worker)}::text[]))
        AND state = 'running'`

      /**
       * A claim need not be on disk before it counts: should the database forget it in a crash, the job is claimed again
       * and the earlier owner refused.
       */
      const claimed = (worker: string) => sql`
        UPDATE jobs SET state = 'running', attempts = attempts + 1, fence = fence + 1, worker = ${worker},
          lease_until = now() + ${seconds} * interval '1 second', started_at = coalesce(started_at, now())
        FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unforced`
      const columns = sql.literal(
        "id, fence, worker, organization_id, kind, version, queue, payload, created_by, priority, turn, attempts, " +
          "max_attempts, crashes, run_at, started_at, limit_key, parent_id, trace_parent"
      )

      const told = (rows: ReadonlyArray<unknown>) =>
        Effect.tap(decodeClaimed(rows), (jobs) => (jobs.length === 0 ? Effect.void : bell.ring))

      return Leases.of({
        // Rides on jobs_ready, or on the primary key where Redis named the jobs.
        claim: Effect.fnUntraced(function* ({ lead, queue, skills, slots, worker }) {
          // Named ones are written so that jobs_ready cannot serve: where the planner knows nothing of a queue that grew just
          // now, it would walk all of it and compare each job with each name.
          const open =
            lead._tag === "Any"
              ? sql`state = 'pending' AND ready`
              : sql`id = ANY(${[...lead.ids]}::uuid[]) AND CASE WHEN ready THEN state END = 'pending'`
          const rows = yield* sql`
            ${claimed(worker)}
            WHERE id = ANY (ARRAY(
              SELECT id FROM jobs
              WHERE queue = ${queue} AND ${open} AND run_at <= now()
                AND crashes < ${suspectAfterCrashes} AND ${doable(sql, skills)}
              ORDER BY priority DESC, turn, id
              LIMIT ${sql.literal(String(slots))} FOR UPDATE SKIP LOCKED))
            RETURNING ${columns}`
          return inOrder(yield* told(rows))
        }),
        // Rides on jobs_suspect.
        claimSuspect: Effect.fnUntraced(function* ({ skills, worker }) {
          const rows = yield* sql`
            ${claimed(worker)}
            WHERE id = ANY (ARRAY(
              SELECT id FROM jobs
              WHERE state = 'pending' AND ready AND run_at <= now() AND crashes >= ${sql.literal(`${suspectAfterCrashes}`)}
                AND ${doable(sql, skills)}
              ORDER BY run_at LIMIT 1 FOR UPDATE SKIP LOCKED))
            RETURNING ${columns}`
          return yield* told(rows)
        }),
        // Rides on jobs_turns, from library to library, and on jobs_served.
        claimExpress: Effect.fnUntraced(function* ({ queue, skills, worker }) {
          const owner = sql.literal("coalesce(organization_id, '00000000-0000-0000-0000-000000000000')")
          const rows = yield* sql`
            ${claimed(worker)}
            WHERE id = ANY (ARRAY(
              WITH RECURSIVE libraries (library) AS (
                (SELECT ${owner} FROM jobs WHERE queue = ${queue} AND state = 'pending' AND ready ORDER BY ${owner} LIMIT 1)
                UNION ALL
                SELECT next.library FROM libraries, LATERAL (
                  SELECT ${owner} AS library FROM jobs
                  WHERE queue = ${queue} AND state = 'pending' AND ready AND ${owner} > libraries.library
                  ORDER BY ${owner} LIMIT 1) AS next)
              SELECT job.id FROM (SELECT library FROM libraries LIMIT 100) AS waiting
              CROSS JOIN LATERAL (
                SELECT id FROM jobs
                WHERE queue = ${queue} AND ${owner} = waiting.library AND state = 'pending' AND ready AND run_at <= now()
                  AND crashes < ${suspectAfterCrashes} AND ${doable(sql, skills)}
                ORDER BY priority DESC, turn, id LIMIT 1 FOR UPDATE SKIP LOCKED) AS job
              WHERE waiting.library NOT IN (SELECT ${owner} FROM jobs WHERE queue = ${queue} AND state = 'running')
              LIMIT 1))
            RETURNING ${columns}`
          return yield* told(rows)
        }),
        renew: (claims) => Effect.asVoid(renewClaims(sql, claims, seconds)),
        watch: (claims) => sql<Watch>`
          SELECT id, cancel_requested_at IS NOT NULL AS cancel_requested FROM jobs WHERE ${mine(claims)}`,
        report: (claim, progress, phase) =>
          Effect.andThen(
            sql`
              UPDATE jobs SET progress = ${Math.min(Math.max(progress, 0), 1)}, phase = ${phase}
              WHERE ${mine([claim])}`,
            bell.ring
          )
      })
    })
  )
}

const decodeRows = Schema.decodeUnknownEffect(Schema.Array(ClaimedJob))
const decodeClaimed = (rows: ReadonlyArray<unknown>) => Effect.catchTag(decodeRows(rows), "SchemaError", Effect.die)

/** RETURNING keeps no order. */
const inOrder = (jobs: ReadonlyArray<ClaimedJob>) =>
  jobs.toSorted((a, b) => b.priority - a.priority || a.turn - b.turn || (a.id < b.id ? -1 : 1))
