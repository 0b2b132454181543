import { Context, Effect, Layer, type Option, RcRef, type Scope } from "effect"
import type { SqlError } from "effect/sql"
import { follow, type Subscription } from "./Following.ts"
import { type PlacedEvent, PlacedEvents, type Stretch } from "./PlacedEvents.ts"

/**
 * The events of all libraries as they become visible, in this process: read once for all who watch, and not at all
 * while nobody does.
 */
export class EventTail extends Context.Service<
  EventTail,
  {
    /** Events from now on. Waits while the database is away. */
    readonly subscribe: Effect.Effect<Subscription, never, Scope.Scope>
    /** The place of an event of this organisation; none if it is not there, or not any more. */
    readonly positionOf: (organizationId: string, id: string) => Effect.Effect<Option.Option<number>, SqlError.SqlError>
    /** The last event of this organisation up to a position; null where there is none, or none any more. */
    readonly lastOf: (organizationId: string, upTo: number) => Effect.Effect<string | null, SqlError.SqlError>
    /** Events that the watcher is told of, oldest first. Whoever gets as many as the limit asks again after the last. */
    readonly read: (stretch: Stretch) => Effect.Effect<ReadonlyArray<PlacedEvent>, SqlError.SqlError>
  }
>()("luminalib/platform/events/EventTail") {
  /** Asks for SqlClient. Wakes when the `EventBell` that is there is rung. */
  static readonly layer = Layer.effect(
    EventTail,
    Effect.gen(function* () {
      const placed = yield* PlacedEvents
      const following = yield* RcRef.make({ acquire: follow })
      return EventTail.of({
        subscribe: Effect.flatMap(RcRef.get(following), ({ join }) => join),
        positionOf: Effect.fn("EventTail.positionOf")(placed.positionOf),
        lastOf: Effect.fn("EventTail.lastOf")(placed.lastOf),
        read: Effect.fn("EventTail.read")(placed.stretch)
      })
    })
  )
}
