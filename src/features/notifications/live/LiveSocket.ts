import { Deferred, Effect } from "effect"
import type { Closing, LiveErrorCode, ServerFrame } from "#contract/events/LiveFrames.ts"
import type { Lasting } from "#features/identity/LastingAuthentication.ts"
import type { Watcher } from "#platform/events/Watcher.ts"
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
  /** Who it is, once that is known, and the same as the log of events knows them. */
  who: Lasting | undefined
  watcher: Watcher | undefined
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
  watcher: undefined,
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
  let fitting = 0
  for (const { length } of frames) {
    queued += length
    if (queued > mostQueued) break
    fitting += 1
  }
  socket.wire.write(fitting === frames.length ? frames : frames.slice(0, fitting))
  if (fitting < frames.length) end(socket, "slow")
}

export const say = (socket: LiveSocket, frame: ServerFrame): void => send(socket, [textFrame(JSON.stringify(frame))])

export const complain = (socket: LiveSocket, code: LiveErrorCode, message: string): void =>
  say(socket, { type: "error", code, message })

/** From now on it is told what this person is told. */
export const recognise = (socket: LiveSocket, who: Lasting): void => {
  const { id, organizationId, role } = who.user
  socket.who = who
  socket.watcher = { userId: id, organizationId, role }
}
