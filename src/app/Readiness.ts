import { Context, Effect, Layer, Ref } from "effect"
import type { Readiness as State } from "#contract/system/SystemApi.ts"

/** Something this process needs, and how to ask whether it is there. */
export interface Dependency {
  readonly name: string
  readonly check: Effect.Effect<void, unknown>
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
  static readonly layer = (dependencies: ReadonlyArray<Dependency>) =>
    Layer.effect(
      Readiness,
      Effect.gen(function* () {
        const draining = yield* Ref.make(false)
        const ask = ({ check, name }: Dependency) =>
          check.pipe(
            Effect.timeout("1 second"),
            Effect.match({ onFailure: () => [name, "down"] as const, onSuccess: () => [name, "up"] as const })
          )
        return Readiness.of({
          state: Effect.gen(function* () {
            const answers = yield* Effect.forEach(dependencies, ask, { concurrency: "unbounded" })
            const isUp = answers.every(([, state]) => state === "up")
            const status = (yield* Ref.get(draining)) ? "draining" : isUp ? "ready" : "degraded"
            return { status, dependencies: Object.fromEntries(answers) }
          }),
          drain: Ref.set(draining, true)
        })
      })
    )
}
