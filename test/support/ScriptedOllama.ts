import { Effect, type Scope } from "effect"
import type { ServerResponse } from "node:http"
import { type Answer, type ScriptedServer, scriptedServer } from "./ScriptedServer.ts"

const words = (text: string) => text.split(/(?<=\s)/)

const line = (response: ServerResponse, value: unknown) => response.write(`${JSON.stringify(value)}\n`)

const piece = (content: string) => ({ model: "mistral", message: { role: "assistant", content }, done: false })

const begin = (response: ServerResponse) => response.writeHead(200, { "content-type": "application/x-ndjson" })

interface Finish {
  readonly done_reason?: string
  readonly prompt_eval_count?: number
  readonly eval_count?: number
}

/** What the server can do with one request to `/api/chat`. */
export const OllamaAnswers = {
  /** The text word by word, then the last line. */
  ok:
    (text: string, finish: Finish = {}): Answer =>
    (response) => {
      begin(response)
      for (const word of words(text)) line(response, piece(word))
      const last = { done_reason: "stop", prompt_eval_count: 1000, eval_count: words(text).length, ...finish }
      response.end(`${JSON.stringify({ ...piece(""), done: true, ...last })}\n`)
    },
  /** An error status with a JSON body. */
  status:
    (status: number, error: string, headers: Readonly<Record<string, string>> = {}): Answer =>
    (response) => {
      response.writeHead(status, { "content-type": "application/json", ...headers })
      response.end(JSON.stringify({ error }))
    },
  /** Headers never come. */
  hang: (): Answer => () => {},
  /** A piece of the answer, and then nothing more. */
  stall:
    (text: string): Answer =>
    (response) => {
      begin(response)
      line(response, piece(text))
    },
  /** A piece of the answer, and then the connection breaks. */
  cut:
    (text: string): Answer =>
    (response) => {
      begin(response)
      line(response, piece(text))
      setTimeout(() => response.destroy(), 20)
    },
  /** A piece of the answer, and then the orderly end of the body without the last line. */
  unfinished:
    (text: string): Answer =>
    (response) => {
      begin(response)
      response.end(`${JSON.stringify(piece(text))}\n`)
    },
  /** A line in the middle that is not JSON. */
  garbage: (): Answer => (response) => {
    begin(response)
    line(response, piece("The whale "))
    response.write("<html>bad gateway</html>\n")
    response.end(`${JSON.stringify({ ...piece(""), done: true, done_reason: "stop" })}\n`)
  },
  /** An error after the answer has begun. */
  errorInStream:
    (error: string): Answer =>
    (response) => {
      begin(response)
      line(response, piece("The "))
      response.end(`${JSON.stringify({ error })}\n`)
    }
} as const

const tags: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json" })
  response.end(JSON.stringify({ models: [{ name: "mistral:latest" }, { name: "qwen3:8b" }] }))
}

/** An Ollama server that answers by a script: one behaviour per question, 500 when it has none left. */
export const ScriptedOllama: {
  readonly make: Effect.Effect<
    ScriptedServer & { readonly script: (...behaviours: ReadonlyArray<Answer>) => void },
    never,
    Scope.Scope
  >
} = {
  make: Effect.gen(function* () {
    const queue: Array<Answer> = []
    const server = yield* scriptedServer((request) =>
      request.path === "/api/tags" ? tags : (queue.shift() ?? OllamaAnswers.status(500, "the script is over"))
    )
    return { ...server, script: (...behaviours: ReadonlyArray<Answer>) => void queue.push(...behaviours) }
  })
}
