import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Authorization, RequiredRole } from "../Authorization.ts"
import { Timestamp } from "../Timestamp.ts"

const Tokens = {
  inputTokens: Schema.Int,
  outputTokens: Schema.Int,
  costUsd: Schema.Finite.annotate({ description: "Of the calls that have a price" })
}

/** What a library used of language models for one purpose. */
export const PurposeUsage = Schema.Struct({
  purpose: Schema.String.annotate({ examples: ["answer", "summarize"] }),
  model: Schema.String,
  calls: Schema.Int,
  ...Tokens
}).annotate({ identifier: "PurposeUsage" })

/** What a library used of language models since the month began, in UTC. */
export const Usage = Schema.Struct({
  since: Timestamp,
  items: Schema.Array(PurposeUsage),
  ...Tokens,
  tokenBudgetPerMonth: Schema.NullOr(Schema.Int),
  tokensLeft: Schema.NullOr(Schema.Int).annotate({ description: "Null: there is no budget" })
}).annotate({ identifier: "Usage" })
export type Usage = typeof Usage.Type

/** What language models cost. */
export class UsageApi extends HttpApiGroup.make("usage")
  .add(
    HttpApiEndpoint.get("get", "/organization/usage", { success: Usage })
      .annotate(RequiredRole, "admin")
      .annotateMerge(
        OpenApi.annotations({
          summary: "Tokens and cost of the month",
          description: "By purpose and model. `tokenBudgetPerMonth` is part of the library's policy."
        })
      )
  )
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Usage", description: "What language models cost" })) {}
