import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { BookId } from "../catalogue/Book.ts"
import { OrganizationId } from "../identity/Organization.ts"
import { UserId } from "../identity/User.ts"
import { declare, members } from "../Problem.ts"
import { line, paragraphs } from "../Text.ts"
import { Timestamp } from "../Timestamp.ts"

export const ReviewId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("ReviewId"))
export type ReviewId = typeof ReviewId.Type

export const Rating = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 })).annotate({ examples: [4] })

const sentence = "Slow to begin with, and then I could not put it down."

export const ReviewText = paragraphs(5000, sentence).check(
  Schema.isMinLength(10, { expected: "at least 10 characters" })
)

/** What makes a number of a review's words: a language model, word lists and the rating, or the rating alone. */
export const SentimentMethod = Schema.Literals(["model", "lexicon", "rating"])
export type SentimentMethod = typeof SentimentMethod.Type

/** How a review sounds. */
export const Sentiment = Schema.Struct({
  score: Schema.Finite.annotate({ description: "-1..1; above 0.3 positive, below -0.3 negative" }),
  confidence: Schema.Finite.annotate({ description: "0..1" }),
  method: SentimentMethod
}).annotate({ identifier: "Sentiment" })
export type Sentiment = typeof Sentiment.Type

/** What one reader says of one book. */
export const Review = Schema.Struct({
  id: ReviewId,
  bookId: BookId,
  userId: UserId,
  rating: Schema.Int,
  text: Schema.String,
  sentiment: Schema.NullOr(Sentiment).annotate({ description: "Null until the words as they stand have been read" }),
  hidden: Schema.Boolean.annotate({ description: "Hidden ones are shown to staff and to their author only" }),
  hiddenReason: Schema.NullOr(Schema.String),
  version: Schema.Int.annotate({ description: "Grows with each edit; the `ETag` is made of it" }),
  createdAt: Timestamp,
  updatedAt: Timestamp
}).annotate({ identifier: "Review" })
export type Review = typeof Review.Type

export const NewReview = Schema.Struct({ rating: Rating, text: ReviewText }).annotate({ identifier: "NewReview" })
export type NewReview = typeof NewReview.Type

/** Why a review is reported or hidden. */
export const ReviewReason = line(500, "Tells how the book ends.")
export const ReasonGiven = Schema.Struct({ reason: ReviewReason }).annotate({ identifier: "ReasonGiven" })

/** A review that readers object to, for staff to look at. */
export const ReportedReview = Schema.Struct({
  ...Review.fields,
  reports: Schema.Int.annotate({ description: "Since staff last looked at it" }),
  reasons: Schema.Array(Schema.String).annotate({ description: "Of the latest reports, at most ten" })
}).annotate({ identifier: "ReportedReview" })
export type ReportedReview = typeof ReportedReview.Type

export const ReviewSort = Schema.Literals(["createdAt", "rating"])
export type ReviewSort = typeof ReviewSort.Type

/** Hidden ones are absent for everybody but staff and their author. */
export class ReviewNotFound extends HttpApiError.Problem<ReviewNotFound>()(
  "ReviewNotFound",
  declare({ code: "REVIEW_NOT_FOUND", status: 404, title: "No such review" }),
  { ...members("REVIEW_NOT_FOUND"), reviewId: ReviewId }
) {}

/** Only who has or had the book says what it is like. */
export class BorrowRequired extends HttpApiError.Problem<BorrowRequired>()(
  "BorrowRequired",
  declare({ code: "BORROW_REQUIRED", status: 403, title: "Borrow the book before you review it" }),
  { ...members("BORROW_REQUIRED"), bookId: BookId }
) {}

/** One review for each reader and book: edit the one that is there. */
export class AlreadyReviewed extends HttpApiError.Problem<AlreadyReviewed>()(
  "AlreadyReviewed",
  declare({ code: "ALREADY_REVIEWED", status: 409, title: "You have reviewed this book" }),
  { ...members("ALREADY_REVIEWED"), bookId: BookId }
) {}

/** The review was changed since it was read: read it again. */
export class ReviewChanged extends HttpApiError.Problem<ReviewChanged>()(
  "ReviewChanged",
  declare({ code: "PRECONDITION_FAILED", status: 412, title: "The review was changed meanwhile" }),
  members("PRECONDITION_FAILED")
) {}

const aboutReview = { organizationId: OrganizationId, reviewId: ReviewId, bookId: BookId, userId: UserId }

/** A review was written or edited, or is shown again. `userId`: its author. */
export const ReviewWritten = Schema.TaggedStruct("ReviewWritten", { ...aboutReview, version: Schema.Int })
export type ReviewWritten = typeof ReviewWritten.Type

/** A review was deleted or hidden. `userId`: its author. */
export const ReviewRemoved = Schema.TaggedStruct("ReviewRemoved", aboutReview)
export type ReviewRemoved = typeof ReviewRemoved.Type

/** Staff hid a review, for a reason that its author is told. */
export const ReviewHidden = Schema.TaggedStruct("ReviewHidden", { ...aboutReview, by: UserId, reason: Schema.String })
export type ReviewHidden = typeof ReviewHidden.Type

/** The first reader, `by`, objected to a review since staff last looked at it. */
export const ReviewReported = Schema.TaggedStruct("ReviewReported", { ...aboutReview, by: UserId })
export type ReviewReported = typeof ReviewReported.Type
