import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { Leases } from "#jobs/Leases.ts"
import { describePostgres } from "../support/Services.ts"
import { layerPostgres } from "../support/TestDatabase.ts"

/** A queue that grew just now: the planner believes it to be as short as it was. */
const suddenQueue = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ANALYZE jobs`
  return yield* sql<{ id: string }>`
    INSERT INTO jobs (id, kind, queue, payload, max_attempts, turn)
    SELECT gen_random_uuid(), 'test.sudden', 'default', '{}', 1, number FROM generate_series(1, 3000) AS number
    RETURNING id`
})

/** Uses of an index in this transaction. */
const scansOf = (index: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(
      sql<{ scans: number }>`SELECT pg_stat_get_xact_numscans(${index}::regclass)::int AS scans`,
      ([row]) => row?.scans
    )
  )

describePostgres("a claim", () => {
  layer(Leases.layer.pipe(Layer.provideMerge(layerPostgres)), { excludeTestServices: true, timeout: "60 seconds" })(
    "in a queue that grew suddenly",
    (it) => {
      it.effect("of named jobs looks at these jobs alone", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const leases = yield* Leases
          const last = (yield* suddenQueue).slice(-50).map(({ id }) => id)
          const claim = { queue: "default", slots: 50, worker: "w", skills: new Map([["test.sudden", 1]]) } as const
          yield* sql.withTransaction(
            Effect.gen(function* () {
              const claimed = yield* leases.claim({ ...claim, lead: { _tag: "Ids", ids: last } })
              assert.sameMembers(
                claimed.map(({ id }) => id),
                last
              )
              assert.strictEqual(yield* scansOf("jobs_ready"), 0)
              // The count would show it.
              assert.lengthOf(yield* leases.claim({ ...claim, lead: { _tag: "Any" } }), 50)
              assert.isAbove((yield* scansOf("jobs_ready")) ?? 0, 0)
            })
          )
        })
      )
    }
  )
})
