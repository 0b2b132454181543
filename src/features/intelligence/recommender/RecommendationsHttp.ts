import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { Recommendations } from "./Recommendations.ts"

/** Answers what a reader may want to read next. */
export const layer = HttpApiBuilder.group(
  Api,
  "recommendations",
  Effect.fnUntraced(function* (handlers) {
    const recommendations = yield* Recommendations
    return handlers.handleAll({
      mine: ({ query }) => Effect.flatMap(CurrentUser, (reader) => recommendations.of(reader, query.limit))
    })
  })
)
