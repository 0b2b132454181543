import { Context, Effect, Layer } from "effect"
import { stalled } from "./JobMetrics.ts"

/** Whether the worker of this process does its work. Healthy until somebody says otherwise. */
export class WorkerHealth extends Context.Service<
  WorkerHealth,
  {
    /** False while any queue is stuck: readiness asks this. */
    readonly isHealthy: Effect.Effect<boolean>
    /** Says how the worker fares with a queue, until said again. */
    readonly report: (queue: string, isHealthy: boolean) => Effect.Effect<void>
  }
>()("luminalib/jobs/WorkerHealth") {
  static readonly layer = Layer.effect(
    WorkerHealth,
    // The gauge is there from the start, for who watches that it is 0.
    Effect.map(stalled(false), () => {
      const stuck = new Set<string>()
      return WorkerHealth.of({
        isHealthy: Effect.sync(() => stuck.size === 0),
        report: (queue, isHealthy) => Effect.sync(() => void (isHealthy ? stuck.delete(queue) : stuck.add(queue)))
      })
    })
  )
}
