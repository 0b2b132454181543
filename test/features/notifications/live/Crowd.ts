import { Effect } from "effect"
import { connect } from "node:net"

/** When an event was heard, and by which of many sockets. */
export interface Hearing {
  readonly bookId: string
  readonly at: number
}

/** The texts in what a server has sent, and what is left of the last one. */
const textsIn = (received: Buffer): { readonly texts: ReadonlyArray<string>; readonly rest: Buffer } => {
  const texts: Array<string> = []
  let at = 0
  while (at + 2 <= received.length) {
    const short = received.readUInt8(at + 1) & 0x7f
    const head = short === 126 ? 4 : 2
    if (at + head > received.length) break
    const length = short === 126 ? received.readUInt16BE(at + 2) : short
    if (at + head + length > received.length) break
    if ((received.readUInt8(at) & 0x0f) === 1) texts.push(received.toString("utf8", at + head, at + head + length))
    at += head + length
  }
  return { texts, rest: received.subarray(at) }
}

const book = /"bookId":"([^"]+)"/

/** Many who listen, each over a socket of their own, with as little work for this process as can be. */
export const gatherCrowd = Effect.fnUntraced(function* (
  baseUrl: string,
  tokens: ReadonlyArray<string>,
  hear: (socket: number, hearing: Hearing) => void
) {
  const { hostname, port } = new URL(baseUrl)
  const join = (token: string, index: number) =>
    Effect.acquireRelease(
      Effect.callback<ReturnType<typeof connect>>((resume) => {
        const socket = connect({ host: hostname, port: Number(port) })
        let rest: Buffer = Buffer.alloc(0)
        let isUpgraded = false
        socket.on("data", (chunk: Buffer) => {
          let received = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
          if (!isUpgraded) {
            const end = received.indexOf("\r\n\r\n")
            if (end === -1) return (rest = received)
            if (!received.includes(" 101 ")) resume(Effect.die(new Error(received.toString())))
            isUpgraded = true
            received = received.subarray(end + 4)
          }
          const found = textsIn(received)
          rest = Buffer.from(found.rest)
          const at = performance.now()
          for (const text of found.texts) {
            if (text.includes('"ready"')) resume(Effect.succeed(socket))
            const [, bookId] = book.exec(text) ?? []
            if (bookId !== undefined) hear(index, { bookId, at })
          }
        })
        socket.on("error", (error) => resume(Effect.die(error)))
        socket.write(
          [
            "GET /api/v1/ws HTTP/1.1",
            `Host: ${hostname}:${port}`,
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            `Authorization: Bearer ${token}`
          ].join("\r\n") + "\r\n\r\n"
        )
      }),
      (socket) => Effect.sync(() => socket.destroy())
    )
  return yield* Effect.forEach(tokens, join, { concurrency: 50 })
})
