import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { llmOver } from "../../support/LlmOver.ts"
import { OpenAiAnswers, ScriptedOpenAi } from "../../support/ScriptedOpenAi.ts"
import { conforms, question } from "./LlmConformance.ts"

conforms({
  name: "OpenAI",
  server: ScriptedOpenAi.make,
  env: (url) => ({
    LLM_PROVIDER: "openai",
    OPENAI_BASE_URL: url,
    OPENAI_API_KEY: "sk-good",
    OPENAI_MODEL: "gpt-test"
  }),
  ...OpenAiAnswers,
  ok: (text) => OpenAiAnswers.sse(text),
  cutAtLimit: (text) => OpenAiAnswers.sse(text, { reason: "length" }),
  status: (status, message, headers) => OpenAiAnswers.status(status, { message }, headers)
})

const start = (env: Readonly<Record<string, string>> = {}) =>
  Effect.gen(function* () {
    const server = yield* ScriptedOpenAi.make
    const llm = yield* llmOver({
      LLM_PROVIDER: "openai",
      OPENAI_BASE_URL: server.url,
      OPENAI_MODEL: "gpt-test",
      LLM_MAX_RETRIES: "0",
      ...env
    })
    return { server, llm }
  })

const asked = { ...question, schema: Schema.Struct({ name: Schema.String }), schemaName: "whale" }

describe("An OpenAI-compatible server", () => {
  it.live("gets the key as a bearer token, and none where none is set", () =>
    Effect.gen(function* () {
      const withKey = yield* start({ OPENAI_API_KEY: "sk-good" })
      withKey.server.script(OpenAiAnswers.sse("Fine."))
      yield* withKey.llm.generate(question)
      const [request] = withKey.server.asked()
      assert.strictEqual(request?.path, "/v1/chat/completions")
      assert.strictEqual(request?.headers["authorization"], "Bearer sk-good")
      assert.isUndefined(request?.headers["traceparent"])
      const without = yield* start()
      without.server.script(OpenAiAnswers.sse("Fine."))
      yield* without.llm.generate(question)
      assert.isUndefined(without.server.asked()[0]?.headers["authorization"])
    })
  )

  it.live("a wrong key fails the check and is not repeated in the message", () =>
    Effect.gen(function* () {
      const { llm } = yield* start({ OPENAI_API_KEY: "sk-wrong" })
      const error = yield* Effect.flip(llm.check)
      assert.strictEqual(error.code, "LLM_REFUSED")
      assert.notInclude(error.message, "sk-wrong")
    })
  )

  it.live("the cost is the server's, else by the configured prices, else unknown", () =>
    Effect.gen(function* () {
      const priced = yield* start({ OPENAI_PRICE_INPUT_PER_MTOK: "1", OPENAI_PRICE_OUTPUT_PER_MTOK: "10" })
      const usage = { prompt_tokens: 1000, completion_tokens: 100 }
      priced.server.script(OpenAiAnswers.sse("Fine.", { usage: { ...usage, cost: 0.5 } }))
      assert.strictEqual((yield* priced.llm.generate(question)).costUsd, 0.5)
      priced.server.script(OpenAiAnswers.sse("Fine.", { usage }))
      assert.strictEqual((yield* priced.llm.generate(question)).costUsd, 0.002)
      const unpriced = yield* start()
      unpriced.server.script(OpenAiAnswers.sse("Fine.", { usage }))
      const answer = yield* unpriced.llm.generate(question)
      assert.isUndefined(answer.costUsd)
      assert.deepStrictEqual(answer.usage, { inputTokens: 1000, outputTokens: 100 })
    })
  )

  it.live("the cost of two answers is their sum, and unknown where one of them has no price", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start()
      const usage = { prompt_tokens: 1000, completion_tokens: 100 }
      const answer = (text: string, cost?: number) =>
        OpenAiAnswers.sse(text, { usage: cost === undefined ? usage : { ...usage, cost } })
      const right = '{"name":"Moby"}'
      server.script(answer("a whale", 0.5), answer(right, 0.25))
      assert.strictEqual((yield* llm.generateObject(asked)).costUsd, 0.75)
      server.script(answer("a whale", 0.5), answer(right))
      assert.isUndefined((yield* llm.generateObject(asked)).costUsd)
      server.script(answer("a whale"), answer(right, 0.25))
      assert.isUndefined((yield* llm.generateObject(asked)).costUsd)
    })
  )

  it.live("a server without usage and without [DONE] is understood", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start()
      server.script(OpenAiAnswers.sse("A sailor.", { usage: null, done: false }))
      const answer = yield* llm.generate(question)
      assert.strictEqual(answer.text, "A sailor.")
      assert.isAbove(answer.usage.inputTokens, 10)
    })
  )

  it.live("a server that cannot stream is understood", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start()
      server.script(OpenAiAnswers.json("A sailor\ngoes to sea."))
      assert.strictEqual((yield* llm.generate(question)).text, "A sailor\ngoes to sea.")
    })
  )

  it.live("a proxy's error page is a server error", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start()
      server.script(OpenAiAnswers.html(502))
      assert.deepInclude((yield* Effect.flip(llm.generate(question))).reason, { cause: "server-error" })
    })
  )

  it.live("an error inside a stream says what it is by its words", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start()
      const tags: Array<string> = []
      for (const error of [
        { message: "Provider overloaded", code: 529 },
        { message: "This model's maximum context length is 8192 tokens", code: 400 },
        { message: "Flagged by moderation", code: 403 },
        { message: "Internal error", code: 500 }
      ]) {
        server.script(OpenAiAnswers.errorInStream(error))
        tags.push((yield* Effect.flip(llm.generate(question))).reason._tag)
      }
      assert.deepStrictEqual(tags, ["LlmBusy", "LlmTooLong", "LlmRefused", "LlmDown"])
    })
  )

  it.live("a content filter and a spent quota are refusals", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start({ LLM_MAX_RETRIES: "3" })
      server.script(OpenAiAnswers.sse("A", { reason: "content_filter" }))
      assert.strictEqual((yield* Effect.flip(llm.generate(question))).reason._tag, "LlmRefused")
      server.script(OpenAiAnswers.status(429, { message: "You exceeded your quota", code: "insufficient_quota" }))
      assert.strictEqual((yield* Effect.flip(llm.generate(question))).reason._tag, "LlmRefused")
      assert.strictEqual(server.asked().length, 2)
    })
  )

  it.live("asking for an object goes down from JSON Schema over JSON mode to words, and remembers the way", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start()
      server.script(
        OpenAiAnswers.status(400, { message: "response_format json_schema is not supported" }),
        OpenAiAnswers.status(400, { message: "response_format is not supported" }),
        OpenAiAnswers.sse('{"name":"Moby"}'),
        OpenAiAnswers.sse('{"name":"Dick"}')
      )
      assert.deepStrictEqual((yield* llm.generateObject(asked)).value, { name: "Moby" })
      assert.deepStrictEqual((yield* llm.generateObject(asked)).value, { name: "Dick" })
      const bodies = server.asked().map((request) => JSON.stringify(request.body))
      assert.deepStrictEqual(
        bodies.map((body) => /"response_format":\{"type":"(\w+)"/.exec(body)?.[1] ?? "words"),
        ["json_schema", "json_object", "words", "words"]
      )
      assert.include(bodies[2], "JSON Schema")
    })
  )

  it.live("a parameter that a model does not know is left out from then on", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start()
      server.script(
        OpenAiAnswers.status(400, { message: "Unsupported parameter: use 'max_completion_tokens' instead." }),
        OpenAiAnswers.status(400, { message: "Unsupported value: 'temperature' does not support 0.2" }),
        OpenAiAnswers.sse("Fine."),
        OpenAiAnswers.sse("Fine.")
      )
      yield* llm.generate(question)
      yield* llm.generate(question)
      const last = server.asked()[3]?.body
      assert.deepInclude(last, { max_completion_tokens: 300, stream: true, stream_options: { include_usage: true } })
      assert.notProperty(last, "temperature")
      assert.notProperty(last, "max_tokens")
    })
  )

  it.live("without a model the start fails and names the variable", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(llmOver({ LLM_PROVIDER: "openai" }))
      assert.include(String(error), "OPENAI_MODEL")
    })
  )
})
