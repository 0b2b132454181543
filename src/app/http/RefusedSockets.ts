import type { Server } from "node:http"
import type { Duplex } from "node:stream"
import { Effect } from "effect"
import { SecureRandom } from "effect/crypto"
import { problemOf } from "./FallbackProblem.ts"
import { spokenMethods } from "./RequestForm.ts"

const phrases = {
  400: "Bad Request",
  405: "Method Not Allowed",
  408: "Request Timeout",
  431: "Request Header Fields Too Large"
} as const

const statusOf = (code: unknown): keyof typeof phrases => {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return 431
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return 408
    default:
      return 400
  }
}

/** Ends a connection with a problem, and does not wait long for the other side to close it too. */
const refuse = Effect.fnUntraced(function* (socket: Duplex, status: keyof typeof phrases) {
  const random = yield* SecureRandom.SecureRandom
  const requestId = yield* random.uuidV4()
  const body = JSON.stringify({ ...problemOf(status), requestId })
  const lines = [
    `HTTP/1.1 ${status} ${phrases[status]}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "X-Content-Type-Options: nosniff",
    `X-Request-Id: ${requestId}`,
    ...(status === 405 ? [`Allow: ${spokenMethods.join(", ")}`] : []),
    "Connection: close"
  ]
  yield* Effect.annotateLogs(Effect.logInfo("request refused", { status }), { requestId })
  yield* Effect.sync(() => socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`))
  yield* Effect.delay(
    Effect.sync(() => socket.destroy()),
    "1 second"
  )
})

/** Answers what Node refuses before it is a request, such as headers without end, as a problem too. */
export const answerRefused = Effect.fnUntraced(function* (server: Server) {
  const run = Effect.runForkWith(yield* Effect.context<SecureRandom.SecureRandom>())
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET" || !socket.writable) socket.destroy()
    else run(refuse(socket, statusOf(error.code)))
  })
  // Nobody gets a tunnel through us.
  server.on("connect", (_request, socket: Duplex) => {
    socket.on("error", () => socket.destroy())
    run(refuse(socket, 405))
  })
  // What a client expects beyond our promises is not a reason to refuse it. Source: RFC 9110, section 10.1.1.
  server.on("checkExpectation", (request, response) => server.emit("request", request, response))
  return server
})
