import type { SqlClient } from "effect/sql"

/** Whose a running job is: a later claim raises the fence. */
interface Owned {
  readonly id: string
  readonly fence: number
  readonly worker: string
}

/**
 * Prolongs the leases of those that are still ours, and gives these. A row that somebody holds at this moment, be it
 * that it is settled or cancelled, is left for the next time: waiting for one would let all others run out. So what is
 * missing in the answer is not lost, only not renewed. Rides on the primary key.
 */
export const renewClaims = (sql: SqlClient.SqlClient, claims: ReadonlyArray<Owned>, leaseSeconds: number) =>
  sql<{ readonly id: string; readonly fence: number }>`
    UPDATE jobs SET lease_until = now() + ${leaseSeconds} * interval '1 second'
    WHERE id IN (
      SELECT id FROM jobs
      WHERE (id, fence, worker) IN (
          SELECT * FROM unnest(${claims.map(({ id }) => id)}::uuid[], ${claims.map(({ fence }) => fence)}::int[],
            ${claims.map(({ worker }) => worker)}::text[]))
        AND state = 'running'
      FOR UPDATE SKIP LOCKED)
    RETURNING id, fence`

/**
 * The same for all that a worker has claimed, also what its process does not know of yet, but for `except`. Rides on
 * jobs_leases.
 */
export const renewWorker = (
  sql: SqlClient.SqlClient,
  worker: string,
  except: ReadonlyArray<string>,
  leaseSeconds: number
) =>
  sql`
    UPDATE jobs SET lease_until = now() + ${leaseSeconds} * interval '1 second'
    WHERE id IN (
      SELECT id FROM jobs
      WHERE state = 'running' AND worker = ${worker} AND id <> ALL (${[...except]}::uuid[])
      FOR UPDATE SKIP LOCKED)`
