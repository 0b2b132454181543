import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { describePostgres } from "../support/Services.ts"
import { layerPostgres } from "../support/TestDatabase.ts"

describePostgres("jobs that wait for a limit", () => {
  it.live("are found without looking at the jobs that came after them", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`
        INSERT INTO jobs (id, kind, queue, payload, max_attempts, ready, limit_key, limit_running)
        SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'test.limited', 'default', '{}'::jsonb, 1,
          false, 'key', 1
        FROM generate_series(1, 3000) AS n`
      // What the planner knows: nearly every job waits.
      yield* sql`VACUUM ANALYZE jobs`.unprepared
      yield* sql`
        INSERT INTO jobs (id, kind, queue, payload, max_attempts, state, finished_at)
        SELECT gen_random_uuid(), 'test.limited', 'default', '{}'::jsonb, 1, 'completed', now()
        FROM generate_series(1, 10)`
      yield* sql.withTransaction(
        Effect.gen(function* () {
          const admitted = yield* sql`SELECT id FROM admit_jobs(ARRAY['test.limited'], ARRAY['key'])`
          assert.deepStrictEqual(admitted, [{ id: "00000000-0000-7000-8000-000000000001" }])
          const [scans] = yield* sql`
            SELECT pg_stat_get_xact_numscans('jobs_limited_newest'::regclass)::int AS newest`
          assert.deepStrictEqual(scans, { newest: 1 })
        })
      )
    }).pipe(Effect.scoped, Effect.provide(layerPostgres))
  )
})
