import { Effect, Schedule, Schema, type Scope } from "effect"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"

/** One request as the server saw it. `closedEarly`: the client hung up before the answer was complete. */
export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly body: unknown
  closedEarly: boolean
  /** When the connection was free of it, answered or not, in milliseconds of `performance.now()`. */
  closedAt?: number
}

/** Writes the answer to one request. */
export type Answer = (response: ServerResponse, request: RecordedRequest) => void

export interface ScriptedServer {
  readonly url: string
  /** Every request, oldest first. */
  readonly requests: ReadonlyArray<RecordedRequest>
  /** Requests that asked for an answer, as opposed to a list of models. */
  readonly asked: () => ReadonlyArray<RecordedRequest>
}

const Body = Schema.fromJsonString(Schema.Unknown)

const bodyOf = async (message: IncomingMessage) => {
  let text = ""
  for await (const chunk of message) text += String(chunk)
  return text === "" ? undefined : Schema.decodeSync(Body)(text)
}

/** A real HTTP server on a free port, whose answers come from `answerTo`. */
export const scriptedServer = (
  answerTo: (request: RecordedRequest) => Answer
): Effect.Effect<ScriptedServer, never, Scope.Scope> =>
  Effect.gen(function* () {
    const requests: Array<RecordedRequest> = []
    const server = createServer(async (message, response) => {
      const request: RecordedRequest = {
        method: message.method ?? "",
        path: message.url ?? "",
        headers: message.headers,
        body: await bodyOf(message),
        closedEarly: false
      }
      requests.push(request)
      response.on("close", () => {
        request.closedEarly = !response.writableFinished
        request.closedAt = performance.now()
      })
      answerTo(request)(response, request)
    })
    const port = yield* Effect.acquireRelease(
      Effect.callback<number>((resume) => {
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
        })
      }),
      () =>
        Effect.sync(() => {
          server.closeAllConnections()
          server.close()
        })
    )
    return {
      url: `http://127.0.0.1:${port}`,
      requests,
      asked: () => requests.filter((request) => request.method === "POST")
    }
  })

/** Waits until the condition holds; the test's own timeout is the limit. */
export const until = (condition: () => boolean) =>
  Effect.sync(condition).pipe(
    Effect.filterOrFail((holds) => holds),
    Effect.retry(Schedule.spaced("5 millis")),
    Effect.orDie
  )
