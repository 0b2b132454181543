import type { Server } from "node:http"
import type { Duplex } from "node:stream"
import { problemOf } from "./FallbackProblem.ts"

const statusOf = (code: unknown): readonly [status: number, phrase: string] => {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return [431, "Request Header Fields Too Large"]
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return [408, "Request Timeout"]
    default:
      return [400, "Bad Request"]
  }
}

/** Answers what Node refuses before it is a request, such as headers without end, as a problem too. */
export const answerRefused = (server: Server): Server =>
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy()
    const [status, phrase] = statusOf(error.code)
    const body = JSON.stringify(problemOf(status))
    socket.end(
      `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: application/problem+json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
    )
  })
