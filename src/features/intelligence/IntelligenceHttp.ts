import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { remember } from "#features/idempotency/Remember.ts"
import { Analyses } from "./Analyses.ts"
import { Summaries } from "./Summaries.ts"

/** Answers the calls about what the library learns from its books. */
export const layer = HttpApiBuilder.group(
  Api,
  "intelligence",
  Effect.fnUntraced(function* (handlers) {
    const analyses = yield* Analyses
    const summaries = yield* Summaries
    return handlers.handleAll({
      analysis: ({ params }) =>
        Effect.flatMap(CurrentUser, ({ organizationId }) => analyses.get(organizationId, params.id)),
      summarize: ({ params }) => Effect.flatMap(CurrentUser, (actor) => summaries.request(actor, params.id, remember))
    })
  })
)
