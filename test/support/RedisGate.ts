import { Effect, Redacted } from "effect"
import { connect, createServer, type Server, type Socket } from "node:net"

/** A gate before a real Redis that can be shut, which ends what passes through it, and opened again. */
export const redisGate = Effect.fnUntraced(function* (redisUrl: string) {
  const target = new URL(redisUrl)
  const sockets = new Set<Socket>()
  let server: Server | undefined
  let port = 0
  const open = () =>
    new Promise<void>((resolve) => {
      server = createServer((socket) => {
        const onward = connect({ host: target.hostname, port: Number(target.port === "" ? 6379 : target.port) })
        for (const end of [socket, onward]) sockets.add(end.on("error", () => {}))
        onward.pipe(socket)
        socket.pipe(onward)
      }).listen(port, "127.0.0.1", () => {
        const address = server?.address()
        if (typeof address === "object" && address !== null) port = address.port
        resolve()
      })
    })
  const shut = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy()
      sockets.clear()
      if (server === undefined) return resolve()
      server.close(() => resolve())
      server = undefined
    })
  yield* Effect.promise(open)
  yield* Effect.addFinalizer(() => Effect.promise(shut))
  return {
    url: Redacted.make(`redis://127.0.0.1:${port}`),
    open: Effect.promise(open),
    shut: Effect.promise(shut)
  }
})
