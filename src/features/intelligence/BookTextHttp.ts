import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { BookTextParts } from "./BookTextParts.ts"

/** Answers the calls about what stands in books. */
export const layer = HttpApiBuilder.group(
  Api,
  "bookText",
  Effect.fnUntraced(function* (handlers) {
    const texts = yield* BookTextParts
    return handlers.handleAll({
      get: ({ params, query }) =>
        Effect.flatMap(CurrentUser, ({ organizationId }) => texts.read(organizationId, params.id, query))
    })
  })
)
