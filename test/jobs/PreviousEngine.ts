import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** A job as the version before claims it. */
export interface PreviousClaim {
  readonly id: string
  readonly fence: number
  readonly worker: string
}

interface Asked {
  readonly kind: string
  readonly payload: unknown
  readonly organizationId: string
  readonly queue?: string
  readonly uniqueKey?: string
}

/** Workers of the version before kept a job so many seconds. */
const leaseSeconds = 12

/**
 * The statements of the ledger's version before this one, word for word: its servers and workers run on beside the present
 * ones while an installation is brought up to date. They know nothing of turns, limits, families, controls and skills.
 */
export const makePreviousEngine = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const failure = (code: string, message: string) => sql`
    errors || jsonb_build_array(jsonb_build_object('code', ${code}::text, 'message', ${message}::text,
      'attempt', attempts, 'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))`
  const again = sql`
    state = CASE WHEN cancel_requested_at IS NULL THEN 'pending' ELSE 'cancelled' END,
    finished_at = CASE WHEN cancel_requested_at IS NOT NULL THEN now() END`

  const changes = {
    completed: sql`state = 'completed', result = ${"{}"}::jsonb, progress = 1, phase = NULL,
      finished_at = now(), lease_until = NULL`,
    retry: sql`${again}, errors = ${failure("MODEL_BUSY", "Come back.")}, lease_until = NULL,
      run_at = now() + ${1} * interval '1 millisecond'`,
    failed: sql`state = 'failed', errors = ${failure("PDF_ENCRYPTED", "Locked.")}, finished_at = now(),
      lease_until = NULL`,
    released: sql`${again}, attempts = attempts - 1, run_at = now(), lease_until = NULL`
  }

  return {
    /** Gives the id, or none where the key is taken. */
    enqueue: ({ kind, organizationId, payload, queue = "default", uniqueKey }: Asked) =>
      Effect.map(
        sql<{ readonly id: string }>`
          INSERT INTO jobs (id, organization_id, kind, version, queue, payload, related_id, created_by, priority,
            max_attempts, run_at, unique_key, trace_parent)
          VALUES (${crypto.randomUUID()}, ${organizationId}, ${kind}, ${1}, ${queue},
            ${JSON.stringify(payload)}::jsonb, ${null}, ${null}, ${0}, ${5},
            now() + ${0} * interval '1 millisecond', ${uniqueKey ?? null}, ${null})
          ON CONFLICT (kind, organization_id, unique_key)
            WHERE unique_key IS NOT NULL AND state IN ('pending', 'running') DO NOTHING
          RETURNING id, queue, priority, run_at`,
        (rows) => rows[0]?.id
      ),
    claim: (queue: string, slots: number, worker: string) => sql<PreviousClaim>`
      UPDATE jobs SET state = 'running', attempts = attempts + 1, fence = fence + 1, worker = ${worker},
        lease_until = now() + ${leaseSeconds} * interval '1 second', started_at = coalesce(started_at, now())
      WHERE id IN (
        SELECT id FROM jobs
        WHERE queue = ${queue} AND state = 'pending' AND run_at <= now()
        ORDER BY priority DESC, run_at, id
        LIMIT ${slots} FOR UPDATE SKIP LOCKED)
      RETURNING *`,
    /** Gives the ids that are still this worker's. */
    renew: (claims: ReadonlyArray<PreviousClaim>) =>
      Effect.map(
        sql<{ readonly id: string }>`
          UPDATE jobs SET lease_until = now() + ${leaseSeconds} * interval '1 second'
          WHERE (id, fence) IN (SELECT * FROM unnest(${claims.map((claim) => claim.id)}::uuid[],
            ${claims.map((claim) => claim.fence)}::int[])) AND state = 'running'
          RETURNING id, cancel_requested_at IS NOT NULL AS cancel_requested`,
        (rows) => rows.map(({ id }) => id)
      ),
    /** Whether the outcome was accepted. */
    settle: (claim: PreviousClaim, outcome: keyof typeof changes) =>
      Effect.map(
        sql`
          UPDATE jobs SET ${changes[outcome]}
          WHERE id = ${claim.id} AND fence = ${claim.fence} AND state = 'running'
          RETURNING id`,
        (rows) => rows.length > 0
      ),
    reap: sql`
      UPDATE jobs SET
        errors = ${failure("WORKER_LOST", "The worker fell silent.")}, lease_until = NULL, run_at = now(),
        fence = fence + 1,
        state = CASE WHEN cancel_requested_at IS NOT NULL THEN 'cancelled'
          WHEN attempts >= max_attempts THEN 'failed' ELSE 'pending' END,
        finished_at = CASE WHEN cancel_requested_at IS NOT NULL OR attempts >= max_attempts THEN now() END
      WHERE id IN (SELECT id FROM jobs WHERE state = 'running' AND lease_until < now()
        ORDER BY lease_until LIMIT 1000 FOR UPDATE SKIP LOCKED)
      RETURNING id`,
    due: (limit: number) => sql<{ readonly id: string }>`
      SELECT due.* FROM unnest(${["default", "llm"]}::text[]) AS asked (queue)
      CROSS JOIN LATERAL (
        SELECT id, queue, priority, run_at FROM jobs
        WHERE queue = asked.queue AND state = 'pending' AND run_at <= now()
        ORDER BY priority DESC, run_at, id LIMIT ${limit}) AS due`,
    cancel: (organizationId: string, id: string) => sql`
      UPDATE jobs SET
        cancel_requested_at = coalesce(cancel_requested_at, now()),
        state = CASE WHEN state = 'pending' THEN 'cancelled' ELSE state END,
        finished_at = CASE WHEN state = 'pending' THEN now() END
      WHERE organization_id = ${organizationId} AND id = ${id} AND state IN ('pending', 'running')
      RETURNING *`,
    retry: (organizationId: string, id: string) => sql`
      UPDATE jobs SET state = 'pending', attempts = 0, run_at = now(), finished_at = NULL, started_at = NULL,
        cancel_requested_at = NULL, progress = 0, phase = NULL
      WHERE organization_id = ${organizationId} AND id = ${id} AND state IN ('failed', 'cancelled')
      RETURNING *`
  } as const
})
