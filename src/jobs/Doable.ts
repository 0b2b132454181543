import type { SqlClient } from "effect/sql"

/** The kinds a worker can do, and up to which version of their payload. */
export type Skills = ReadonlyMap<string, number>

/**
 * Of the jobs of a queue those that a worker may do now: kinds and versions it does not know are left to those that do,
 * since a newer one may run beside it, and what is paused is left alone. The conditions are such that the planner takes
 * them for likely: it then walks the index in order, and stops early.
 */
export const doable = (sql: SqlClient.SqlClient, skills: Skills) => sql`
  version <= (${[...skills.values()]}::int[])[array_position(${[...skills.keys()]}::text[], kind)]
  AND coalesce(array_position(ARRAY(SELECT name FROM job_controls WHERE scope = 'queue'), queue),
    array_position(ARRAY(SELECT name FROM job_controls WHERE scope = 'kind'), kind), 0) <= 0`
