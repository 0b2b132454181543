import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer, Logger, Metric } from "effect"
import { SqlError } from "effect/sql"
import { TestClock } from "effect/testing"
import { type Watched, watchdog } from "#jobs/Watchdog.ts"
import { WorkerHealth } from "#jobs/WorkerHealth.ts"

const away = new SqlError.SqlError({
  reason: new SqlError.ConnectionError({ cause: new Error("gone"), message: "gone", operation: "test" })
})

/** A consumer whose circumstances the test sets: at first it is stuck. A watchdog looks at it. */
const watching = Effect.gen(function* () {
  const state = { free: 1, isNeglected: true, isAway: false, claimedAt: 0, restarts: 0 }
  const watched: Watched = {
    queue: "default",
    free: Effect.sync(() => state.free),
    idleMs: Effect.map(Clock.currentTimeMillis, (now) => now - state.claimedAt),
    isNeglected: () => Effect.suspend(() => (state.isAway ? Effect.fail(away) : Effect.succeed(state.isNeglected))),
    restart: Effect.sync(() => void (state.restarts += 1))
  }
  const { isHealthy } = yield* WorkerHealth
  yield* Effect.forkScoped(watchdog([watched], 30))
  return {
    state,
    claim: Effect.map(Clock.currentTimeMillis, (now) => void (state.claimedAt = now)),
    isHealthy,
    pass: (seconds: number) => TestClock.adjust(`${seconds} seconds`)
  }
})

const services = Layer.mergeAll(WorkerHealth.layer, Logger.layer([]), TestClock.layer())

/** What the gauge says to whoever scrapes now. */
const gauge = Effect.map(Metric.snapshot, (metrics) =>
  metrics.flatMap((metric) => (metric.id === "worker_stalled" && metric.type === "Gauge" ? [metric.state.value] : []))
)

describe("the watchdog of a worker", () => {
  it.effect("restarts a consumer that claims nothing for half a minute although jobs are ready", () =>
    Effect.gen(function* () {
      const { isHealthy, pass, state } = yield* watching
      yield* pass(30)
      assert.strictEqual(state.restarts, 0)
      yield* pass(10)
      assert.strictEqual(state.restarts, 1)
      assert.isTrue(yield* isHealthy)
    }).pipe(Effect.provide(services))
  )

  it.effect("says that the worker is not healthy when that does not help, and that it is when claims go on", () =>
    Effect.gen(function* () {
      const { claim, isHealthy, pass, state } = yield* watching
      yield* pass(60)
      assert.isTrue(yield* isHealthy)
      assert.deepStrictEqual(yield* gauge, [0])
      yield* pass(10)
      assert.isFalse(yield* isHealthy)
      assert.deepStrictEqual(yield* gauge, [1])
      yield* pass(60)
      assert.strictEqual(state.restarts, 4, "it goes on trying")
      yield* claim
      yield* pass(5)
      assert.isTrue(yield* isHealthy)
      assert.deepStrictEqual(yield* gauge, [0])
      yield* pass(25)
      assert.strictEqual(state.restarts, 4, "it was just claiming")
    }).pipe(Effect.provide(services))
  )

  it.effect("leaves alone who is busy, who claims, and who has nothing to claim", () =>
    Effect.gen(function* () {
      const { claim, isHealthy, pass, state } = yield* watching
      state.free = 0
      yield* pass(120)
      state.free = 1
      for (let i = 0; i < 20; i++) {
        yield* claim
        yield* pass(25)
      }
      state.isNeglected = false
      yield* pass(120)
      assert.strictEqual(state.restarts, 0)
      assert.isTrue(yield* isHealthy)
    }).pipe(Effect.provide(services))
  )

  it.effect("does not take for neglected what was paused until this moment", () =>
    Effect.gen(function* () {
      const { claim, pass, state } = yield* watching
      state.isNeglected = false
      yield* pass(34)
      state.isNeglected = true
      yield* pass(2)
      yield* claim
      yield* pass(20)
      assert.strictEqual(state.restarts, 0)
    }).pipe(Effect.provide(services))
  )

  it.effect("judges nothing while the database is away", () =>
    Effect.gen(function* () {
      const { isHealthy, pass, state } = yield* watching
      state.isAway = true
      yield* pass(300)
      assert.strictEqual(state.restarts, 0)
      assert.isTrue(yield* isHealthy)
      state.isAway = false
      yield* pass(15)
      assert.strictEqual(state.restarts, 1)
    }).pipe(Effect.provide(services))
  )
})
