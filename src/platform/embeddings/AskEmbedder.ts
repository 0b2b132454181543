import { Config, Effect, Option, Ref } from "effect"
import type { LlmError } from "../LlmError.ts"
import { addSpent, nothingSpent, type Spent } from "../llm/LlmCall.ts"
import { Payer } from "../llm/Payer.ts"
import { toLlmError } from "../llm/ProviderFailure.ts"
import { makeResilience, type Resilience, resilienceConfig } from "../llm/Resilience.ts"
import { countTokens } from "../llm/TokenEstimate.ts"
import type { Embedded, Embedder, EmbeddingModel } from "./Embedder.ts"
import { observed } from "./EmbeddingMetrics.ts"
import { makeRemoteEmbedding, type RemoteSettings } from "./RemoteEmbedding.ts"

/**
 * What some models must be told before a text, so that they know what it is: `EMBEDDING_DOCUMENT_PREFIX` and
 * `EMBEDDING_QUERY_PREFIX`, e.g. `search_document: ` and `search_query: ` for nomic-embed-text. None by default.
 */
const prefixConfig = Config.all({
  document: Config.String("EMBEDDING_DOCUMENT_PREFIX").pipe(Config.withDefault("")),
  question: Config.String("EMBEDDING_QUERY_PREFIX").pipe(Config.withDefault(""))
})

type Prefixes = Config.Success<typeof prefixConfig>

/** Follows the name of a model that is told prefixes: with others it is another one. */
const markOf = ({ document, question }: Prefixes) =>
  document === "" && question === "" ? "" : ` (${document.trim()}|${question.trim()})`

/** Characters of a question that are looked at: more than anybody asks in one go. */
const longestQuestion = 4_000

/** A model may read no more than so many tokens; no chunk is cut further. */
const shortestCut = 64

/** A question that has no answer by then is answered without vectors. */
const questionSeconds = 3

const isTooLong = (error: LlmError) => error.reason._tag === "LlmTooLong"

const joined = (parts: ReadonlyArray<Embedded>): Embedded => ({
  vectors: parts.flatMap(({ vectors }) => vectors),
  inputTokens: parts.reduce((sum, part) => sum + part.inputTokens, 0),
  costUsd: parts.reduce<number | undefined>(
    (sum, part) => (sum === undefined || part.costUsd === undefined ? undefined : sum + part.costUsd),
    0
  )
})

/** Where the server refuses what is too long instead of cutting it: each text by itself, and what is too long halved. */
const splitting =
  (ask: (texts: ReadonlyArray<string>) => Effect.Effect<Embedded, LlmError>) =>
  (texts: ReadonlyArray<string>): Effect.Effect<Embedded, LlmError> =>
    Effect.catchIf(ask(texts), isTooLong, (error) => {
      const [text = ""] = texts
      const half = Math.ceil((texts.length > 1 ? texts.length : text.length) / 2)
      const again = splitting(ask)
      if (texts.length > 1) {
        return Effect.map(Effect.all([again(texts.slice(0, half)), again(texts.slice(half))]), joined)
      }
      return countTokens(text) > shortestCut ? again([text.slice(0, half).toWellFormed()]) : Effect.fail(error)
    })

/** Tells who pays what a call of the model took, its retries included, also of one that fails in the end. */
const billed = Effect.fnUntraced(function* (
  model: string,
  call: (spend: (spent: Spent) => Effect.Effect<void>) => Effect.Effect<Embedded, LlmError>
) {
  const pay = yield* Payer
  const spent = yield* Ref.make(nothingSpent)
  return yield* Effect.onExit(
    call((more) => Ref.update(spent, (so) => addSpent(so, more))),
    () =>
      Effect.flatMap(Ref.get(spent), (total) =>
        total.inputTokens > 0 ? pay({ ...total, purpose: "embed", model }) : Effect.void
      )
  )
})

/**
 * The embedders of one server: that of the configured model, and those of models that it had before. Calls for
 * documents keep to `LLM_TIMEOUT_SECONDS`, `LLM_MAX_RETRIES`, `LLM_CONCURRENCY` and `LLM_QUEUE`; those for questions have
 * a queue of their own, 3 s and no second try. Each has a circuit breaker. Each call is told to `Payer`.
 */
export const askEmbedder = Effect.fnUntraced(function* (settings: RemoteSettings) {
  const remote = yield* makeRemoteEmbedding(settings)
  const prefixes = yield* prefixConfig
  const patient = yield* resilienceConfig
  const key = `embeddings:${settings.provider}:${settings.model}`
  const forDocuments = yield* makeResilience(`${key}:documents`, patient)
  const forQuestions = yield* makeResilience(`${key}:questions`, {
    timeoutSeconds: Math.min(questionSeconds, patient.timeoutSeconds),
    maxRetries: 0,
    concurrency: 8,
    queue: patient.queue
  })
  const mark = markOf(prefixes)

  const embedderOf = (name: string, expected: number | undefined): Embedder => {
    const identity = { provider: settings.provider, model: `${name}${mark}` }
    const dimensions = settings.dimensions === undefined ? undefined : expected
    const ask = (resilience: Resilience, texts: ReadonlyArray<string>) =>
      billed(name, (spend) =>
        resilience.run(remote({ model: name, texts, dimensions, expected, spend }).pipe(Effect.mapError(toLlmError)))
      )
    const nothing: Embedded = { vectors: [], inputTokens: 0, costUsd: 0 }
    return {
      ...identity,
      dimensions: expected,
      kind: "model",
      textsAtOnce: 16,
      embedDocuments: (texts) =>
        texts.length === 0
          ? Effect.succeed(nothing)
          : splitting((some) => ask(forDocuments, some))(texts.map(({ text }) => `${prefixes.document}${text}`)).pipe(
              observed(identity, "document")
            ),
      embedQuestion: ({ text }) =>
        ask(forQuestions, [`${prefixes.question}${text.slice(0, longestQuestion).toWellFormed()}`]).pipe(
          observed(identity, "question")
        )
    }
  }

  /** By the name under which it was kept, if that was this server's and told the same prefixes. */
  const of = ({ dimensions, model, provider }: EmbeddingModel): Option.Option<Embedder> =>
    provider === settings.provider && model.endsWith(mark) && (mark !== "" || !model.endsWith(")"))
      ? Option.some(embedderOf(model.slice(0, model.length - mark.length), dimensions))
      : Option.none()

  return { current: embedderOf(settings.model, settings.dimensions), of }
})
