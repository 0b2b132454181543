import { Effect, Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Authorization } from "../Authorization.ts"
import * as Page from "../Page.ts"
import { Recommendations } from "./Recommendation.ts"

const Limit = Page.Integer.check(Schema.isBetween({ minimum: 1, maximum: 50 })).pipe(
  Schema.withDecodingDefaultKey(Effect.succeed("10"))
)

/** What a reader may want to read next. */
export class RecommendationsApi extends HttpApiGroup.make("recommendations")
  .add(
    HttpApiEndpoint.get("mine", "/recommendations", { query: { limit: Limit }, success: Recommendations })
      .annotateMerge(
        Page.describeQuery({
          limit: { description: "Books at most", schema: { type: "integer", minimum: 1, maximum: 50, default: 10 } }
        })
      )
      .annotateMerge(
        OpenApi.annotations({
          summary: "Books for the caller",
          description: [
            "From what the caller borrowed and reviewed, else what is popular and new. Made anew as a job soon after",
            "each loan, return and review. Never a book that the caller ever borrowed, at most two of one author."
          ].join(" ")
        })
      )
  )
  .middleware(Authorization)
  .annotateMerge(
    OpenApi.annotations({ title: "Recommendations", description: "What a reader may want to read next" })
  ) {}
