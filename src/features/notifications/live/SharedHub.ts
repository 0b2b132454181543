import { Deferred, Effect } from "effect"
import { Unavailable } from "#contract/Problem.ts"
import { EventTail } from "#platform/events/EventTail.ts"
import type { PlacedEvent } from "#platform/events/PlacedEvents.ts"
import { type EventHub, makeEventHub } from "./EventHub.ts"

/** How long a socket waits for the log of events. */
const patience = "5 seconds"

export interface Listening {
  /** What else is to be done about what happened. */
  readonly heed: (events: ReadonlyArray<PlacedEvent>) => Effect.Effect<void>
  /** Some may not have been told. */
  readonly failed: Effect.Effect<void>
}

/** The hub of this process, which listens from when somebody first follows what happens: before that nobody asks. */
export const makeSharedHub = Effect.fnUntraced(function* ({ failed, heed }: Listening) {
  const scope = yield* Effect.scope
  const tail = yield* EventTail
  const hub = yield* Deferred.make<EventHub>()
  let isAsked = false

  const listen = Effect.gen(function* () {
    const made = yield* makeEventHub
    yield* Deferred.succeed(hub, made)
    const next = Effect.flatMap(made.next, (events) => Effect.forkIn(heed(events), scope))
    return yield* next.pipe(
      Effect.catchCause((cause) => Effect.andThen(Effect.logError("events could not be told", cause), failed)),
      Effect.forever
    )
  }).pipe(Effect.provideService(EventTail, tail), Effect.withTracerEnabled(false))

  return Effect.suspend(() => {
    const start = isAsked ? Effect.void : Effect.forkIn(Effect.scoped(listen), scope)
    isAsked = true
    return Effect.andThen(start, Deferred.await(hub))
  }).pipe(Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.fail(new Unavailable({})) }))
})
