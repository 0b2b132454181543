import { Effect, Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Authorization, RequiredRole } from "../Authorization.ts"
import { BookId, BookNotFound } from "../catalogue/Book.ts"
import { idempotencyKey, Idempotent } from "../Idempotency.ts"
import { JobId } from "../jobs/Job.ts"
import * as Page from "../Page.ts"
import { Recommendations, SimilarBooks } from "./Recommendation.ts"
import { RecommenderModels } from "./RecommenderModel.ts"

const Limit = Page.Integer.check(Schema.isBetween({ minimum: 1, maximum: 50 })).pipe(
  Schema.withDecodingDefaultKey(Effect.succeed("10"))
)

const limitDocs = Page.describeQuery({
  limit: { description: "Books at most", schema: { type: "integer", minimum: 1, maximum: 50, default: 10 } }
})

/** What a reader may want to read next. */
export class RecommendationsApi extends HttpApiGroup.make("recommendations")
  .add(
    HttpApiEndpoint.get("mine", "/recommendations", { query: { limit: Limit }, success: Recommendations })
      .annotateMerge(limitDocs)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Books for the caller",
          description: [
            "From what the caller borrowed and reviewed, else what is popular and new. Made anew as a job soon after",
            "each loan, return and review. Never a book that the caller ever borrowed, at most two of one author."
          ].join(" ")
        })
      ),
    HttpApiEndpoint.get("similar", "/recommendations/similar/:bookId", {
      params: { bookId: BookId },
      query: { limit: Limit },
      success: SimilarBooks,
      error: BookNotFound
    })
      .annotateMerge(limitDocs)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Books like one",
          description: [
            "By series, author, tags, genre and what is said of them, each counting for as much as it is rare in the",
            "library. They differ from each other, too: at most two of one author."
          ].join(" ")
        })
      ),
    HttpApiEndpoint.post("train", "/recommendations/train", {
      headers: idempotencyKey,
      success: Schema.Struct({ jobId: JobId }).pipe(HttpApiSchema.status(202))
    })
      .middleware(Idempotent)
      .annotate(RequiredRole, "admin")
      .annotateMerge(
        OpenApi.annotations({
          summary: "Learn from what readers borrowed",
          description: [
            "As a job, as every night where something was borrowed. Only one at a time runs for a library: asking again",
            "gives the one that waits or runs. The model before answers until the new one is whole."
          ].join(" ")
        })
      ),
    HttpApiEndpoint.get("models", "/recommendations/models", { success: RecommenderModels })
      .annotate(RequiredRole, "admin")
      .annotateMerge(OpenApi.annotations({ summary: "What was learned from readers, the newest first" }))
  )
  .middleware(Authorization)
  .annotateMerge(
    OpenApi.annotations({ title: "Recommendations", description: "What a reader may want to read next" })
  ) {}
