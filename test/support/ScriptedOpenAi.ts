import { Effect, type Scope } from "effect"
import type { ServerResponse } from "node:http"
import { type Answer, type ScriptedServer, scriptedServer } from "./ScriptedServer.ts"

const words = (text: string) => text.split(/(?<=\s)/)

const event = (value: unknown) => `data: ${typeof value === "string" ? value : JSON.stringify(value)}\n\n`

const delta = (content: string) => ({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }] })

const finish = (reason: string) => ({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })

const begin = (response: ServerResponse) => response.writeHead(200, { "content-type": "text/event-stream" })

interface Ending {
  readonly reason?: string
  readonly usage?: Readonly<Record<string, number>> | null
  /** Whether `[DONE]` comes at the end. */
  readonly done?: boolean
}

/** What the server can do with one request to `/chat/completions`. */
export const OpenAiAnswers = {
  /** A stream: comments, the text word by word, the finish reason, the usage, `[DONE]`. */
  sse:
    (text: string, ending: Ending = {}): Answer =>
    (response) => {
      begin(response)
      response.write(": OPENROUTER PROCESSING\n\n")
      for (const word of words(text)) response.write(event(delta(word)))
      response.write(event(finish(ending.reason ?? "stop")))
      const usage = ending.usage === undefined ? { prompt_tokens: 100, completion_tokens: 20 } : ending.usage
      if (usage !== null) response.write(event({ choices: [], usage }))
      response.end((ending.done ?? true) ? event("[DONE]") : "")
    },
  /** One JSON body, of a server that cannot stream. */
  json:
    (text: string): Answer =>
    (response) => {
      response.writeHead(200, { "content-type": "application/json; charset=utf-8" })
      const choices = [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }]
      response.end(JSON.stringify({ choices, usage: { prompt_tokens: 100, completion_tokens: 20 } }, null, 2))
    },
  status:
    (
      status: number,
      error: Readonly<Record<string, string | null>>,
      headers: Readonly<Record<string, string>> = {}
    ): Answer =>
    (response) => {
      response.writeHead(status, { "content-type": "application/json", ...headers })
      response.end(JSON.stringify({ error }))
    },
  /** An error status from something that is not the API at all. */
  html:
    (status: number): Answer =>
    (response) => {
      response.writeHead(status, { "content-type": "text/html" })
      response.end("<html>nginx</html>")
    },
  hang: (): Answer => () => {},
  stall:
    (text: string): Answer =>
    (response) => {
      begin(response)
      response.write(event(delta(text)))
    },
  cut:
    (text: string): Answer =>
    (response) => {
      begin(response)
      response.write(event(delta(text)))
      setTimeout(() => response.destroy(), 20)
    },
  /** The orderly end of the body, but no finish reason came. */
  unfinished:
    (text: string): Answer =>
    (response) => {
      begin(response)
      response.end(event(delta(text)) + event("[DONE]"))
    },
  garbage: (): Answer => (response) => {
    begin(response)
    response.end(event(delta("The ")) + event("{broken") + event(finish("stop")))
  },
  errorInStream:
    (error: Readonly<Record<string, string | number>>): Answer =>
    (response) => {
      begin(response)
      response.end(event(delta("The ")) + event({ error }))
    }
} as const

const models: Answer = (response, request) => {
  const ok = request.headers["authorization"] === "Bearer sk-good"
  response.writeHead(ok ? 200 : 401, { "content-type": "application/json" })
  response.end(JSON.stringify(ok ? { data: [] } : { error: { message: "Incorrect API key" } }))
}

/** A server with OpenAI's API that answers by a script: one behaviour per question, 500 when it has none left. */
export const ScriptedOpenAi: {
  readonly make: Effect.Effect<
    ScriptedServer & { readonly script: (...behaviours: ReadonlyArray<Answer>) => void },
    never,
    Scope.Scope
  >
} = {
  make: Effect.gen(function* () {
    const queue: Array<Answer> = []
    const server = yield* scriptedServer((request) =>
      request.path === "/v1/models"
        ? models
        : (queue.shift() ?? OpenAiAnswers.status(500, { message: "the script is over" }))
    )
    return {
      ...server,
      url: `${server.url}/v1`,
      script: (...behaviours: ReadonlyArray<Answer>) => void queue.push(...behaviours)
    }
  })
}
