import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { Jobs } from "./Jobs.ts"

/** Answers the calls under `/jobs`. */
export const layer = HttpApiBuilder.group(
  Api,
  "jobs",
  Effect.fnUntraced(function* (handlers) {
    const jobs = yield* Jobs
    return handlers.handleAll({
      list: ({ query }) => Effect.flatMap(CurrentUser, (actor) => jobs.list(actor, query)),
      get: ({ params }) => Effect.flatMap(CurrentUser, (actor) => jobs.get(actor, params.id)),
      retry: ({ params }) => Effect.flatMap(CurrentUser, (actor) => jobs.retry(actor, params.id)),
      cancel: ({ params }) => Effect.flatMap(CurrentUser, (actor) => jobs.cancel(actor, params.id))
    })
  })
)
