import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Authorization, RequiredRole } from "../Authorization.ts"
import { BookId, BookNotFound } from "../catalogue/Book.ts"
import { idempotencyKey, Idempotent } from "../Idempotency.ts"
import * as Page from "../Page.ts"
import { ReadableBody } from "../Problem.ts"
import { ifMatch } from "../Version.ts"
import {
  AlreadyReviewed,
  BorrowRequired,
  NewReview,
  ReasonGiven,
  ReportedReview,
  Review,
  ReviewChanged,
  ReviewId,
  ReviewNotFound,
  ReviewSort
} from "./Review.ts"

const reviewParams = { id: ReviewId }
const withETag = HttpApiSchema.WithHeaders(Review, { etag: Schema.String })

/** What readers say of books. */
export class ReviewsApi extends HttpApiGroup.make("reviews")
  .add(
    HttpApiEndpoint.post("add", "/books/:id/reviews", {
      params: { id: BookId },
      headers: idempotencyKey,
      payload: NewReview,
      success: HttpApiSchema.WithHeaders(Review.pipe(HttpApiSchema.status(201)), {
        etag: Schema.String,
        location: Schema.String
      }),
      error: [BookNotFound, BorrowRequired, AlreadyReviewed]
    })
      .middleware(Idempotent)
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Review a book",
          description: "By whoever has or had it on loan, once. What the review sounds like is found out as a job."
        })
      ),
    HttpApiEndpoint.get("list", "/books/:id/reviews", {
      params: { id: BookId },
      query: { ...Page.query, sort: Schema.optionalKey(ReviewSort), order: Schema.optionalKey(Page.Order) },
      success: Page.ofLong(Review),
      error: [BookNotFound, Page.InvalidCursor]
    })
      .annotateMerge(Page.describeQuery(Page.queryDocs))
      .annotateMerge(
        OpenApi.annotations({
          summary: "The reviews of a book, newest first",
          description: "Hidden ones are shown to staff and to their author only."
        })
      ),
    HttpApiEndpoint.get("reported", "/reviews/reported", {
      query: Page.query,
      success: Page.ofLong(ReportedReview),
      error: Page.InvalidCursor
    })
      .annotate(RequiredRole, "librarian")
      .annotateMerge(Page.describeQuery(Page.queryDocs))
      .annotateMerge(OpenApi.annotations({ summary: "Reviews that readers object to, newest first" })),
    HttpApiEndpoint.get("get", "/reviews/:id", {
      params: reviewParams,
      success: withETag,
      error: ReviewNotFound
    }).annotateMerge(OpenApi.annotations({ summary: "One review" })),
    HttpApiEndpoint.put("update", "/reviews/:id", {
      params: reviewParams,
      headers: ifMatch,
      payload: NewReview,
      success: withETag,
      error: [ReviewNotFound, ReviewChanged]
    })
      .middleware(ReadableBody)
      .annotateMerge(OpenApi.annotations({ summary: "Edit one's review", description: "By its author only." })),
    HttpApiEndpoint.delete("remove", "/reviews/:id", {
      params: reviewParams,
      headers: ifMatch,
      error: [ReviewNotFound, ReviewChanged]
    }).annotateMerge(OpenApi.annotations({ summary: "Delete a review", description: "By its author, or by staff." })),
    HttpApiEndpoint.post("report", "/reviews/:id/report", {
      params: reviewParams,
      payload: ReasonGiven,
      error: ReviewNotFound
    })
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Object to a review",
          description: "Once for each reader: who does so again changes nothing."
        })
      ),
    HttpApiEndpoint.post("hide", "/reviews/:id/hide", {
      params: reviewParams,
      payload: ReasonGiven,
      success: withETag,
      error: ReviewNotFound
    })
      .middleware(ReadableBody)
      .annotate(RequiredRole, "librarian")
      .annotateMerge(OpenApi.annotations({ summary: "Hide a review; it counts no more" })),
    HttpApiEndpoint.post("unhide", "/reviews/:id/unhide", {
      params: reviewParams,
      success: withETag,
      error: ReviewNotFound
    })
      .annotate(RequiredRole, "librarian")
      .annotateMerge(
        OpenApi.annotations({
          summary: "Show a review again",
          description: "Also of one that is not hidden: what readers objected to is settled by it."
        })
      )
  )
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Reviews", description: "What readers say of books" })) {}
