import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option } from "effect"
import type { DocumentText } from "#platform/embeddings/Embedder.ts"
import type { LlmError } from "#platform/LlmError.ts"
import { hashedDimensions, hashedQuestion, hashedVector } from "#platform/retrieval/HashedVector.ts"
import {
  embeddingAnswers,
  embeddingEnv,
  embeddingsOver,
  inputOf,
  type Provider,
  scriptedEmbeddings
} from "../../support/ScriptedEmbeddings.ts"
import { until } from "../../support/ScriptedServer.ts"

const documents = (...texts: ReadonlyArray<string>): ReadonlyArray<DocumentText> =>
  texts.map((text) => ({ text, language: "en" }))

const question = { text: "Where is the whale?", languages: ["en"], idf: () => 1 } as const

const lengthOf = (vector: Float32Array) => Math.hypot(...vector)

const reason = (error: LlmError) => error.reason._tag

const suite = (provider: Provider) =>
  describe(`an embedding model of ${provider}`, () => {
    const { cut, each, hang, status, text, vectors } = embeddingAnswers(provider)

    const start = (env: Readonly<Record<string, string>> = {}) =>
      Effect.gen(function* () {
        const server = yield* scriptedEmbeddings(provider)
        const variables = { LLM_MAX_RETRIES: "0", ...embeddingEnv(provider, server.url), ...env }
        const embeddings = yield* embeddingsOver(variables)
        return { server, embeddings, embedder: embeddings.current }
      })

    it.live("gives a vector of length 1 for each text, in their order, and says what it took", () =>
      Effect.gen(function* () {
        const { embedder, server } = yield* start()
        server.script(each((of) => (of === "sea" ? [3, 4, 0] : [0, 0, -2])))
        const { inputTokens, vectors } = yield* embedder.embedDocuments(documents("sea", "whale"))
        assert.deepStrictEqual(
          vectors.map((vector) => [...vector]),
          [
            [Math.fround(0.6), Math.fround(0.8), 0],
            [0, 0, -1]
          ]
        )
        assert.strictEqual(inputTokens, 7)
        assert.deepInclude(server.asked()[0]?.body, { model: "whale-embed" })
        assert.deepStrictEqual([embedder.provider, embedder.model, embedder.kind], [provider, "whale-embed", "model"])
      })
    )

    it.live("is told what a text is, where it needs that, and is another model then", () =>
      Effect.gen(function* () {
        const prefixes = { EMBEDDING_DOCUMENT_PREFIX: "passage: ", EMBEDDING_QUERY_PREFIX: "query: " }
        const { embedder, embeddings, server } = yield* start(prefixes)
        server.script(vectors([[1, 0]]), vectors([[1, 0]]))
        yield* embedder.embedDocuments(documents("sea"))
        yield* embedder.embedQuestion(question)
        assert.deepStrictEqual(server.asked().map(inputOf), [["passage: sea"], ["query: Where is the whale?"]])
        assert.isTrue(Option.isSome(embeddings.of({ provider, model: embedder.model, dimensions: 2 })))
        assert.isTrue(Option.isNone(embeddings.of({ provider, model: "whale-embed", dimensions: 2 })))
        const plain = yield* start()
        assert.isTrue(Option.isNone(plain.embeddings.of({ provider, model: embedder.model, dimensions: 2 })))
      })
    )

    it.live("that is busy is asked again when it said, and once it has answered never again", () =>
      Effect.gen(function* () {
        const { embedder, server } = yield* start({ LLM_MAX_RETRIES: "2" })
        server.script(status(429, "slow down", { "retry-after": "1" }), status(500, "oops"), vectors([[1]]))
        const startedAt = performance.now()
        yield* embedder.embedDocuments(documents("sea"))
        assert.isAtLeast(performance.now() - startedAt, 1000)
        assert.strictEqual(server.asked().length, 3)
      })
    )

    it.live("that asks for a long pause is left alone", () =>
      Effect.gen(function* () {
        const { embedder, server } = yield* start({ LLM_MAX_RETRIES: "3" })
        server.script(status(429, "slow down", { "retry-after": "600" }))
        const error = yield* Effect.flip(embedder.embedDocuments(documents("sea")))
        assert.deepInclude(error.reason, { _tag: "LlmBusy", retryAfterMs: 600_000 })
        assert.strictEqual(server.asked().length, 1)
      })
    )

    it.live("whose answer is no answer is not asked for it again: it was paid for", () =>
      Effect.gen(function* () {
        const { embedder, server } = yield* start({ LLM_MAX_RETRIES: "3" })
        const wrong = {
          "too few": vectors([[1, 2]]),
          "too many": vectors([[1, 2], [1, 2], [1, 2]]), // prettier-ignore
          "of different dimensions": vectors([[1, 2], [1, 2, 3]]), // prettier-ignore
          "not numbers": vectors([[1, 2], [1, null]]), // prettier-ignore
          "not finite": vectors([[1, 2], [1, 1e300]]), // prettier-ignore
          empty: vectors([[], []]),
          "not JSON": text('{"embeddings": [[NaN, 1], [2, 3]]}'),
          "not vectors": text('{"hello":"world"}'),
          "without end": vectors(Array.from({ length: 2 }, () => Array.from({ length: 8_000 }, () => "x".repeat(400))))
        }
        for (const [name, answer] of Object.entries(wrong)) {
          server.script(answer)
          const error = yield* Effect.flip(embedder.embedDocuments(documents("sea", "whale")))
          assert.strictEqual(reason(error), "LlmInvalidOutput", name)
        }
        assert.strictEqual(server.asked().length, Object.keys(wrong).length)
      })
    )

    it.live("that has other dimensions than vectors were kept of is not compared with them", () =>
      Effect.gen(function* () {
        const { embeddings, server } = yield* start()
        server.script(vectors([[1, 2, 3]]))
        const old = Option.getOrThrow(embeddings.of({ provider, model: "old-embed", dimensions: 2 }))
        const error = yield* Effect.flip(old.embedQuestion(question))
        assert.strictEqual(reason(error), "LlmInvalidOutput")
        assert.deepInclude(server.asked()[0]?.body, { model: "old-embed" })
      })
    )

    it.live("that breaks off, breaks down or is not there fails as such", () =>
      Effect.gen(function* () {
        const { embedder, server } = yield* start()
        server.script(cut())
        const error = yield* Effect.flip(embedder.embedDocuments(documents("sea")))
        assert.deepInclude(error.reason, { _tag: "LlmDown", cause: "cut-stream" })
        server.script(status(503, "loading"))
        assert.strictEqual(reason(yield* Effect.flip(embedder.embedDocuments(documents("sea")))), "LlmBusy")
        server.script(status(401, "no"))
        assert.strictEqual(reason(yield* Effect.flip(embedder.embedDocuments(documents("sea")))), "LlmRefused")
        const nobody = yield* embeddingsOver({ ...embeddingEnv(provider, "http://127.0.0.1:1"), LLM_MAX_RETRIES: "0" })
        const unreachable = yield* Effect.flip(nobody.current.embedDocuments(documents("sea")))
        assert.deepInclude(unreachable.reason, { _tag: "LlmDown", cause: "connection" })
      })
    )

    it.live("that is silent is given up after its time, and after some questions not asked any more", () =>
      Effect.gen(function* () {
        const { embedder, server } = yield* start({ LLM_TIMEOUT_SECONDS: "1", LLM_MAX_RETRIES: "3" })
        server.script(...Array.from({ length: 5 }, hang))
        const errors = yield* Effect.all(
          Array.from({ length: 5 }, () => Effect.flip(embedder.embedQuestion(question))),
          { concurrency: 5 }
        )
        for (const error of errors) assert.deepInclude(error.reason, { _tag: "LlmDown", cause: "timeout" })
        assert.strictEqual(reason(yield* Effect.flip(embedder.embedQuestion(question))), "LlmBusy")
        assert.strictEqual(server.asked().length, 5)
        yield* until(() => server.asked().every(({ closedEarly }) => closedEarly))
        server.script(vectors([[1]]))
        yield* embedder.embedDocuments(documents("sea"))
      })
    )

    it.live("stops when whoever asked has left", () =>
      Effect.gen(function* () {
        const { embedder, server } = yield* start()
        server.script(hang())
        const asking = yield* Effect.forkChild(embedder.embedDocuments(documents("sea")))
        yield* until(() => server.asked().length === 1)
        yield* Fiber.interrupt(asking)
        yield* until(() => server.asked().every(({ closedEarly }) => closedEarly))
      })
    )

    it.live("that refuses what is too long gets it in smaller parts, each once", () =>
      Effect.gen(function* () {
        const { embedder, server } = yield* start()
        const long = "whale ".repeat(200)
        const tooLong = status(400, "the input exceeds the context length")
        server.script(tooLong, vectors([[1, 0]]), tooLong, vectors([[0, 1]]))
        const { vectors: found, inputTokens } = yield* embedder.embedDocuments(documents("sea", long))
        assert.deepStrictEqual(
          found.map((vector) => [...vector]),
          [
            [1, 0],
            [0, 1]
          ]
        )
        assert.strictEqual(inputTokens, 14)
        assert.deepStrictEqual(
          server.asked().map((request) => inputOf(request).map(({ length }) => length)),
          [[3, 1200], [3], [1200], [600]]
        )
      })
    )
  })

suite("ollama")
suite("openai")

describe("an embedding model", () => {
  it.live("of OpenAI costs what was said, and is given the dimensions that were asked for", () =>
    Effect.gen(function* () {
      const server = yield* scriptedEmbeddings("openai", embeddingAnswers("openai").vectors([[1, 2]]))
      const { current } = yield* embeddingsOver({
        ...embeddingEnv("openai", server.url),
        EMBEDDING_DIMENSIONS: "2",
        OPENAI_PRICE_EMBEDDING_PER_MTOK: "0.5"
      })
      const { costUsd } = yield* current.embedDocuments(documents("sea"))
      assert.approximately(costUsd ?? 0, 0.0000035, 1e-12)
      const [request] = server.asked()
      assert.deepInclude(request?.body, { dimensions: 2, encoding_format: "float" })
      assert.strictEqual(request?.headers["authorization"], "Bearer sk-good")
      assert.isUndefined(request?.headers["traceparent"])
    })
  )

  it.live("of Ollama that is missing says how to get it", () =>
    Effect.gen(function* () {
      const server = yield* scriptedEmbeddings("ollama", embeddingAnswers("ollama").status(404, "model not found"))
      const { current } = yield* embeddingsOver(embeddingEnv("ollama", server.url))
      const error = yield* Effect.flip(current.embedDocuments(documents("sea")))
      assert.include(error.message, "ollama pull whale-embed")
    })
  )
})

describe("vectors without a model", () => {
  it.live("are those of the words, made on another thread, and free", () =>
    Effect.gen(function* () {
      const { current, of } = yield* embeddingsOver({})
      const made = yield* current.embedDocuments(documents("The whale swims.", "Nothing of that."))
      assert.deepStrictEqual([made.inputTokens, made.costUsd, made.vectors.length], [0, 0, 2])
      assert.deepStrictEqual(made.vectors[0], hashedVector("The whale swims.", "en"))
      assert.approximately(lengthOf(made.vectors[0] ?? new Float32Array()), 1, 1e-5)
      const idf = (term: string) => (term === "whale" ? 3 : 1)
      const asked = yield* current.embedQuestion({ ...question, idf })
      assert.deepStrictEqual(asked.vectors, [hashedQuestion(question.text, ["en"], idf)])
      assert.isTrue(Option.isSome(of({ provider: "hashed", model: current.model, dimensions: hashedDimensions })))
      assert.isTrue(Option.isNone(of({ provider: "hashed", model: "hashed-0", dimensions: hashedDimensions })))
    })
  )

  it.live("can still be compared with when a model has come", () =>
    Effect.gen(function* () {
      const before = yield* embeddingsOver({})
      const { of } = yield* embeddingsOver(embeddingEnv("ollama", "http://127.0.0.1:1"))
      const old = of({ provider: "hashed", model: before.current.model, dimensions: hashedDimensions })
      assert.strictEqual(Option.getOrThrow(old).kind, "hashed")
    })
  )
})
