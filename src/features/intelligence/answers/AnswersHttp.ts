import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { remember } from "#features/idempotency/Remember.ts"
import { Answers } from "./Answers.ts"
import { eventResponse, wantsEvents } from "./EventResponse.ts"

/** The calls under `/qa`. */
export const layer = HttpApiBuilder.group(
  Api,
  "qa",
  Effect.fnUntraced(function* (handlers) {
    const answers = yield* Answers
    return handlers.handleAll({
      ask: Effect.fnUntraced(function* ({ headers, payload }) {
        const by = yield* CurrentUser
        return wantsEvents(headers.accept)
          ? eventResponse(yield* answers.begin(by, payload))
          : yield* answers.ask(by, payload, remember)
      }),
      list: ({ query }) => CurrentUser.use((by) => answers.list(by, query)),
      get: Effect.fnUntraced(function* ({ headers, params }) {
        const by = yield* CurrentUser
        return wantsEvents(headers.accept)
          ? eventResponse(yield* answers.follow(by, params.id, Number(headers["last-event-id"])))
          : yield* answers.get(by, params.id)
      }),
      remove: ({ params }) => CurrentUser.use((by) => answers.remove(by, params.id)),
      removeAll: () => CurrentUser.use((by) => Effect.map(answers.removeAll(by), (forgotten) => ({ forgotten })))
    })
  })
)
