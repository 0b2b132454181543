import { Clock, Effect, Option } from "effect"
import { LastingAuthentication } from "#features/identity/LastingAuthentication.ts"
import type { PlacedEvent } from "#platform/events/PlacedEvents.ts"
import type { Conversation } from "./Conversation.ts"
import type { LiveLimits } from "./LiveLimits.ts"
import { end, type LiveSocket, recognise, say, send } from "./LiveSocket.ts"
import { pingFrame } from "./Wire.ts"
import { EventId } from "#contract/events/LiveEvent.ts"

/** How far the clocks of two processes may be apart, as for tokens shown in calls. */
const toleranceMillis = 5_000
/** Beats without a sign of life. */
const mostSilent = 2
/** Questions at once whether sessions still run. */
const atOnce = 8
/** Sockets looked at in one turn of the event loop. */
const slice = 500

const changesAccess: ReadonlySet<string> = new Set(["session.ended", "user.updated"])

/** Looks after the sockets of this process: who must go, and who is to be heard of. */
export const makeUpkeep = Effect.fnUntraced(function* (
  sockets: ReadonlyMap<LiveSocket, Conversation | undefined>,
  limits: LiveLimits
) {
  const authentication = yield* LastingAuthentication

  /** Whether somebody still may be told, and what. While that cannot be known, they may: their token soon ends. */
  const examine = (socket: LiveSocket) =>
    Effect.suspend(() => {
      const { who } = socket
      if (who === undefined || !socket.isOpen) return Effect.void
      return Effect.map(
        authentication.roleOf(who.user),
        Option.match({
          onNone: () => end(socket, "ended"),
          onSome: (role) => {
            if (role !== who.user.role) recognise(socket, { ...who, user: { ...who.user, role } })
          }
        })
      )
    }).pipe(Effect.catchCause((cause) => Effect.logDebug("a socket's session could not be examined", cause)))

  const beat = (socket: LiveSocket, conversation: Conversation | undefined) => {
    const received = socket.wire.receivedBytes()
    socket.silentBeats = received === socket.receivedBytes ? socket.silentBeats + 1 : 0
    socket.receivedBytes = received
    if (socket.silentBeats >= mostSilent) return end(socket, "silent")
    const cursor = conversation?.cursor() ?? null
    say(socket, { type: "heartbeat", cursor: cursor === null ? null : EventId.make(cursor) })
    send(socket, [pingFrame])
  }

  /** Gives whether the socket's session is to be examined. */
  const lookAt = (socket: LiveSocket, conversation: Conversation | undefined, now: number): boolean => {
    if (!socket.isOpen) return false
    if (socket.who === undefined) {
      if (now - socket.openedAt >= 1_000 * limits.authenticateSeconds) end(socket, "late")
      return false
    }
    if (socket.who.expiresAt + toleranceMillis <= now) {
      end(socket, "expired")
      return false
    }
    if (socket.nextBeat > now) return false
    socket.nextBeat = now + 1_000 * limits.heartbeatSeconds
    beat(socket, conversation)
    return true
  }

  const round = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const due: Array<LiveSocket> = []
    let looked = 0
    for (const [socket, conversation] of sockets) {
      if (lookAt(socket, conversation, now)) due.push(socket)
      looked += 1
      if (looked % slice === 0) yield* Effect.yieldNow
    }
    yield* Effect.forEach(due, examine, { concurrency: atOnce, discard: true })
  })

  return {
    /** Once a second, for ever. */
    rounds: round.pipe(
      Effect.catchCause((cause) => Effect.logError("the sockets could not be looked after", cause)),
      Effect.andThen(Effect.sleep("1 second")),
      Effect.forever
    ),

    /** What happened to people counts at once for the sockets that they have. */
    heed: Effect.fnUntraced(function* (events: ReadonlyArray<PlacedEvent>) {
      const touched = new Set(events.flatMap(({ type, userId }) => (changesAccess.has(type) ? [userId] : [])))
      if (touched.size === 0) return
      for (const socket of sockets.keys()) {
        if (socket.who === undefined || !touched.has(socket.who.user.id)) continue
        yield* authentication.forget(socket.who.user)
        yield* examine(socket)
      }
    })
  }
})
