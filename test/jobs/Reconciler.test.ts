import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Layer, Logger, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { Dispatch } from "#jobs/Dispatch.ts"
import { Gate } from "#jobs/Gate.ts"
import * as Reconciler from "#jobs/Reconciler.ts"
import { Running } from "#jobs/Running.ts"
import { Upkeep } from "#jobs/Upkeep.ts"
import { describePostgres } from "../support/Services.ts"
import { layerPostgres } from "../support/TestDatabase.ts"

const surroundings = Layer.mergeAll(
  Layer.mock(Dispatch, { offer: () => Effect.void }),
  Layer.mock(Gate, { admitAll: Effect.succeed([]) }),
  Layer.mock(Running, { current: Effect.succeed([]) })
)

/** A job whose worker fell silent long ago. */
const forsakenJob = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const id = crypto.randomUUID()
  yield* sql`
    INSERT INTO jobs (id, kind, queue, payload, state, max_attempts, attempts, fence, worker, lease_until)
    VALUES (${id}, 'test.forsaken', 'default', '{}', 'running', 3, 1, 1, 'w', now() - interval '1 minute')`
  return id
})

describePostgres("the reconciler", () => {
  it.live("of one process that is frozen in the middle of its work does not stop those of others", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const isFrozen = yield* Deferred.make<void>()
      const frozen = Layer.mock(Upkeep, {
        reap: () => Effect.succeed([]),
        wakeParents: () => Effect.succeed([]),
        promote: Effect.andThen(Deferred.succeed(isFrozen, undefined), Effect.never)
      })
      yield* Layer.build(Reconciler.layer(new Map()).pipe(Layer.provide([frozen, surroundings])))
      yield* Deferred.await(isFrozen)
      const id = yield* forsakenJob
      yield* Layer.build(Reconciler.layer(new Map()).pipe(Layer.provide([Upkeep.layer, surroundings])))
      const [row] = yield* sql<{
        state: string
        crashes: number
      }>`SELECT state, crashes FROM jobs WHERE id = ${id}`.pipe(
        Effect.filterOrFail(([row]) => row?.state === "pending"),
        Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
      )
      assert.strictEqual(row?.crashes, 1)
    }).pipe(Effect.scoped, Effect.provide(Layer.merge(layerPostgres, Logger.layer([]))))
  )

  it.live("spares the jobs that this process still runs, whatever held it up", () =>
    Effect.gen(function* () {
      const { reap } = yield* Upkeep
      const running = { id: yield* forsakenJob, fence: 1, worker: "w" }
      assert.deepStrictEqual(yield* reap([running]), [])
      assert.lengthOf(yield* reap([{ ...running, worker: "another" }]), 1)
    }).pipe(Effect.scoped, Effect.provide(Upkeep.layer.pipe(Layer.provideMerge(layerPostgres))))
  )

  it.live("brings jobs of dead workers back, although what waits for limits cannot be looked at", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const id = yield* forsakenJob
      const stuckGate = Layer.mergeAll(
        Layer.mock(Dispatch, { offer: () => Effect.void }),
        Layer.mock(Gate, { admitAll: Effect.never }),
        Layer.mock(Running, { current: Effect.succeed([]) })
      )
      yield* Layer.build(Reconciler.layer(new Map()).pipe(Layer.provide([Upkeep.layer, stuckGate])))
      yield* sql<{ state: string }>`SELECT state FROM jobs WHERE id = ${id}`.pipe(
        Effect.filterOrFail(([row]) => row?.state === "pending"),
        Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
      )
    }).pipe(Effect.scoped, Effect.provide(Layer.merge(layerPostgres, Logger.layer([]))))
  )

  it.live("offers what can be done here, however much there is that cannot", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { due } = yield* Upkeep
      const id = crypto.randomUUID()
      yield* sql`
        INSERT INTO jobs (id, kind, queue, payload, max_attempts, turn, crashes)
        SELECT gen_random_uuid(), CASE WHEN n % 2 = 0 THEN 'test.known' ELSE 'test.unknown' END, 'default', '{}'::jsonb, 3, n,
          CASE WHEN n % 2 = 0 THEN 2 ELSE 0 END
        FROM generate_series(1, 1000) AS n
        UNION ALL SELECT ${id}::uuid, 'test.known', 'default', '{}'::jsonb, 3, 1001, 0`
      const offered = yield* due(1_000, new Map([["test.known", 1]]))
      assert.deepStrictEqual(
        offered.map((job) => job.id),
        [id]
      )
    }).pipe(Effect.scoped, Effect.provide(Upkeep.layer.pipe(Layer.provideMerge(layerPostgres))))
  )
})
