import { Effect, Layer, Queue } from "effect"
import { Dispatch } from "../Dispatch.ts"
import { queues } from "../Job.ts"

/** How long a worker without news waits before it looks in the ledger by itself. */
const pollInterval = "500 millis"

/**
 * Without Redis: a commit in this process wakes its workers at once, work from elsewhere is found by looking twice a
 * second. What to run is always asked of the ledger.
 */
export const layer = Layer.effect(
  Dispatch,
  Effect.gen(function* () {
    const bells = new Map<string, Queue.Queue<void>>()
    for (const queue of queues) bells.set(queue, yield* Queue.sliding<void>(1))
    const ring = (queue: string) => {
      const bell = bells.get(queue)
      if (bell !== undefined) Queue.offerUnsafe(bell, undefined)
    }
    return Dispatch.of({
      offer: (jobs) =>
        Effect.sync(() => {
          for (const { queue } of jobs) ring(queue)
        }),
      take: (queue) => {
        const bell = bells.get(queue)
        const rung = bell === undefined ? Effect.never : Queue.take(bell)
        return rung.pipe(Effect.timeoutOption(pollInterval), Effect.as({ _tag: "Any" } as const))
      }
    })
  })
)
