import { Cause, Clock, Deferred, Effect } from "effect"
import { Socket } from "effect/socket"
import { type Closing, closings } from "#contract/events/LiveFrames.ts"
import type { Lasting } from "#features/identity/LastingAuthentication.ts"
import type { Seat } from "./Admission.ts"
import type { Conversation, Converse } from "./Conversation.ts"
import { socketClosed, socketOpened } from "./LiveMetrics.ts"
import { end, type LiveSocket } from "./LiveSocket.ts"

/** How long a client may take to read the close, and one that reads slowly. */
const farewell = "2 seconds"
const slowFarewell = "5 seconds"

/** The sockets of this process, with what is said with them. */
export type OpenSockets = Map<LiveSocket, Conversation | undefined>

/** Somebody who was admitted. */
export interface Arrival {
  readonly upgrade: Socket.Socket
  readonly socket: LiveSocket
  readonly seat: Seat
  /** Who said who they are before. */
  readonly who: Lasting | undefined
  readonly since: string | undefined
  /** Done when there is a socket. */
  readonly opened: Deferred.Deferred<void, Socket.SocketError>
}

/** How a socket ended: as we wanted, which we tell, or as the other side or the network did. */
interface Outcome {
  readonly reason: Closing | "client" | "lost" | "protocol"
  readonly code: number
  readonly text?: string
}

const ours = (reason: Closing): Outcome => ({ reason, ...closings[reason] })

const theirs = ({ reason }: Socket.SocketError): Outcome => {
  // Frames against the protocol: that was said already, in the code for what was wrong with them.
  if (reason._tag !== "SocketCloseError") return { reason: "protocol", code: 1002 }
  return { reason: reason.code === 1006 ? "lost" : "client", code: reason.code }
}

const hearAll = (socket: LiveSocket, conversation: Conversation, reader: Socket.Reader) =>
  Effect.flatMap(reader.pull, (messages) =>
    Effect.forEach(
      messages,
      (message) => {
        if (!socket.isOpen) return Effect.void
        return typeof message === "string" ? conversation.hear(message) : Effect.sync(() => end(socket, "binary"))
      },
      { discard: true }
    )
  ).pipe(Effect.forever)

/** From the handshake until either side says goodbye. */
const talk = Effect.fnUntraced(function* (sockets: OpenSockets, converse: Converse, arrival: Arrival) {
  const { opened, seat, since, socket, upgrade, who } = arrival
  const reader = yield* Effect.tapCause(upgrade.reader, (cause) => Deferred.failCause(opened, cause))
  const writer = yield* upgrade.writer
  yield* Deferred.succeed(opened, undefined)
  const conversation = yield* converse(socket, seat, since)
  sockets.set(socket, conversation)
  const spoken = Effect.andThen(
    who === undefined ? Effect.void : conversation.begin(who, since),
    hearAll(socket, conversation, reader)
  )
  const outcome = yield* Effect.raceFirst(spoken, Effect.map(Deferred.await(socket.ending), ours)).pipe(
    Effect.catchTag("SocketError", (error) => Effect.succeed(theirs(error))),
    Effect.catchCauseIf(
      (cause) => !Cause.hasInterruptsOnly(cause),
      (cause) => Effect.as(Effect.logError("a socket failed", cause), ours("failed"))
    )
  )
  socket.isOpen = false
  if (outcome.text !== undefined) yield* Effect.ignore(writer.write(new Socket.CloseEvent(outcome.code, outcome.text)))
  return outcome
})

/** One line for each socket, when it is over: its request was answered long ago. */
const remember = Effect.fnUntraced(function* ({ openedAt, told, who }: LiveSocket, { code, reason }: Outcome) {
  const seconds = Math.round(((yield* Clock.currentTimeMillis) - openedAt) / 1_000)
  const person = who === undefined ? {} : { userId: who.user.id, organizationId: who.user.organizationId }
  yield* socketClosed(reason)
  yield* Effect.logInfo("socket closed", { reason, code, seconds, events: told, ...person })
})

/** The whole life of a socket. Whoever does not answer the close is cut off. */
export const session = (sockets: OpenSockets, converse: Converse, arrival: Arrival) =>
  Effect.gen(function* () {
    const { socket } = arrival
    yield* socketOpened
    const outcome = yield* Effect.scoped(talk(sockets, converse, arrival)).pipe(
      Effect.onInterrupt(() => remember(socket, ours("restart"))),
      Effect.catchTag("SocketError", (error) => Effect.succeed(theirs(error)))
    )
    yield* remember(socket, outcome)
    sockets.delete(socket)
    const patience = outcome.reason === "slow" ? slowFarewell : farewell
    yield* Effect.raceFirst(socket.wire.closed, Effect.sleep(patience))
  }).pipe(
    Effect.ensuring(
      Effect.sync(() => {
        sockets.delete(arrival.socket)
        arrival.seat.leave()
        arrival.socket.wire.cut()
      })
    )
  )
