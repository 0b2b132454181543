import { Effect, Layer, Stream } from "effect"
import { type AiError, type LanguageModel } from "effect/ai"
import { Extractive } from "../extractive/Extractive.ts"
import type { ThreadError } from "../threads/Thread.ts"
import { documentIn } from "./FencedPrompt.ts"
import { LlmCall } from "./LlmCall.ts"
import { LlmProvider } from "./LlmProvider.ts"
import { fromEvents, type ModelEvent } from "./ModelStream.ts"
import { down, refused } from "./ProviderFailure.ts"
import { countStretches, countTokens } from "./TokenEstimate.ts"

/** Words per token of the limit: prompts leave a model so much room beyond the length that they ask for. */
const wordsPerToken = 0.4

const wordsFor = (maxOutputTokens: number) => Math.max(20, Math.round(maxOutputTokens * wordsPerToken))

const unanswered = (error: ThreadError) =>
  down(error.reason._tag === "ThreadTimeout" ? "timeout" : "server-error", error.message)

const answer = Effect.fnUntraced(function* (extractive: Extractive["Service"], options: LanguageModel.ProviderOptions) {
  const { language, maxOutputTokens } = yield* LlmCall
  if (options.responseFormat.type === "json") return yield* refused("without a language model there are no objects")
  const document = documentIn(options.prompt)?.trim() ?? ""
  if (document === "") return yield* refused("without a language model there must be a document to extract from")
  const summary = yield* extractive
    .summarise(document, {
      maxWords: wordsFor(maxOutputTokens),
      ...(language === undefined ? {} : { language })
    })
    .pipe(Effect.mapError(unanswered))
  const counts = yield* countStretches(document, countTokens)
  const events: ReadonlyArray<ModelEvent> = [
    { _tag: "Text", text: summary.text },
    {
      _tag: "End",
      reason: "stop",
      inputTokens: counts.reduce((sum, count) => sum + count, 0),
      outputTokens: countTokens(summary.text),
      costUsd: 0
    }
  ]
  return Stream.fromIterable(events)
})

/** Answers by choosing sentences of the document: no model, no network, the same answer every time. */
export const layerNoDeps = Layer.effect(
  LlmProvider,
  Effect.gen(function* () {
    const extractive = yield* Extractive
    const events = (options: LanguageModel.ProviderOptions): Stream.Stream<ModelEvent, AiError.AiError> =>
      Stream.unwrap(answer(extractive, options))
    return {
      info: {
        provider: "extractive",
        model: "lexrank-mmr",
        contextTokens: 2_000_000,
        parameters: { version: 1, wordsPerToken }
      },
      model: yield* fromEvents(events),
      check: Effect.void
    }
  })
)

/** In a worker thread of its own. */
export const layer = layerNoDeps.pipe(Layer.provide(Extractive.layer))
