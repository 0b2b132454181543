import { type Context, Effect, Queue, Schedule } from "effect"
import type { SqlClient } from "effect/sql"
import { connect } from "node:net"
import { EventLog, type Announcement } from "#platform/events/EventLog.ts"
import { subprotocol } from "#contract/events/LiveFrames.ts"

/** A frame of the server's, as it came. */
export interface Heard {
  readonly type: string
  readonly id?: string
  readonly eventType?: string
  readonly cursor?: string | null
  readonly code?: string
  readonly payload?: Readonly<Record<string, unknown>>
  readonly userId?: string
  readonly expiresAt?: string
}

export const socketUrl = (baseUrl: string, query = "") => `${baseUrl.replace("http", "ws")}/api/v1/ws${query}`

/** A browser's socket: what it hears, and how it ended. */
export const listenTo = Effect.fnUntraced(function* (
  baseUrl: string,
  options: { readonly protocols?: Array<string>; readonly query?: string; readonly origin?: string } = {}
) {
  const heard = yield* Queue.unbounded<Heard>()
  const socket = yield* Effect.acquireRelease(
    Effect.sync(
      () =>
        new WebSocket(socketUrl(baseUrl, options.query), {
          protocols: options.protocols ?? [subprotocol],
          ...(options.origin === undefined ? {} : { headers: { origin: options.origin } })
        })
    ),
    (socket) => Effect.sync(() => socket.close())
  )
  socket.addEventListener("message", ({ data }) => void Queue.offerUnsafe(heard, JSON.parse(String(data))))
  const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)))
  yield* Effect.callback<void>((resume) => {
    socket.addEventListener("open", () => resume(Effect.void))
    void closed.then(() => resume(Effect.void))
  })
  const say = (frame: unknown) =>
    Effect.sync(() => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)))
  /** The next frame of the type; what comes before is passed over. */
  const next = (type: string): Effect.Effect<Heard> =>
    Queue.take(heard).pipe(
      Effect.repeat({ until: (frame) => frame.type === type }),
      Effect.timeout("15 seconds"),
      Effect.orDie
    )
  return {
    socket,
    say,
    next,
    heard,
    closed: Effect.promise(() => closed),
    /** Says who it is, and waits until it is known. */
    logIn: (token: string, since?: string) =>
      Effect.andThen(say({ type: "authenticate", token, ...(since === undefined ? {} : { since }) }), next("ready"))
  }
})

/** Writes events to the log of a server in this process, as its features do. */
export const announceIn = (context: Context.Context<SqlClient.SqlClient>, events: ReadonlyArray<Announcement>) =>
  EventLog.use(({ announce }) => announce(events)).pipe(Effect.provide(EventLog.layer), Effect.provide(context))

/** Until something is so. */
export const eventually = <A, E, R>(look: Effect.Effect<A, E, R>, isSo: (found: A) => boolean) =>
  look.pipe(
    Effect.filterOrFail(isSo, (found) => `it is still ${JSON.stringify(found)?.slice(0, 200)}`),
    Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "30 seconds" })))
  )

/** A socket without any WebSocket on it: what is said on it is said byte for byte. */
export const rawSocket = Effect.fnUntraced(function* (baseUrl: string, headers: Readonly<Record<string, string>>) {
  const { hostname, port } = new URL(baseUrl)
  let received = Buffer.alloc(0)
  const socket = yield* Effect.acquireRelease(
    Effect.sync(() => connect({ host: hostname, port: Number(port) })),
    (socket) => Effect.sync(() => socket.destroy())
  )
  let isClosed = false
  socket.on("data", (chunk: Buffer) => (received = Buffer.concat([received, chunk])))
  socket.on("error", () => {})
  socket.on("close", () => (isClosed = true))
  const lines = Object.entries({
    host: `${hostname}:${port}`,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...headers
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`GET /api/v1/ws HTTP/1.1\r\n${lines.join("")}\r\n`)
  return { socket, received: () => received, isClosed: () => isClosed }
})

/** The code of the close frame at the end of what a server said. */
export const closeCodeIn = (received: Buffer): number | undefined => {
  let at = received.indexOf("\r\n\r\n") + 4
  while (at + 2 <= received.length) {
    const short = received.readUInt8(at + 1) & 0x7f
    const head = short === 126 ? 4 : short === 127 ? 10 : 2
    const length =
      short === 126 ? received.readUInt16BE(at + 2) : short === 127 ? Number(received.readBigUInt64BE(at + 2)) : short
    if ((received.readUInt8(at) & 0x0f) === 8) return received.readUInt16BE(at + head)
    at += head + length
  }
  return undefined
}
