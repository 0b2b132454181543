import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { Spending } from "./Spending.ts"

/** The call under `/organization/usage`. */
export const layer = HttpApiBuilder.group(
  Api,
  "usage",
  Effect.fnUntraced(function* (handlers) {
    const spending = yield* Spending
    return handlers.handleAll({
      get: () => CurrentUser.use(({ organizationId }) => spending.usage(organizationId))
    })
  })
)
