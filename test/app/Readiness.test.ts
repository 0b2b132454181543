import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Readiness } from "#app/Readiness.ts"
import { WorkerHealth } from "#jobs/WorkerHealth.ts"
import { Database } from "#platform/Database.ts"
import { Llm } from "#platform/Llm.ts"
import { Storage } from "#platform/Storage.ts"

/** Machines of which the model is silent. */
const machines = Layer.mergeAll(
  Layer.mock(Database)({ profile: "embedded", check: Effect.void }),
  Layer.mock(Storage)({ check: Effect.void }),
  Layer.mock(Llm)({
    info: { provider: "ollama", model: "silent", contextTokens: 1, parameters: {} },
    countTokens: () => 0,
    check: Effect.never
  })
)

const asked = Effect.gen(function* () {
  const { state } = yield* Readiness
  const answer = yield* Effect.forkChild(state)
  yield* TestClock.adjust("950 millis")
  return yield* Fiber.join(answer)
})

describe("readiness", () => {
  it.effect("is told within a second, whatever does not answer; what only delays work does not forbid traffic", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* asked, {
        status: "ready",
        dependencies: { database: "up", storage: "up", llm: "down" }
      })
    }).pipe(Effect.provide(Layer.provide(Readiness.layer, machines)))
  )

  it.effect("is denied while the worker of the process claims nothing although there is work", () =>
    Effect.gen(function* () {
      const { report } = yield* WorkerHealth
      const worker = Effect.map(asked, ({ dependencies, status }) => [status, dependencies["worker"]])
      assert.deepStrictEqual(yield* worker, ["ready", "up"])
      yield* report("llm", false)
      yield* report("default", true)
      assert.deepStrictEqual(yield* worker, ["degraded", "down"])
      yield* report("llm", true)
      assert.deepStrictEqual(yield* worker, ["ready", "up"])
    }).pipe(Effect.provide(Readiness.layer.pipe(Layer.provide(machines), Layer.provideMerge(WorkerHealth.layer))))
  )
})
