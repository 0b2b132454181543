import { IncomingMessage } from "node:http"
import type { Socket } from "node:net"
import { Effect } from "effect"
import type { HttpServerRequest } from "effect/http"

/** The connection under a WebSocket: whole frames go out, and how much is still under way is known. */
export interface Wire {
  /** Frames that follow one another, in one piece. Never waits. */
  readonly write: (frames: ReadonlyArray<Uint8Array>) => void
  /** Written, but not yet taken by the network. */
  readonly queuedBytes: () => number
  /** Of whatever kind, so that an answer to a ping counts. */
  readonly receivedBytes: () => number
  readonly closed: Effect.Effect<void>
  /** Ends the connection without a word. */
  readonly cut: () => void
}

/**
 * The frames of an event are the same for everybody, so they are made once and go past the WebSocket, straight to its
 * connection. That is sound because our sockets send whole frames, uncompressed, and never wait between them.
 */
const wireOn = (socket: Socket): Wire => ({
  write: (frames) => {
    if (!socket.writable) return
    socket.cork()
    for (const frame of frames) socket.write(frame)
    socket.uncork()
  },
  queuedBytes: () => socket.writableLength,
  receivedBytes: () => socket.bytesRead,
  closed: Effect.callback<void>((resume) => {
    if (socket.destroyed) return resume(Effect.void)
    const onClose = () => resume(Effect.void)
    socket.once("close", onClose)
    return Effect.sync(() => socket.off("close", onClose))
  }),
  cut: () => socket.destroy()
})

/** None where a request is not Node's. */
export const wireOf = ({ source }: HttpServerRequest.HttpServerRequest): Wire | undefined =>
  source instanceof IncomingMessage ? wireOn(source.socket) : undefined

/** A text as a server sends it, and a ping. Source: RFC 6455, section 5.2. */
export const textFrame = (text: string): Uint8Array => {
  const length = Buffer.byteLength(text)
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(head + length)
  frame[0] = 0x81
  if (head === 2) frame[1] = length
  else if (head === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, head)
  return frame
}
export const pingFrame: Uint8Array = Uint8Array.of(0x89, 0)
