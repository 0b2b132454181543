import { Effect, Layer, Queue } from "effect"
import { EventBell, lookInterval } from "./EventBell.ts"

/** Without Redis: a commit in this process is heard at once, one in another is found by looking twice a second. */
export const layer = Layer.effect(
  EventBell,
  Effect.gen(function* () {
    const rings = yield* Queue.sliding<void>(1)
    return {
      ring: Effect.sync(() => void Queue.offerUnsafe(rings, undefined)),
      rung: Queue.take(rings).pipe(Effect.timeoutOption(lookInterval), Effect.asVoid)
    }
  })
)
