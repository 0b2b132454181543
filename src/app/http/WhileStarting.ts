import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { Duplex } from "node:stream"
import { version } from "#contract/Api.ts"
import { problemOf } from "./FallbackProblem.ts"

/** More than this many do not wait: a process that starts slowly must not be filled before it serves. */
const mostWaiting = 256
/** Seconds after which a process that starts is worth another try. */
const comeBack = "2"

type Exchange = readonly [request: IncomingMessage, response: ServerResponse]

const send = ([request, response]: Exchange, status: number, type: string, body: unknown) => {
  const isRefusal = status >= 400
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(isRefusal ? { "retry-after": comeBack, connection: "close" } : {})
  })
  response.end(request.method === "HEAD" ? undefined : JSON.stringify(body))
}

/** Whoever wants a socket comes again by themselves. */
const refuseUpgrade = (_request: IncomingMessage, socket: Duplex) => {
  const body = JSON.stringify(problemOf(503))
  const head = [
    "HTTP/1.1 503 Service Unavailable",
    "Content-Type: application/problem+json",
    `Retry-After: ${comeBack}`
  ]
  socket.on("error", () => socket.destroy())
  socket.end(`${[...head, `Content-Length: ${body.length}`, "Connection: close"].join("\r\n")}\r\n\r\n${body}`)
}

/**
 * Until somebody takes over the requests the process says that it is alive and not ready; everything else waits, unread,
 * and is handed over when the start is done.
 */
export const waitWhileStarting = (server: Server): Server => {
  const waiting: Array<Exchange> = []
  const receive = (...exchange: Exchange) => {
    const [{ url }] = exchange
    if (url === "/api/health") send(exchange, 200, "application/json", { status: "ok", version })
    else if (url !== "/api/ready" && waiting.length < mostWaiting) waiting.push(exchange)
    else send(exchange, 503, "application/problem+json", problemOf(503))
  }
  const handOver = (event: string | symbol) => {
    if (event !== "request") return
    server.off("newListener", handOver).off("request", receive).off("upgrade", refuseUpgrade)
    // The one who takes over is told before it is in place.
    setImmediate(() => {
      for (const exchange of waiting) if (!exchange[1].destroyed) server.emit("request", ...exchange)
    })
  }
  return server.on("request", receive).on("upgrade", refuseUpgrade).on("newListener", handOver)
}
