import { Clock, Effect, Exit, Metric } from "effect"
import type { LlmError } from "../LlmError.ts"
import { counters, histograms, record } from "../telemetry/MetricSeries.ts"
import { failedWith } from "../telemetry/SpanAttributes.ts"
import type { Embedded, Embedder } from "./Embedder.ts"

const calls = counters("embedding_calls_total", {
  description: "Calls of the embedding model by purpose and result: ok or the code of the failure",
  labels: ["provider", "model", "purpose", "result"]
})
const texts = counters("embedding_texts_total", {
  description: "Texts made vectors of",
  labels: ["provider", "model", "purpose"]
})
const tokens = counters("embedding_tokens_total", {
  description: "Tokens paid for",
  labels: ["provider", "model", "purpose"]
})
const cost = counters("embedding_cost_dollars_total", {
  description: "US dollars paid for vectors, where their price is known",
  labels: ["provider", "model", "purpose"]
})
const seconds = histograms("embedding_call_seconds", {
  description: "Time until the vectors are there, with waiting and retries",
  labels: ["provider", "model", "purpose"],
  boundaries: Metric.exponentialBoundaries({ start: 0.005, factor: 2, count: 14 })
})

const resultOf = (exit: Exit.Exit<unknown, LlmError>) => {
  if (Exit.isSuccess(exit)) return "ok"
  const failed = exit.cause.reasons.find((reason) => reason._tag === "Fail")
  return failed === undefined ? "interrupted" : failed.error.code
}

/** Records a call and its end. */
export const observed =
  ({ model, provider }: Pick<Embedder, "model" | "provider">, purpose: "document" | "question") =>
  <R>(call: Effect.Effect<Embedded, LlmError, R>) =>
    Effect.gen(function* () {
      const startedAt = yield* Clock.currentTimeMillis
      const exit = yield* Effect.exit(call)
      const tookMs = (yield* Clock.currentTimeMillis) - startedAt
      const series = { provider, model, purpose }
      const result = resultOf(exit)
      yield* record((registry) => {
        calls({ ...series, result }).updateUnsafe(1, registry)
        seconds(series).updateUnsafe(tookMs / 1000, registry)
        if (!Exit.isSuccess(exit)) return
        texts(series).updateUnsafe(exit.value.vectors.length, registry)
        tokens(series).updateUnsafe(exit.value.inputTokens, registry)
        if (exit.value.costUsd !== undefined) cost(series).updateUnsafe(exit.value.costUsd, registry)
      })
      if (result !== "ok") yield* Effect.annotateCurrentSpan(failedWith(result))
      return yield* exit
    }).pipe(
      Effect.withSpan("Embeddings.embed", {
        attributes: {
          "gen_ai.operation.name": "embeddings",
          "gen_ai.provider.name": provider,
          "gen_ai.request.model": model,
          "luminalib.llm.purpose": purpose
        }
      })
    )
