import { Deferred, Effect } from "effect"
import type { CurrentUser } from "#contract/Authorization.ts"
import type { Closing, LiveErrorCode, ServerFrame } from "#contract/events/LiveFrames.ts"
import type { Lasting } from "#features/identity/LastingAuthentication.ts"
import { everything, type Topics } from "./Topics.ts"
import { textFrame, type Wire } from "./Wire.ts"

/** What may wait for one socket, in bytes: whoever lets more wait is too slow. */
const mostQueued = 512 * 1024

/** Somebody who follows what happens, or wants to. */
export interface LiveSocket {
  readonly wire: Wire
  readonly openedAt: number
  /** Why the server ends it, as soon as it does. */
  readonly ending: Deferred.Deferred<Closing>
  isOpen: boolean
  /** Who it is, once that is known. */
  who: Lasting | undefined
  topics: Topics
  /** When it is due to hear that it is still heard. */
  nextBeat: number
  /** Bytes received by the last beat, and beats since without any. */
  receivedBytes: number
  silentBeats: number
  /** Events told. */
  told: number
}

export const makeLiveSocket = (wire: Wire, openedAt: number, nextBeat: number): LiveSocket => ({
  wire,
  openedAt,
  ending: Deferred.makeUnsafe<Closing>(),
  isOpen: true,
  who: undefined,
  topics: everything,
  nextBeat,
  receivedBytes: 0,
  silentBeats: 0,
  told: 0
})

/** From now on nothing is said to it but the close. The first reason counts. */
export const end = (socket: LiveSocket, closing: Closing): void => {
  socket.isOpen = false
  Deferred.doneUnsafe(socket.ending, Effect.succeed(closing))
}

/** Sends frames, of which none more than may wait. */
export const send = (socket: LiveSocket, frames: ReadonlyArray<Uint8Array>): void => {
  if (!socket.isOpen || frames.length === 0) return
  let queued = socket.wire.queuedBytes()
  const fits = frames.findIndex((frame) => (queued += frame.length) > mostQueued)
  socket.wire.write(fits === -1 ? frames : frames.slice(0, fits))
  if (fits !== -1) end(socket, "slow")
}

export const say = (socket: LiveSocket, frame: ServerFrame): void => send(socket, [textFrame(JSON.stringify(frame))])

export const complain = (socket: LiveSocket, code: LiveErrorCode, message: string): void =>
  say(socket, { type: "error", code, message })

/** As the log of events knows people. */
export const watcherOf = ({ id, organizationId, role }: CurrentUser["Service"]) => ({
  userId: id,
  organizationId,
  role
})
