import type { Summary, TextStatus } from "#contract/intelligence/Analysis.ts"
import type { SummaryFacts } from "./AnalysisRepo.ts"

/** How far the summary is: never stored, always told from the text and its job. */
const statusOf = ({ fileId, jobError, jobState, model }: SummaryFacts): TextStatus => {
  if (fileId === null) return "none"
  if (jobState === "pending" || jobState === "running") return "pending"
  // A summary stays good when a later try to make it anew failed.
  if (model !== null) return "ready"
  if (jobState === "failed" && jobError?.code === "NEEDS_OCR") return "needs_ocr"
  return jobState === "failed" || jobState === "cancelled" ? "failed" : "none"
}

/** What stands in the way: also of a job that will try again. */
const errorOf = ({ jobError, jobState }: SummaryFacts): Summary["error"] => {
  if (jobState === "cancelled") return { code: "JOB_CANCELLED", message: "The job was cancelled." }
  return jobState === null || jobState === "completed" || jobError === null ? undefined : jobError
}

/** The summary as far as it is known. The text of a file that the book has no more is not shown. */
export const summaryView = (facts: SummaryFacts): Summary => {
  const error = errorOf(facts)
  return {
    status: statusOf(facts),
    text: facts.model === null ? null : facts.text,
    model: facts.model,
    promptVersion: facts.promptId === null ? null : `${facts.promptId}/${facts.promptVersion}`,
    generatedAt: facts.generatedAt,
    provider: facts.provider,
    jobId: facts.jobId,
    inputTokens: facts.inputTokens,
    outputTokens: facts.outputTokens,
    durationMs: facts.durationMs,
    ...(error === undefined ? {} : { error })
  }
}
