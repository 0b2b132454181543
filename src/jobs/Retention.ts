import { Config, Effect, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { EventBell } from "#platform/events/EventBell.ts"
import * as Job from "./Job.ts"
import { deadLetter } from "./JobMetrics.ts"
import { failureOf } from "./Settlements.ts"
import * as Timetable from "./Timetable.ts"

/** Removes jobs that have been over for so long that nobody asks for them any more. */
export const DeleteOldJobs = Job.make("jobs.delete-old", {
  payload: Schema.Struct({}),
  maxAttempts: 3,
  timeout: "1 hour",
  priority: -10,
  limits: { perKind: 1 }
})

/** Says which of these jobs a feature still shows something of: they are kept however old they are. */
export type Keeper = (ids: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<string>, SqlError.SqlError>

/** Rows removed in one statement. */
const removedAtOnce = 1_000

/** Dead letters wait for somebody to look at them: they are kept so many times longer. */
const patienceWithFailed = 3

/** Why those are given up that nobody does. */
const unknownKind = "UNKNOWN_JOB_TYPE"

/**
 * Days after which a job of a kind that nobody knows is given up. Until then a newer version of the program, which was
 * taken back, may come again.
 */
const patienceWithUnknown = 7

interface Old {
  readonly id: string
  /** `finished_at` in full: a `Date` has no microseconds, and could not say where to go on. */
  readonly endedAt: string
}

const makeRemoval = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const over = { quiet: sql`state IN ('completed', 'cancelled')`, failed: sql`state = 'failed'` }

  /**
   * Rides on jobs_over, for dead letters on jobs_dead. A family goes from its youngest members on, and none of it
   * before its parent is old as well: the foreign key would take children with their parent that are to be kept.
   */
  const find = (states: keyof typeof over, days: number, from: Old | undefined) => sql<Old>`
    SELECT id, finished_at::text AS ended_at FROM jobs
    WHERE ${over[states]} AND finished_at < now() - ${days} * interval '1 day'
      AND NOT EXISTS (SELECT FROM jobs child WHERE child.parent_id = jobs.id)
      AND NOT EXISTS (SELECT FROM jobs parent WHERE parent.id = jobs.parent_id
        AND (parent.finished_at IS NULL OR parent.finished_at >= now() - ${days} * interval '1 day'))
      ${from === undefined ? sql`` : sql`AND (finished_at, id) > (${from.endedAt}::timestamptz, ${from.id}::uuid)`}
    ORDER BY finished_at, id LIMIT ${removedAtOnce}`

  /** Not those that somebody retried meanwhile. */
  const remove = (states: keyof typeof over, ids: ReadonlyArray<string>) =>
    Effect.map(sql`DELETE FROM jobs WHERE id = ANY(${[...ids]}::uuid[]) AND ${over[states]} RETURNING 1`, count)

  return {
    find,
    remove,
    /**
     * Gives up what has been due for days and is of none of these kinds. One that waits for its children is due with them.
     * Reads all that is pending; gives the kinds.
     */
    giveUpUnknown: (kinds: ReadonlyArray<string>) => sql<{ readonly kind: string }>`
      UPDATE jobs SET state = 'failed', finished_at = now(),
        errors = ${failureOf(sql, unknownKind, "Nobody here knows this kind of work.")}
      WHERE state = 'pending' AND id IN (
        SELECT id FROM jobs
        WHERE state = 'pending' AND NOT waits_for_children AND kind <> ALL(${[...kinds]}::text[])
          AND run_at < now() - ${patienceWithUnknown} * interval '1 day'
        LIMIT ${removedAtOnce} FOR UPDATE SKIP LOCKED)
      RETURNING kind`,
    /** Where the next job of a key with a rate stands: of keys that were not in use for a day. */
    removeRates: Effect.map(
      sql`
        DELETE FROM job_rates WHERE (kind, limit_key) IN (
          SELECT kind, limit_key FROM job_rates WHERE arrival < now() - interval '1 day' LIMIT ${removedAtOnce})
        RETURNING 1`,
      count
    )
  }
})

const count = (rows: ReadonlyArray<unknown>) => rows.length

/** `JOB_RETENTION_DAYS` (30): how long jobs are kept that are over, failed ones three times as long. 0: for ever. */
const retentionDays = Config.schema(
  Schema.FiniteFromString.check(Schema.isInt(), Schema.isGreaterThanOrEqualTo(0)),
  "JOB_RETENTION_DAYS"
).pipe(Config.withDefault(30))

/**
 * How old jobs are removed, but for those that one of the keepers still needs, and jobs given up that nobody can do:
 * whose kind is none of those of the other handlers.
 */
export const handlers = Effect.fnUntraced(function* (
  keepers: ReadonlyArray<Keeper>,
  others: ReadonlyArray<Job.JobHandler>
) {
  const days = yield* retentionDays
  const removal = yield* makeRemoval
  const bell = yield* EventBell
  const kinds = [DeleteOldJobs.kind, ...others.map(({ job }) => job.kind)]

  const removeOver = Effect.fn("Retention.removeOver")(function* (states: "quiet" | "failed", olderThanDays: number) {
    let removed = 0
    let last: Old | undefined
    do {
      const found: ReadonlyArray<Old> = yield* removal.find(states, olderThanDays, last)
      const ids = found.map(({ id }) => id)
      const kept = new Set((yield* Effect.forEach(keepers, (keeper) => keeper(ids))).flat())
      removed += yield* removal.remove(
        states,
        ids.filter((id) => !kept.has(id))
      )
      last = found.length < removedAtOnce ? undefined : found.at(-1)
    } while (last !== undefined)
    return removed
  })

  const removeRates: Effect.Effect<void, SqlError.SqlError> = Effect.flatMap(removal.removeRates, (removed) =>
    removed < removedAtOnce ? Effect.void : removeRates
  )

  const giveUpUnknown: Effect.Effect<void, SqlError.SqlError> = Effect.gen(function* () {
    const given = yield* removal.giveUpUnknown(kinds)
    if (given.length > 0) yield* bell.ring
    for (const [kind, jobs] of Object.entries(Object.groupBy(given, ({ kind }) => kind))) {
      yield* Effect.logError("jobs of a kind that nobody knows are given up", { kind, jobs: jobs?.length })
    }
    yield* Effect.forEach(given, ({ kind }) => deadLetter(kind, unknownKind), { discard: true })
    if (given.length === removedAtOnce) yield* giveUpUnknown
  })

  const run = Effect.fn("DeleteOldJobs.run")(function* () {
    yield* removeRates
    yield* giveUpUnknown
    if (days === 0) return { result: { deleted: 0 } }
    const quiet = yield* removeOver("quiet", days)
    const failed = yield* removeOver("failed", days * patienceWithFailed)
    return { result: { deleted: quiet + failed } }
  })
  return [Job.handler(DeleteOldJobs, run)]
})

/** At night. */
export const timetable = [
  Timetable.entry({
    name: DeleteOldJobs.kind,
    cron: "10 3 * * *",
    missed: "once",
    request: () => Job.request(DeleteOldJobs, {}, { organizationId: null })
  })
]
