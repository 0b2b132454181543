import { Clock, Effect, Exit, Metric } from "effect"
import type { LlmError } from "../LlmError.ts"
import type { Spent } from "./LlmCall.ts"
import type { LlmInfo } from "./LlmProvider.ts"

const answers = Metric.counter("llm_answers_total", {
  description: "Questions to the language model by purpose and result: ok or the code of the failure",
  incremental: true
})
const tokens = Metric.counter("llm_tokens_total", { description: "Tokens paid for, in and out", incremental: true })
const seconds = Metric.histogram("llm_answer_seconds", {
  description: "Time until the whole answer, with waiting and retries",
  boundaries: Metric.exponentialBoundaries({ start: 0.25, factor: 2, count: 12 })
})

const resultOf = (exit: Exit.Exit<unknown, LlmError>) => {
  if (Exit.isSuccess(exit)) return "ok"
  const failed = exit.cause.reasons.find((reason) => reason._tag === "Fail")
  return failed === undefined ? "interrupted" : failed.error.code
}

/** The recorder of one question, started now: call it with the end of the question and what it used. */
export const observation = Effect.fnUntraced(function* (info: LlmInfo, purpose: string) {
  const startedAt = yield* Clock.currentTimeMillis
  const labels = { provider: info.provider, model: info.model, purpose }
  yield* Effect.annotateCurrentSpan({ "llm.provider": info.provider, "llm.model": info.model, "llm.purpose": purpose })
  return Effect.fnUntraced(function* (exit: Exit.Exit<unknown, LlmError>, spent: Spent) {
    const now = yield* Clock.currentTimeMillis
    yield* Metric.update(Metric.withAttributes(answers, { ...labels, result: resultOf(exit) }), 1)
    yield* Metric.update(Metric.withAttributes(tokens, { ...labels, direction: "in" }), spent.inputTokens)
    yield* Metric.update(Metric.withAttributes(tokens, { ...labels, direction: "out" }), spent.outputTokens)
    yield* Metric.update(Metric.withAttributes(seconds, labels), (now - startedAt) / 1000)
    yield* Effect.annotateCurrentSpan({ "llm.tokens.in": spent.inputTokens, "llm.tokens.out": spent.outputTokens })
    return now - startedAt
  })
})
