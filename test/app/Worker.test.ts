import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import * as Worker from "#app/Worker.ts"
import { layerTestServices, startServer } from "../support/TestServer.ts"

const patiently = Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "15 seconds" }))

/** How many jobs there are for each key, or entry of the timetable, that are not completed yet. */
const unfinished = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return yield* sql<{ name: string; state: string }>`
    SELECT name, coalesce(state, 'not asked for') AS state
    FROM (SELECT name, name || '@%' AS key FROM job_timetable UNION SELECT 'the old chain', 'delete-expired-sessions') e
    LEFT JOIN jobs ON organization_id IS NULL AND unique_key LIKE key
    WHERE state IS DISTINCT FROM 'completed'`
})

describe("a worker", () => {
  it.live(
    "does all that the timetable asks for, and what was asked for before there was one",
    () =>
      Effect.gen(function* () {
        const { context } = yield* startServer()
        yield* Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          yield* sql`
            INSERT INTO jobs (id, organization_id, kind, queue, payload, max_attempts, unique_key)
            VALUES (gen_random_uuid(), NULL, 'identity.delete-expired-sessions', 'default', '{}', 3,
              'delete-expired-sessions')`
          yield* sql`SELECT FROM job_timetable`.pipe(
            Effect.filterOrFail((rows) => rows.length === Worker.timetable.length),
            Effect.retry(patiently)
          )
          // As if nobody had been there for two nights.
          yield* sql`UPDATE job_timetable SET last_tick = last_tick - interval '49 hours'`
          yield* unfinished.pipe(
            Effect.filterOrFail(
              (jobs) => jobs.length === 0,
              (jobs) => JSON.stringify(jobs)
            ),
            Effect.retry(patiently)
          )
          const chain = yield* sql`
            SELECT FROM jobs WHERE organization_id IS NULL AND unique_key = 'delete-expired-sessions'`
          assert.strictEqual(chain.length, 1, "the old chain goes on")
        }).pipe(Effect.provideContext(context))
      }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
    60_000
  )
})
