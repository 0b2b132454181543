import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { llmOver } from "../../support/LlmOver.ts"
import { OllamaAnswers, ScriptedOllama } from "../../support/ScriptedOllama.ts"
import { conforms, question } from "./LlmConformance.ts"

conforms({
  name: "Ollama",
  server: ScriptedOllama.make,
  env: (url) => ({ LLM_PROVIDER: "ollama", OLLAMA_BASE_URL: url.replace("/v1", "") }),
  ...OllamaAnswers,
  cutAtLimit: (text) => OllamaAnswers.ok(text, { done_reason: "length" })
})

const start = (env: Readonly<Record<string, string>> = {}) =>
  Effect.gen(function* () {
    const server = yield* ScriptedOllama.make
    const llm = yield* llmOver({
      LLM_PROVIDER: "ollama",
      OLLAMA_BASE_URL: server.url,
      LLM_MAX_RETRIES: "0",
      ...env
    })
    return { server, llm }
  })

describe("Ollama", () => {
  it.live("is always told the context size, the answer size and how long to stay loaded", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start({
        OLLAMA_NUM_CTX: "4096",
        OLLAMA_MODEL: "qwen3:8b",
        OLLAMA_KEEP_ALIVE: "1h"
      })
      server.script(OllamaAnswers.ok("Fine."))
      yield* llm.generate(question)
      const [request] = server.asked()
      assert.strictEqual(request?.path, "/api/chat")
      assert.deepInclude(request?.body, {
        model: "qwen3:8b",
        stream: true,
        truncate: false,
        keep_alive: "1h",
        options: { num_ctx: 4096, num_predict: 300, temperature: 0.2 }
      })
      assert.deepInclude(llm.info, { provider: "ollama", model: "qwen3:8b", contextTokens: 4096 })
    })
  )

  it.live("a prompt that was read only in part makes the answer worthless", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start({ OLLAMA_NUM_CTX: "8192" })
      const document = "the white whale swims ".repeat(400)
      const tags: Array<string> = []
      for (const finish of [
        { prompt_eval_count: 700 },
        { prompt_eval_count: 8192 },
        { prompt_eval_count: 8000, eval_count: 300 }
      ]) {
        server.script(OllamaAnswers.ok("Fine.", finish))
        tags.push((yield* Effect.flip(llm.generate({ ...question, document }))).reason._tag)
      }
      assert.deepStrictEqual(tags, ["LlmTooLong", "LlmTooLong", "LlmTooLong"])
      server.script(OllamaAnswers.ok("Fine.", { prompt_eval_count: 2100 }))
      assert.strictEqual((yield* llm.generate({ ...question, document })).usage.inputTokens, 2100)
    })
  )

  it.live("a server that does not count, or not what it had in its cache, is believed", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start()
      server.script(OllamaAnswers.ok("Fine.", { prompt_eval_count: 0 }))
      assert.isAbove((yield* llm.generate(question)).usage.inputTokens, 10)
      server.script(OllamaAnswers.ok("Fine.", { prompt_eval_count: 100 }))
      const document = "the white whale swims ".repeat(400)
      assert.strictEqual((yield* llm.generate({ ...question, document })).text, "Fine.")
    })
  )

  it.live("a missing model is refused with the command that fetches it", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start({ OLLAMA_MODEL: "llama9" })
      server.script(OllamaAnswers.status(404, "model 'llama9' not found"))
      assert.include((yield* Effect.flip(llm.generate(question))).message, "ollama pull llama9")
      assert.include((yield* Effect.flip(llm.check)).message, "ollama pull llama9")
    })
  )

  it.live("an error in the middle of a stream is not an answer", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start()
      server.script(OllamaAnswers.errorInStream("llama runner process has terminated"))
      const error = yield* Effect.flip(llm.generate(question))
      assert.deepInclude(error.reason, { _tag: "LlmDown", cause: "server-error" })
      assert.include(error.message, "runner process")
    })
  )

  it.live("an object is asked for by its JSON Schema", () =>
    Effect.gen(function* () {
      const { llm, server } = yield* start()
      server.script(OllamaAnswers.ok('{"name":"Moby"}'))
      yield* llm.generateObject({ ...question, schema: Schema.Struct({ name: Schema.String }), schemaName: "whale" })
      assert.deepInclude(server.asked()[0]?.body, {
        format: {
          type: "object",
          properties: { name: { type: "string" } },
          required: ["name"],
          additionalProperties: false
        }
      })
    })
  )
})
