import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import type { Skills } from "./Doable.ts"
import { suspectAfterCrashes } from "./Leases.ts"

/**
 * Whether a queue has a job that a worker with these skills could have claimed for so many milliseconds. Rides on
 * jobs_ready; it reads past the jobs of other skills, so it is for whoever claims nothing, and asks now and then.
 */
export const makeIsNeglected = Effect.map(
  SqlClient.SqlClient,
  (sql) => (queue: string, skills: Skills, forMs: number) =>
    Effect.map(
      sql<{ readonly isNeglected: boolean }>`
        SELECT EXISTS (
          SELECT FROM jobs
          JOIN unnest(${[...skills.keys()]}::text[], ${[...skills.values()]}::int[]) AS skill (kind, version)
            ON skill.kind = jobs.kind AND jobs.version <= skill.version
          WHERE jobs.queue = ${queue} AND state = 'pending' AND ready AND crashes < ${suspectAfterCrashes}
            AND run_at <= now() - ${forMs} * interval '1 millisecond'
            AND NOT EXISTS (SELECT FROM job_controls WHERE scope = 'queue' AND name = jobs.queue)
            AND NOT EXISTS (SELECT FROM job_controls WHERE scope = 'kind' AND name = jobs.kind)) AS is_neglected`,
      ([row]) => row?.isNeglected === true
    )
)
