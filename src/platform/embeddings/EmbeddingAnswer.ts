import { Effect, Option, Schema, Stream } from "effect"
import type { AiError } from "effect/ai"
import type { HttpClientError } from "effect/http"
import { down, invalidOutput } from "../llm/ProviderFailure.ts"

const Count = Schema.optional(Schema.NullOr(Schema.Finite))

/** `POST /api/embed` of Ollama. */
const OllamaBody = Schema.Struct({ embeddings: Schema.Array(Schema.Unknown), prompt_eval_count: Count })

/** `POST /embeddings` of OpenAI and what is like it. `cost` is OpenRouter's, in USD. */
const OpenAiBody = Schema.Struct({
  data: Schema.Array(Schema.Struct({ embedding: Schema.Unknown, index: Schema.optional(Schema.Int) })),
  usage: Schema.optional(Schema.NullOr(Schema.Struct({ prompt_tokens: Count, total_tokens: Count, cost: Count })))
})

/** Vectors as the server wrote them, in the order of the texts. */
interface Answer {
  readonly vectors: ReadonlyArray<unknown>
  readonly inputTokens: number | undefined
  readonly costUsd: number | undefined
}

const unexpected = (error: Schema.SchemaError) => invalidOutput(`not an answer with vectors: ${error.message}`)

const fromOllama = (text: string): Effect.Effect<Answer, AiError.AiError> =>
  Schema.decodeEffect(Schema.fromJsonString(OllamaBody))(text).pipe(
    Effect.mapError(unexpected),
    Effect.map(({ embeddings, prompt_eval_count }) => ({
      vectors: embeddings,
      inputTokens: prompt_eval_count ?? undefined,
      costUsd: undefined
    }))
  )

const fromOpenAi = (text: string): Effect.Effect<Answer, AiError.AiError> =>
  Schema.decodeEffect(Schema.fromJsonString(OpenAiBody))(text).pipe(
    Effect.mapError(unexpected),
    Effect.map(({ data, usage }) => ({
      vectors: data.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0)).map(({ embedding }) => embedding),
      inputTokens: usage?.prompt_tokens ?? usage?.total_tokens ?? undefined,
      costUsd: usage?.cost ?? undefined
    }))
  )

/** Reads the body of a successful answer, by who gave it. */
export const answerFrom = { ollama: fromOllama, openai: fromOpenAi } as const

/** An answer has the vectors of 16 texts at most: room for 8,000 dimensions. */
const mostBytes = 4 * 1024 * 1024

const tooLarge = invalidOutput(`longer than ${mostBytes} bytes`)

/** The whole body, unless it is larger than any that we asked for. */
export const bodyOf = (
  bytes: Stream.Stream<Uint8Array, HttpClientError.HttpClientError>
): Effect.Effect<string, AiError.AiError> =>
  bytes.pipe(
    Stream.mapError((error) => down("cut-stream", String(error.reason.cause ?? error.message))),
    Stream.runFoldEffect(
      () => ({ size: 0, parts: new Array<Uint8Array>() }),
      ({ parts, size }, part) => {
        if (size + part.length > mostBytes) return Effect.fail(tooLarge)
        parts.push(part)
        return Effect.succeed({ size: size + part.length, parts })
      }
    ),
    Effect.map(({ parts }) => new TextDecoder().decode(Buffer.concat(parts)))
  )

/** More than any model has: what is larger is not a vector. */
const mostDimensions = 8_192

/** With length 1. A vector of nothing but zeros stays what it is: it is near to nothing. */
const toUnit = (vector: Float32Array): Float32Array => {
  let square = 0
  for (const value of vector) square += value * value
  const length = Math.sqrt(square)
  return length === 0 ? vector : vector.map((value) => value / length)
}

const vectorFrom = (value: unknown): Option.Option<Float32Array> => {
  if (!Array.isArray(value) || value.length === 0 || value.length > mostDimensions) return Option.none()
  const vector = new Float32Array(value.length)
  for (let at = 0; at < vector.length; at++) {
    const component: unknown = value[at]
    if (typeof component !== "number" || !Number.isFinite(component)) return Option.none()
    vector[at] = component
  }
  return vector.every(Number.isFinite) ? Option.some(toUnit(vector)) : Option.none()
}

/** Vectors of length 1, one for each text and all of the same dimensions, or why there are none. */
export const vectorsFrom = Effect.fnUntraced(function* (
  values: ReadonlyArray<unknown>,
  wanted: { readonly texts: number; readonly dimensions: number | undefined }
) {
  if (values.length !== wanted.texts) {
    return yield* invalidOutput(`${values.length} vectors for ${wanted.texts} texts`)
  }
  const vectors: Array<Float32Array> = []
  for (const value of values) {
    const vector = vectorFrom(value)
    if (Option.isNone(vector)) return yield* invalidOutput("a vector that is not a list of finite numbers")
    const dimensions = wanted.dimensions ?? vectors[0]?.length ?? vector.value.length
    if (vector.value.length !== dimensions) {
      return yield* invalidOutput(`a vector of ${vector.value.length} dimensions, not of ${dimensions}`)
    }
    vectors.push(vector.value)
  }
  return vectors
})
