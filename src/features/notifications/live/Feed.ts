import { Effect } from "effect"
import type { EventTail } from "#platform/events/EventTail.ts"
import type { PlacedEvent } from "#platform/events/PlacedEvents.ts"
import { end, type LiveSocket, send } from "./LiveSocket.ts"
import { isFor, tellable, type TellableEvent } from "./TellableEvent.ts"

/** Events that are read at once by somebody who catches up. */
const pageSize = 200
/** Bytes that may wait before more is read, and how long may be waited for that. */
const enoughQueued = 128 * 1024
const drainPatience = "20 seconds"
/** Events that may come while somebody catches up with those of before. */
const mostHeld = 5_000

/** What happened in one library, of all that happened up to a position. */
export interface Batch {
  readonly events: ReadonlyArray<TellableEvent>
  readonly upTo: number
}

/** How far the process has come with a library. */
export interface Progress {
  /** Events up to this position have been handed to the feeds. */
  readonly position: () => number
  /** The last event of the library up to there; undefined where that is not known yet. */
  readonly last: () => string | null | undefined
}

/** What one socket is told: each event once, in order, out of the log while it catches up, and as they come after that. */
export interface Feed {
  /** Takes what comes. Gives how many events were sent for it. */
  readonly offer: (batch: Batch) => number
  /** The last event it is past. */
  readonly cursor: () => string | null
  /** Begins with what comes from now on; the cursor is that of the moment at which the feed was made. */
  readonly begin: (cursor: string | null) => void
  /** Goes on after an event: first with what the log has. */
  readonly goOnAfter: (id: string, position: number) => Effect.Effect<void, ReadFailure>
  readonly from: number
}

type Read = EventTail["Service"]["read"]
type ReadFailure = Effect.Error<ReturnType<Read>>

/** Waits until the socket has room for more. Whoever does not make any is too slow, and `send` will say so. */
const drained = ({ wire }: LiveSocket) => {
  const hasRoom = () => wire.queuedBytes() <= enoughQueued
  return Effect.suspend(() =>
    hasRoom()
      ? Effect.void
      : Effect.sleep("10 millis").pipe(Effect.repeat({ until: hasRoom }), Effect.timeoutOption(drainPatience))
  )
}

export const makeFeed = (socket: LiveSocket, progress: Progress, read: Read): Feed => {
  const from = progress.position()
  /** Everything up to here was told, or was not for this socket. */
  let seen = from
  let cursor: string | null = null
  /** What came while something else had to be told first. */
  let held: Array<Batch> | undefined = []
  let heldEvents = 0
  const hold = () => {
    held = []
    heldEvents = 0
  }

  const tell = ({ events, upTo }: Batch): number => {
    const fresh = events.filter(({ event }) => event.position > seen)
    const last = fresh.at(-1)
    if (last === undefined) return 0
    const due = fresh.filter((each) => isFor(socket, each))
    send(
      socket,
      due.map(({ frame }) => frame())
    )
    seen = upTo
    cursor = last.event.id
    socket.told += due.length
    return due.length
  }

  const release = () => {
    const batches = held ?? []
    held = undefined
    for (const batch of batches) tell(batch)
  }

  const tellAgain = Effect.fnUntraced(function* (event: PlacedEvent) {
    yield* drained(socket)
    tell({ events: [tellable(event)], upTo: event.position })
  })

  return {
    from,
    cursor: () => cursor,
    offer: (batch) => {
      if (held === undefined) return tell(batch)
      held.push(batch)
      heldEvents += batch.events.length
      if (heldEvents > mostHeld) end(socket, "slow")
      return 0
    },
    begin: (at) => {
      cursor = at
      release()
    },
    goOnAfter: Effect.fnUntraced(function* (id, position) {
      seen = position
      cursor = id
      while (socket.isOpen && socket.watcher !== undefined) {
        // What is handed to the feeds from here on is held; what was before is in the log.
        hold()
        const upTo = progress.position()
        const last = progress.last()
        if (upTo > seen) {
          const page = yield* read({ watcher: socket.watcher, after: seen, upTo, limit: pageSize })
          for (const event of page) yield* tellAgain(event)
          if (page.length === pageSize) continue
          seen = upTo
          cursor = last ?? cursor
        }
        return release()
      }
    })
  }
}
