import { Effect, Queue } from "effect"
import { EventTail } from "#platform/events/EventTail.ts"
import type { PlacedEvent } from "#platform/events/PlacedEvents.ts"
import { type Feed, makeFeed } from "./Feed.ts"
import { eventsSent } from "./LiveMetrics.ts"
import type { LiveSocket } from "./LiveSocket.ts"
import { tellable } from "./TellableEvent.ts"

/** Work for one turn of the event loop, in looks at an event for a socket; to send something is worth many. */
const slice = 1_000
const worthOfSending = 10

/** A library of which somebody follows what happens. */
interface Library {
  readonly feeds: Map<LiveSocket, Feed>
  /** Its last event; null: none, undefined: not known. */
  last: string | null | undefined
}

const byLibrary = (events: ReadonlyArray<PlacedEvent>) => Map.groupBy(events, ({ organizationId }) => organizationId)

/**
 * Hands what happens to all sockets of this process: each event is read once, its frame is made once, and no number of
 * sockets keeps the process from doing anything else meanwhile.
 */
export const makeEventHub = Effect.gen(function* () {
  const tail = yield* EventTail
  const { batches, from } = yield* tail.subscribe
  const libraries = new Map<string, Library>()
  let position = from

  const hand = Effect.fnUntraced(function* (events: ReadonlyArray<PlacedEvent>) {
    const upTo = events.at(-1)?.position
    if (upTo === undefined) return
    const followed = [...byLibrary(events)].flatMap(([organizationId, theirs]) => {
      const library = libraries.get(organizationId)
      if (library === undefined) return []
      library.last = theirs.at(-1)?.id
      return [{ library, batch: { events: theirs.map(tellable), upTo } }]
    })
    // In one step with the above: who joins from here on finds all of this in the log.
    position = upTo
    let work = 0
    let told = 0
    for (const { batch, library } of followed) {
      for (const feed of library.feeds.values()) {
        const sent = feed.offer(batch)
        told += sent
        work += batch.events.length + sent * worthOfSending
        if (work < slice) continue
        work = 0
        yield* Effect.yieldNow
      }
    }
    yield* eventsSent(told)
  })

  return {
    /** What happens, in order, after it was handed to the sockets that are told. */
    next: Effect.flatMap(Queue.take(batches), (events) => Effect.as(hand(events), events)),

    /** From now on the socket is told what happens in the library, as soon as its feed is told where to begin. */
    join: (socket: LiveSocket, organizationId: string): Feed => {
      const library = libraries.get(organizationId) ?? { feeds: new Map(), last: undefined }
      libraries.set(organizationId, library)
      const feed = makeFeed(socket, { position: () => position, last: () => library.last }, tail.read)
      library.feeds.set(socket, feed)
      return feed
    },

    leave: (socket: LiveSocket, organizationId: string): void => {
      const library = libraries.get(organizationId)
      library?.feeds.delete(socket)
      if (library?.feeds.size === 0) libraries.delete(organizationId)
    },

    /** The last event of the library when the feed was made. */
    lastBefore: Effect.fnUntraced(function* ({ from }: Feed, organizationId: string) {
      const library = libraries.get(organizationId)
      if (library?.last !== undefined && position === from) return library.last
      const last = yield* tail.lastOf(organizationId, from)
      // Nothing came in the meantime, or it would be known.
      if (library !== undefined) library.last ??= last
      return last
    }),

    positionOf: tail.positionOf
  }
})
export type EventHub = Effect.Success<typeof makeEventHub>
