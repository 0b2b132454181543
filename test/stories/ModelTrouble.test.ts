import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { visitor } from "../support/Library.ts"
import { pages } from "../support/Prose.ts"
import { OllamaAnswers, ScriptedOllama } from "../support/ScriptedOllama.ts"
import { OpenAiAnswers, ScriptedOpenAi } from "../support/ScriptedOpenAi.ts"
import type { Answer } from "../support/ScriptedServer.ts"
import { layerTestServices, startServer } from "../support/TestServer.ts"

/** What was asked, whatever boundary fenced it this time. */
const question = (body: unknown) => JSON.stringify(body).replace(/[0-9a-f]{32}/g, "#")

/** Answers, and remembers what it was paid for. */
const paidFor =
  (paid: Array<string>, answer: Answer): Answer =>
  (response, request) => {
    paid.push(question(request.body))
    answer(response, request)
  }

interface Script {
  readonly env: Readonly<Record<string, string>>
  readonly asked: () => number
  readonly paid: ReadonlyArray<string>
}

/** A text that does not fit the model is summarised in parts, through all the trouble the model makes. */
const story = ({ asked, env, paid }: Script, troubles: number) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* startServer({ ...env, LLM_TIMEOUT_SECONDS: "1" })
    const librarian = yield* visitor(baseUrl)
    yield* librarian.signUp("ada@example.org")
    const file = { name: "a.txt", bytes: pages(30).join("\n\n") }
    const book = yield* librarian.upload("The Harbour", file, { tags: "harbours" })
    const summary = yield* librarian.summaryOf(book.id)

    assert.strictEqual(summary.text, "The whole story.")
    assert.isAbove(paid.length, 3, "the text was too long for one call")
    assert.strictEqual(new Set(paid).size, paid.length, "no answer was paid for twice")
    assert.strictEqual(asked(), paid.length + troubles, "every refused call was asked again, and no other")
    const { body } = yield* librarian.api.books.get({ params: { id: book.id } })
    assert.strictEqual(body.summary, "The whole story.")
  }).pipe(Effect.provide(layerTestServices))

describe("a model that makes trouble", () => {
  it.live(
    "Ollama: busy, broken, cut off, silent and garbled answers delay the summary, and nothing is paid twice",
    () =>
      Effect.gen(function* () {
        const server = yield* ScriptedOllama.make
        const paid: Array<string> = []
        const ok = paidFor(paid, OllamaAnswers.ok("The whole story.", { prompt_eval_count: 1500 }))
        server.script(
          OllamaAnswers.status(429, "busy", { "retry-after": "1" }),
          OllamaAnswers.status(500, "out of memory"),
          ok,
          OllamaAnswers.cut("The who"),
          ok,
          OllamaAnswers.hang(),
          ok,
          OllamaAnswers.unfinished("The wh"),
          ...Array.from({ length: 40 }, () => ok)
        )
        const env = { LLM_PROVIDER: "ollama", OLLAMA_BASE_URL: server.url, OLLAMA_NUM_CTX: "2048" }
        yield* story({ env, asked: () => server.asked().length, paid }, 5)
      }).pipe(Effect.scoped),
    60_000
  )

  it.live(
    "an OpenAI-compatible server: the same, over server-sent events",
    () =>
      Effect.gen(function* () {
        const server = yield* ScriptedOpenAi.make
        const paid: Array<string> = []
        const ok = paidFor(paid, OpenAiAnswers.sse("The whole story."))
        server.script(
          OpenAiAnswers.status(429, { message: "slow down", type: "rate_limit" }, { "retry-after": "1" }),
          OpenAiAnswers.html(502),
          ok,
          OpenAiAnswers.cut("The who"),
          ok,
          OpenAiAnswers.stall("The w"),
          ok,
          OpenAiAnswers.unfinished("The"),
          ok,
          OpenAiAnswers.garbage(),
          ...Array.from({ length: 40 }, () => ok)
        )
        const env = {
          LLM_PROVIDER: "openai",
          OPENAI_BASE_URL: server.url,
          OPENAI_API_KEY: "sk-good",
          OPENAI_MODEL: "test-model",
          OPENAI_CONTEXT_TOKENS: "2048"
        }
        yield* story({ env, asked: () => server.asked().length, paid }, 6)
      }).pipe(Effect.scoped),
    60_000
  )

  it.live(
    "one that refuses for good fails the summary with its code, and the summary is made once the model is mended",
    () =>
      Effect.gen(function* () {
        const server = yield* ScriptedOllama.make
        server.script(OllamaAnswers.status(404, "model 'mistral' not found"))
        const { baseUrl } = yield* startServer({ LLM_PROVIDER: "ollama", OLLAMA_BASE_URL: server.url })
        const librarian = yield* visitor(baseUrl)
        yield* librarian.signUp("ada@example.org")
        const book = yield* librarian.upload("Letters", { name: "a.txt", bytes: pages(2).join("\n\n") })
        const failed = yield* librarian.analysisIn(book.id, "failed", "ready")
        assert.deepStrictEqual([failed.summary.status, failed.summary.error?.code], ["failed", "LLM_REFUSED"])

        server.script(OllamaAnswers.ok("The whole story.", { prompt_eval_count: 1500 }))
        const { jobId } = yield* librarian.api.intelligence.summarize({ headers: {}, params: { id: book.id } })
        assert.isNotNull(jobId)
        assert.strictEqual((yield* librarian.summaryOf(book.id)).text, "The whole story.")
      }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
    60_000
  )
})
