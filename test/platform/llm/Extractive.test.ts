import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Schema, Stream } from "effect"
import { Extractive } from "#platform/extractive/Extractive.ts"
import * as ExtractiveModel from "#platform/llm/Extractive.ts"
import { Llm } from "#platform/Llm.ts"
import { llmOver } from "../../support/LlmOver.ts"

const voyage = `The whaling ship left Nantucket on a cold Christmas morning with thirty men aboard. Her captain had lost
his leg to a white whale many years before. The captain promised a gold coin to the first man who saw the white whale.
Starbuck, the first mate, thought that the hunt for the white whale was madness. The cook made soup of clams and cod on
most evenings. For three days the boats chased the white whale across the quiet sea. Storms had torn two of the sails.
The sailors told each other that the captain no longer slept. The ship met another whaler whose captain had lost his son
to the same whale. The harpooner Queequeg had a coffin made and then used it as a sea chest. Ishmael alone tells the
story of the ship, its captain and the whale.`

const request = {
  system: "You summarize.",
  instructions: "Summarize the document.",
  maxOutputTokens: 100,
  purpose: "summarize",
  language: "en"
}

const InThisThread = Llm.layerNoDeps.pipe(
  Layer.provide(ExtractiveModel.layerNoDeps),
  Layer.provide(Extractive.layerInline),
  Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} })))
)

layer(InThisThread, { excludeTestServices: true })("Without a language model", (it) => {
  it.effect("a summary is made of sentences of the document and costs nothing", () =>
    Effect.gen(function* () {
      const llm = yield* Llm
      const answer = yield* llm.generate({ ...request, document: voyage })
      assert.isAtMost(answer.text.split(/\s+/).length, 40)
      const sentences = answer.text.split(/(?<=\.)\s+/)
      const flat = voyage.replaceAll(/\s+/g, " ")
      for (const sentence of sentences) assert.include(flat, sentence)
      assert.deepInclude(answer, { model: "lexrank-mmr", finishReason: "stop", costUsd: 0 })
      assert.deepInclude(llm.info, { provider: "extractive", contextTokens: 2_000_000 })
      assert.property(llm.info.parameters, "version")
      yield* llm.check
    })
  )

  it.effect("the same document gives the same summary, also as a stream", () =>
    Effect.gen(function* () {
      const llm = yield* Llm
      const asked = { ...request, document: voyage }
      const first = yield* llm.generate(asked)
      assert.strictEqual((yield* llm.generate(asked)).text, first.text)
      assert.strictEqual((yield* Stream.mkString(llm.stream(asked))).trim(), first.text)
    })
  )

  it.effect("a longer answer is a longer extract", () =>
    Effect.gen(function* () {
      const llm = yield* Llm
      const short = yield* llm.generate({ ...request, document: voyage, maxOutputTokens: 50 })
      const long = yield* llm.generate({ ...request, document: voyage, maxOutputTokens: 250 })
      assert.isAbove(long.text.length, short.text.length)
    })
  )

  it.effect("a question without a document, or for an object, is refused", () =>
    Effect.gen(function* () {
      const llm = yield* Llm
      for (const document of [undefined, "", " \n\t "]) {
        const asked = document === undefined ? request : { ...request, document }
        assert.strictEqual((yield* Effect.flip(llm.generate(asked))).code, "LLM_REFUSED")
      }
      const schema = Schema.Struct({ name: Schema.String })
      const object = llm.generateObject({ ...request, document: voyage, schema, schemaName: "ship" })
      assert.strictEqual((yield* Effect.flip(object)).code, "LLM_REFUSED")
    })
  )

  it.effect("it is what answers when nothing is configured", () =>
    Effect.gen(function* () {
      const llm = yield* llmOver({})
      assert.strictEqual(llm.info.model, "lexrank-mmr")
      assert.isNotEmpty((yield* llm.generate({ ...request, document: voyage })).text)
    })
  )

  it.effect("an unknown provider stops the start", () =>
    Effect.gen(function* () {
      assert.include(String(yield* Effect.flip(llmOver({ LLM_PROVIDER: "oracle" }))), "LLM_PROVIDER")
    })
  )
})
