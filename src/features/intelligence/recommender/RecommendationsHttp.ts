import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { remember } from "#features/idempotency/Remember.ts"
import { Models } from "./Models.ts"
import { Recommendations } from "./Recommendations.ts"
import { SimilarBooks } from "./SimilarBooks.ts"
import { TrainingRequests } from "./TrainingRequests.ts"

/** Answers what a reader may want to read next. */
export const layer = HttpApiBuilder.group(
  Api,
  "recommendations",
  Effect.fnUntraced(function* (handlers) {
    const models = yield* Models
    const recommendations = yield* Recommendations
    const similar = yield* SimilarBooks
    const training = yield* TrainingRequests
    return handlers.handleAll({
      mine: ({ query }) => Effect.flatMap(CurrentUser, (reader) => recommendations.of(reader, query.limit)),
      similar: ({ params, query }) =>
        Effect.flatMap(CurrentUser, ({ organizationId }) => similar.of(organizationId, params.bookId, query.limit)),
      train: () => Effect.flatMap(CurrentUser, (actor) => training.request(actor, remember)),
      models: () =>
        Effect.flatMap(CurrentUser, ({ organizationId }) =>
          Effect.map(models.list(organizationId), (items) => ({ items }))
        )
    })
  })
)
