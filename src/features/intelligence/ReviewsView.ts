import type { Analysis, MadeText, TextStatus } from "#contract/intelligence/Analysis.ts"
import type { ReviewFacts } from "./AnalysisRepo.ts"

/** How far the consensus is: never stored. A text that is there stands while the next one is thought about. */
const statusOf = ({ consensus, consensusState, isJudging, reviews }: ReviewFacts): TextStatus => {
  if (reviews === null || reviews === 0) return "none"
  if (consensus !== null) return "ready"
  if (consensusState === "failed" || consensusState === "cancelled") return "failed"
  return consensusState === "pending" || consensusState === "running" || isJudging ? "pending" : "none"
}

/** What stands in the way: also of a job that will try again. */
const errorOf = ({ consensusError, consensusState }: ReviewFacts): MadeText["error"] => {
  if (consensusState === "cancelled") return { code: "JOB_CANCELLED", message: "The job was cancelled." }
  return consensusState === null || consensusState === "completed" || consensusError === null
    ? undefined
    : consensusError
}

const consensusView = (facts: ReviewFacts): MadeText => {
  const error = errorOf(facts)
  const status = statusOf(facts)
  const isShown = status !== "none"
  return {
    status,
    // Of reviews that are all gone nothing is told.
    text: isShown ? facts.consensus : null,
    model: isShown ? facts.consensusModel : null,
    promptVersion:
      isShown && facts.consensusPromptId !== null ? `${facts.consensusPromptId}/${facts.consensusPromptVersion}` : null,
    generatedAt: isShown ? facts.consensusAt : null,
    ...(error === undefined ? {} : { error })
  }
}

/** What readers make of the book, as far as it is known. */
export const reviewsView = (facts: ReviewFacts): Pick<Analysis, "consensus" | "sentiment" | "rating"> => ({
  consensus: consensusView(facts),
  sentiment: {
    average: facts.sentimentAverage,
    distribution: { positive: facts.positive ?? 0, neutral: facts.neutral ?? 0, negative: facts.negative ?? 0 }
  },
  rating: { average: facts.ratingAverage, count: facts.reviews ?? 0 }
})
