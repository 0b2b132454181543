import { Clock, Effect, Exit, Metric } from "effect"
import type { LlmError } from "../LlmError.ts"
import type { LlmRequest } from "../LlmRequest.ts"
import { counters, histograms, record } from "../telemetry/MetricSeries.ts"
import { answered, asked, failedWith } from "../telemetry/SpanAttributes.ts"
import type { Spent } from "./LlmCall.ts"
import type { LlmInfo } from "./LlmProvider.ts"

const answers = counters("llm_answers_total", {
  description: "Questions to the language model by purpose and result: ok or the code of the failure",
  labels: ["provider", "model", "purpose", "result"]
})
const tokens = counters("llm_tokens_total", {
  description: "Tokens paid for, in and out",
  labels: ["provider", "model", "purpose", "direction"]
})
const cost = counters("llm_cost_dollars_total", {
  description: "US dollars paid for answers, where their price is known",
  labels: ["provider", "model", "purpose"]
})
const seconds = histograms("llm_answer_seconds", {
  description: "Time until the whole answer, with waiting and retries",
  labels: ["provider", "model", "purpose"],
  boundaries: Metric.exponentialBoundaries({ start: 0.25, factor: 2, count: 12 })
})

const resultOf = (exit: Exit.Exit<unknown, LlmError>) => {
  if (Exit.isSuccess(exit)) return "ok"
  const failed = exit.cause.reasons.find((reason) => reason._tag === "Fail")
  return failed === undefined ? "interrupted" : failed.error.code
}

/** The recorder of one question, started now: call it with the end of the question and what it used. */
export const observation = Effect.fnUntraced(function* (
  { model, provider }: LlmInfo,
  { maxOutputTokens, purpose }: Pick<LlmRequest, "maxOutputTokens" | "purpose">
) {
  const startedAt = yield* Clock.currentTimeMillis
  const labels = { provider, model, purpose }
  yield* Effect.annotateCurrentSpan(asked({ ...labels, maxOutputTokens }))
  return Effect.fnUntraced(function* (exit: Exit.Exit<unknown, LlmError>, spent: Spent) {
    const tookMs = (yield* Clock.currentTimeMillis) - startedAt
    const result = resultOf(exit)
    yield* record((registry) => {
      answers({ ...labels, result }).updateUnsafe(1, registry)
      tokens({ ...labels, direction: "in" }).updateUnsafe(spent.inputTokens, registry)
      tokens({ ...labels, direction: "out" }).updateUnsafe(spent.outputTokens, registry)
      if (spent.costUsd !== undefined) cost(labels).updateUnsafe(spent.costUsd, registry)
      seconds(labels).updateUnsafe(tookMs / 1000, registry)
    })
    yield* Effect.annotateCurrentSpan({ ...answered(spent), ...(result === "ok" ? {} : failedWith(result)) })
    return tookMs
  })
})
