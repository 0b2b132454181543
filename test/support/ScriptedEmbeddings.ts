import { ConfigProvider, Context, Effect, Layer, type Scope } from "effect"
import { Embeddings } from "#platform/Embeddings.ts"
import { type Answer, type RecordedRequest, type ScriptedServer, scriptedServer } from "./ScriptedServer.ts"

/** A body with these vectors, as each of the servers writes it. */
const bodies = {
  ollama: (vectors: ReadonlyArray<unknown>) => ({ model: "m", embeddings: vectors, prompt_eval_count: 7 }),
  openai: (vectors: ReadonlyArray<unknown>) => ({
    data: vectors.map((embedding, index) => ({ object: "embedding", index, embedding })).toReversed(),
    usage: { prompt_tokens: 7, total_tokens: 7 }
  })
}

export type Provider = keyof typeof bodies

/** The texts that a request is about. */
export const inputOf = ({ body }: RecordedRequest): ReadonlyArray<string> =>
  typeof body === "object" && body !== null && "input" in body && Array.isArray(body.input)
    ? body.input.map(String)
    : []

/** What a server can do with one request for vectors. */
export const embeddingAnswers = (provider: Provider) => ({
  vectors:
    (vectors: ReadonlyArray<unknown>): Answer =>
    (response) => {
      response.writeHead(200, { "content-type": "application/json" })
      response.end(JSON.stringify(bodies[provider](vectors)))
    },
  /** A vector for each text. */
  each:
    (vectorOf: (text: string) => ReadonlyArray<number>): Answer =>
    (response, request) => {
      response.writeHead(200, { "content-type": "application/json" })
      response.end(JSON.stringify(bodies[provider](inputOf(request).map(vectorOf))))
    },
  text:
    (text: string): Answer =>
    (response) => {
      response.writeHead(200, { "content-type": "application/json" })
      response.end(text)
    },
  status:
    (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer =>
    (response) => {
      response.writeHead(status, { "content-type": "application/json", ...headers })
      response.end(JSON.stringify({ error: provider === "ollama" ? message : { message } }))
    },
  hang: (): Answer => () => {},
  cut: (): Answer => (response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" })
    response.write('{"data":[')
    setTimeout(() => response.destroy(), 20)
  }
})

/** A server that makes vectors by a script: one behaviour per request; without one, what `otherwise` says. */
export const scriptedEmbeddings = (
  provider: Provider,
  otherwise?: Answer
): Effect.Effect<
  ScriptedServer & { readonly script: (...behaviours: ReadonlyArray<Answer>) => void },
  never,
  Scope.Scope
> =>
  Effect.gen(function* () {
    const queue: Array<Answer> = []
    const over = otherwise ?? embeddingAnswers(provider).status(500, "the script is over")
    const server = yield* scriptedServer(() => queue.shift() ?? over)
    return { ...server, script: (...behaviours: ReadonlyArray<Answer>) => void queue.push(...behaviours) }
  })

/** The variables that choose this server. */
export const embeddingEnv = (provider: Provider, url: string): Readonly<Record<string, string>> =>
  provider === "ollama"
    ? { EMBEDDING_PROVIDER: "ollama", OLLAMA_BASE_URL: url, OLLAMA_EMBEDDING_MODEL: "whale-embed" }
    : {
        EMBEDDING_PROVIDER: "openai",
        OPENAI_BASE_URL: `${url}/v1`,
        OPENAI_API_KEY: "sk-good",
        OPENAI_EMBEDDING_MODEL: "whale-embed"
      }

/** The `Embeddings` that these variables choose, for the rest of the test. */
export const embeddingsOver = (env: Readonly<Record<string, string>>) =>
  Layer.build(Embeddings.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))))).pipe(
    Effect.map((services) => Context.get(services, Embeddings))
  )
