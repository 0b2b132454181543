import { Config, Effect, Option, type Redacted } from "effect"
import type { AiError } from "effect/ai"
import { HttpClient, HttpClientRequest, type HttpClientResponse } from "effect/http"
import { clientFor, header, notConnected } from "../llm/OpenAi.ts"
import { failureOf, problemFromText } from "../llm/OpenAiFailure.ts"
import type { Spent } from "../llm/LlmCall.ts"
import { refused } from "../llm/ProviderFailure.ts"
import { countTokens } from "../llm/TokenEstimate.ts"
import { answerFrom, bodyOf, vectorsFrom } from "./EmbeddingAnswer.ts"
import type { Embedded } from "./Embedder.ts"

/** A server that makes vectors, and what is asked of it by default. */
export interface RemoteSettings {
  readonly provider: "ollama" | "openai"
  readonly baseUrl: string
  readonly apiKey: Option.Option<Redacted.Redacted>
  readonly model: string
  /** Asked for where set; otherwise what the model gives. */
  readonly dimensions: number | undefined
  /** USD for a million tokens, where the server does not say. */
  readonly price: number | undefined
  /** How long Ollama keeps the model loaded. */
  readonly keepAlive: string | undefined
}

/**
 * `OLLAMA_BASE_URL` and `OLLAMA_KEEP_ALIVE` as for answers, `OLLAMA_EMBEDDING_MODEL` (default bge-m3, which reads a
 * hundred languages and needs no prefixes), `EMBEDDING_DIMENSIONS` (as many as the model gives).
 */
export const ollamaSettings = Config.all({
  baseUrl: Config.NonEmptyString("OLLAMA_BASE_URL").pipe(Config.withDefault("http://127.0.0.1:11434")),
  model: Config.NonEmptyString("OLLAMA_EMBEDDING_MODEL").pipe(Config.withDefault("bge-m3")),
  dimensions: Config.option(Config.Int("EMBEDDING_DIMENSIONS")),
  keepAlive: Config.NonEmptyString("OLLAMA_KEEP_ALIVE").pipe(Config.withDefault("5m"))
}).pipe(
  Config.map(({ dimensions, ...settings }): RemoteSettings => ({
    ...settings,
    provider: "ollama",
    apiKey: Option.none(),
    price: undefined,
    dimensions: Option.getOrUndefined(dimensions)
  }))
)

/**
 * `OPENAI_BASE_URL` and `OPENAI_API_KEY` as for answers, `OPENAI_EMBEDDING_MODEL` (text-embedding-3-small),
 * `OPENAI_PRICE_EMBEDDING_PER_MTOK` (USD for a million tokens), `EMBEDDING_DIMENSIONS` (as many as the model gives).
 */
export const openAiSettings = Config.all({
  baseUrl: Config.NonEmptyString("OPENAI_BASE_URL").pipe(Config.withDefault("https://api.openai.com/v1")),
  apiKey: Config.option(Config.Redacted("OPENAI_API_KEY")),
  model: Config.NonEmptyString("OPENAI_EMBEDDING_MODEL").pipe(Config.withDefault("text-embedding-3-small")),
  dimensions: Config.option(Config.Int("EMBEDDING_DIMENSIONS")),
  price: Config.option(Config.Finite("OPENAI_PRICE_EMBEDDING_PER_MTOK"))
}).pipe(
  Config.map(({ dimensions, price, ...settings }): RemoteSettings => ({
    ...settings,
    provider: "openai",
    keepAlive: undefined,
    price: Option.getOrUndefined(price),
    dimensions: Option.getOrUndefined(dimensions)
  }))
)

const requestOf = (settings: RemoteSettings, { dimensions, model, texts }: RemoteCall) => {
  const body = { model, input: texts, ...(dimensions === undefined ? {} : { dimensions }) }
  return settings.provider === "ollama"
    ? HttpClientRequest.post("/api/embed").pipe(
        // A chunk that is longer than the model reads is read as far as it goes: its words are found by the other leg.
        HttpClientRequest.bodyJsonUnsafe({ ...body, truncate: true, keep_alive: settings.keepAlive })
      )
    : HttpClientRequest.post("/embeddings").pipe(
        HttpClientRequest.bodyJsonUnsafe({ ...body, encoding_format: "float" })
      )
}

const rejection = Effect.fnUntraced(function* (
  settings: RemoteSettings,
  model: string,
  response: HttpClientResponse.HttpClientResponse
) {
  const problem = problemFromText(yield* bodyOf(response.stream))
  if (settings.provider === "ollama" && response.status === 404) {
    return refused(`${problem.message}. Run: ollama pull ${model}`)
  }
  return yield* failureOf(response.status, problem, header(response))
})

/** Texts to be made vectors of by a model. */
export interface RemoteCall {
  readonly model: string
  readonly texts: ReadonlyArray<string>
  /** To be asked for, of a model that has a choice. */
  readonly dimensions: number | undefined
  /** What the vectors must have, where that is known. */
  readonly expected: number | undefined
  /** Told what the answer cost, also where its vectors are of no use. */
  readonly spend: (spent: Spent) => Effect.Effect<void>
}

/** One call of the server, without retries or limits of time. */
export type RemoteEmbedding = (call: RemoteCall) => Effect.Effect<Embedded, AiError.AiError>

/** Speaks with an Ollama server or any that is compatible with OpenAI's. */
export const makeRemoteEmbedding = Effect.fnUntraced(function* (settings: RemoteSettings) {
  const client = clientFor(yield* HttpClient.HttpClient, settings)
  const remote: RemoteEmbedding = Effect.fnUntraced(function* (call) {
    const response = yield* client.execute(requestOf(settings, call)).pipe(Effect.mapError(notConnected))
    if (response.status >= 300) {
      return yield* Effect.flatMap(rejection(settings, call.model, response), Effect.fail)
    }
    const answer = yield* Effect.flatMap(bodyOf(response.stream), answerFrom[settings.provider])
    const inputTokens = answer.inputTokens ?? call.texts.reduce((sum, text) => sum + countTokens(text), 0)
    const { price } = settings
    const costUsd = answer.costUsd ?? (price === undefined ? undefined : (inputTokens * price) / 1_000_000)
    yield* call.spend({ inputTokens, outputTokens: 0, costUsd })
    const vectors = yield* vectorsFrom(answer.vectors, { texts: call.texts.length, dimensions: call.expected })
    return { vectors, inputTokens, costUsd }
  }, Effect.scoped)
  return remote
})
