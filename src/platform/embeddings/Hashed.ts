import { Effect, Option } from "effect"
import { LlmDown, LlmError } from "../LlmError.ts"
import { hashedDimensions, hashedQuestion } from "../retrieval/HashedVector.ts"
import { makeThread } from "../threads/Thread.ts"
import type { Embedded, Embedder, EmbeddingModel } from "./Embedder.ts"
import { observed } from "./EmbeddingMetrics.ts"
import type { EmbeddingTasks } from "./EmbeddingWorker.ts"

/** Changes with the vectors that `HashedVector.ts` makes: what is kept of another number is made anew. */
const name = "hashed-1"

/** Characters of a question that are looked at: read in a few milliseconds on the caller's thread. */
const longestQuestion = 2_000

const free = (vectors: ReadonlyArray<Float32Array>): Embedded => ({ vectors, inputTokens: 0, costUsd: 0 })

const unpacked = (all: Float32Array): Embedded =>
  free(
    Array.from({ length: all.length / hashedDimensions }, (_, at) =>
      all.subarray(at * hashedDimensions, (at + 1) * hashedDimensions)
    )
  )

/** Vectors without a model: the words of a text and their pieces, hashed (`HashedVector.ts`), on a thread. */
export const makeHashed = Effect.gen(function* () {
  const thread = yield* makeThread<EmbeddingTasks>({
    entry: new URL("./EmbeddingWorker.ts", import.meta.url),
    timeoutSeconds: 60
  })
  const identity = { provider: "hashed", model: name }
  const embedder: Embedder = {
    ...identity,
    dimensions: hashedDimensions,
    kind: "hashed",
    textsAtOnce: 64,
    embedDocuments: (texts) =>
      thread.call("hash", texts).pipe(
        Effect.mapBoth({
          onSuccess: unpacked,
          onFailure: (error) => new LlmError({ reason: new LlmDown({ cause: "server-error", detail: error.message }) })
        }),
        observed(identity, "document")
      ),
    embedQuestion: ({ idf, languages, text }) =>
      Effect.sync(() => free([hashedQuestion(text.slice(0, longestQuestion), languages, idf)])).pipe(
        observed(identity, "question")
      )
  }
  const of = ({ dimensions, model, provider }: EmbeddingModel): Option.Option<Embedder> =>
    provider === "hashed" && model === name && dimensions === hashedDimensions ? Option.some(embedder) : Option.none()
  return { current: embedder, of }
})
