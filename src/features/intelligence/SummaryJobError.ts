import { JobError } from "#jobs/Job.ts"
import type { LlmError } from "#platform/LlmError.ts"
import type { StorageError } from "#platform/storage/StorageError.ts"
import type { TextExtractionError } from "#platform/text/TextExtractionError.ts"
import { readingJobError } from "./ReadingJobError.ts"

const model: Record<LlmError["code"], string> = {
  LLM_BUSY: "The language model has no room now.",
  LLM_REFUSED: "The language model refused to answer.",
  LLM_TOO_LONG: "The book is too long for the language model, even in parts.",
  LLM_DOWN: "The language model did not answer.",
  MODEL_OUTPUT_INVALID: "The language model gave an answer that cannot be used.",
  BUDGET_EXCEEDED: "The library has used up its tokens of the month. It goes on when there are some again."
}

/** What is told of a failed attempt, and whether another one makes sense. The causes' own words go only to the log. */
export const summaryJobError = (error: LlmError | StorageError | TextExtractionError): JobError => {
  if (error._tag !== "LlmError") return readingJobError(error)
  const { reason } = error
  const wait = "retryAfterMs" in reason && reason.retryAfterMs !== undefined
  return new JobError({
    code: error.code,
    message: model[error.code],
    retry: reason._tag === "LlmOverBudget" ? "uncounted" : error.isRetryable ? "later" : "never",
    ...(wait ? { retryAfterMs: reason.retryAfterMs } : {}),
    cause: error
  })
}
