import { Schema } from "effect"
import { BookId } from "#contract/catalogue/Book.ts"
import { ReviewId, type ReviewWritten } from "#contract/circulation/Review.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import * as Job from "#jobs/Job.ts"

const Payload = Schema.Struct({
  organizationId: OrganizationId,
  bookId: BookId,
  reviewId: ReviewId,
  version: Schema.Int
})

/** Which words to judge: one version of a review. */
export type JudgeReviewTask = typeof Payload.Type

/** Finds out how a review sounds. Short: it goes before summaries, which keep a model busy for minutes. */
export const JudgeReview = Job.make("intelligence.judge-review", {
  payload: Payload,
  queue: "llm",
  maxAttempts: 6,
  timeout: "10 minutes",
  priority: 5
})

/** Asks for it, once for each version. */
export const judgeReview = ({ bookId, organizationId, reviewId, userId, version }: ReviewWritten): Job.JobRequest =>
  Job.request(
    JudgeReview,
    { organizationId, bookId, reviewId, version },
    { organizationId, relatedId: reviewId, createdBy: userId, uniqueKey: `${reviewId}/${version}` }
  )
