import { Context, Effect, Layer, Option, Ref } from "effect"
import type { Readiness as State } from "#contract/system/SystemApi.ts"
import { WorkerHealth } from "#jobs/WorkerHealth.ts"
import { Database } from "#platform/Database.ts"
import { Llm } from "#platform/Llm.ts"
import { IoRedis } from "#platform/Redis.ts"
import { Storage } from "#platform/Storage.ts"

/** Something this process needs, and how to ask whether it is there. */
interface Dependency {
  readonly name: string
  readonly check: Effect.Effect<unknown, unknown>
  /** Without it requests cannot be answered. The others only delay work. */
  readonly isVital: boolean
}

/** Whether this process should be given traffic. */
export class Readiness extends Context.Service<
  Readiness,
  {
    /** Asks every dependency at once; one that is silent for a second is down. */
    readonly state: Effect.Effect<State>
    /** From now on: not ready, so that balancers send no more. */
    readonly drain: Effect.Effect<void>
  }
>()("luminalib/app/Readiness") {
  static readonly layer = Layer.effect(
    Readiness,
    Effect.gen(function* () {
      const database = yield* Database
      const storage = yield* Storage
      const llm = yield* Llm
      const redis = yield* Effect.serviceOption(IoRedis)
      const worker = yield* Effect.serviceOption(WorkerHealth)
      const dependencies: ReadonlyArray<Dependency> = [
        { name: "database", check: database.check, isVital: true },
        { name: "storage", check: storage.check, isVital: true },
        { name: "llm", check: llm.check, isVital: false },
        ...Option.match(redis, {
          onNone: () => [],
          onSome: ({ check }) => [{ name: "redis", check, isVital: false }]
        }),
        // A worker that claims nothing although there is work is of no use: whoever restarts processes should know.
        ...Option.match(worker, {
          onNone: () => [],
          onSome: ({ isHealthy }) => [{ name: "worker", check: holds(isHealthy), isVital: true }]
        })
      ]
      const draining = yield* Ref.make(false)
      const state: Effect.Effect<State> = Effect.gen(function* () {
        const answers = yield* Effect.forEach(dependencies, ask, { concurrency: "unbounded" })
        const isServing = answers.every(({ isUp, isVital }) => isUp || !isVital)
        const status = (yield* Ref.get(draining)) ? "draining" : isServing ? "ready" : "degraded"
        const states = answers.map(({ isUp, name }) => [name, isUp ? "up" : "down"] as const)
        return { status, dependencies: Object.fromEntries(states) }
      })
      return Readiness.of({
        // Asked every few seconds, it would bury every trace that somebody looks for.
        state: Effect.withTracerEnabled(state, false),
        drain: Ref.set(draining, true)
      })
    })
  )
}

const holds = (condition: Effect.Effect<boolean>) => Effect.filterOrFail(condition, (isSo) => isSo)

const ask = (dependency: Dependency) =>
  dependency.check.pipe(
    Effect.timeout("900 millis"),
    Effect.match({
      onFailure: () => ({ ...dependency, isUp: false }),
      onSuccess: () => ({ ...dependency, isUp: true })
    })
  )
