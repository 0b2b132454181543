import { Cause, Effect, Queue, Schedule, type Scope } from "effect"
import { EventBell } from "./EventBell.ts"
import { eventsPlaced, eventsRead } from "./EventMetrics.ts"
import { type PlacedEvent, PlacedEvents } from "./PlacedEvents.ts"

/** Events that one look places, and reads. */
const atOnce = 1000
/** Between two looks, so that a burst of commits is a few looks. */
const pause = "15 millis"
/** Before the database is asked again that did not answer. */
const patience = "500 millis"

type Batch = ReadonlyArray<PlacedEvent>

/** What a subscriber is given. */
export interface Subscription {
  /** All events with a larger position come in `batches`; those up to it were there before. */
  readonly from: number
  /** In order, each event once. Without a limit: whoever falls behind should go. */
  readonly batches: Queue.Dequeue<Batch>
}

interface Subscriber extends Subscription {
  readonly batches: Queue.Queue<Batch>
}

/** Reads what happens from now on, until its scope closes, for whoever joins. */
export const follow = Effect.gen(function* () {
  const bell = yield* EventBell
  const placed = yield* PlacedEvents
  const subscribers = new Set<Queue.Queue<Batch>>()

  /** What happened until now is placed first: it is not new to anybody. */
  const present = placed.place(atOnce).pipe(
    Effect.tap(eventsPlaced),
    Effect.repeat({ until: (count) => count < atOnce }),
    Effect.andThen(placed.last),
    Effect.tapError((error) => Effect.logDebug("events cannot be read", error)),
    Effect.retry(Schedule.spaced(patience)),
    Effect.orDie
  )
  let position = yield* present

  /** In one step, so that who joins has either the batch or a start after it. */
  const hand = (events: Batch) =>
    Effect.sync(() => {
      const last = events.at(-1)
      if (last === undefined) return
      position = last.position
      for (const subscriber of subscribers) Queue.offerUnsafe(subscriber, events)
    })

  /** Says whether there may be more. */
  const look = Effect.gen(function* () {
    const count = yield* placed.place(atOnce)
    const { agesSeconds, events } = yield* placed.after(position, atOnce)
    yield* hand(events)
    yield* eventsPlaced(count)
    yield* eventsRead(agesSeconds)
    return count === atOnce || events.length === atOnce
  })

  /** Whatever goes wrong, nothing is lost: the next look goes on after the last event that was handed out. */
  const lookUntilDone: Effect.Effect<void> = Effect.suspend(() =>
    Effect.catchCause(Effect.repeat(look, { while: (isMore) => isMore }), (cause) =>
      Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.andThen(tell(cause), lookUntilDone)
    )
  )
  yield* bell.rung.pipe(
    Effect.andThen(lookUntilDone),
    Effect.andThen(Effect.sleep(pause)),
    Effect.withTracerEnabled(false),
    Effect.forever,
    Effect.forkScoped
  )

  const join: Effect.Effect<Subscription, never, Scope.Scope> = Effect.acquireRelease(
    Effect.map(Queue.unbounded<Batch>(), (batches): Subscriber => {
      subscribers.add(batches)
      return { from: position, batches }
    }),
    ({ batches }) =>
      Effect.suspend(() => {
        subscribers.delete(batches)
        return Queue.shutdown(batches)
      })
  )
  return { join } as const
}).pipe(Effect.withTracerEnabled(false))

const tell = (cause: Cause.Cause<unknown>) =>
  Effect.andThen(Effect.logWarning("events cannot be read for the moment", cause), Effect.sleep(patience))
