import { Effect, Layer, Queue } from "effect"
import { Dispatch } from "../Dispatch.ts"

/** How long a worker without news waits before it looks in the ledger by itself. */
const pollInterval = "500 millis"

/**
 * Without Redis: a commit in this process wakes its workers at once, work from elsewhere is found by looking twice a
 * second. What to run is always asked of the ledger.
 */
export const layer = Layer.effect(
  Dispatch,
  Effect.gen(function* () {
    const bells = { default: yield* Queue.sliding<void>(1), llm: yield* Queue.sliding<void>(1) }
    const isKnown = (queue: string): queue is keyof typeof bells => queue in bells
    return Dispatch.of({
      offer: (jobs) =>
        Effect.sync(() => {
          for (const { queue } of jobs) if (isKnown(queue)) Queue.offerUnsafe(bells[queue], undefined)
        }),
      take: (queue) =>
        Queue.take(bells[queue]).pipe(Effect.timeoutOption(pollInterval), Effect.as({ _tag: "Any" } as const))
    })
  })
)
