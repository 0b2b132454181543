import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { ReadingPositions } from "./ReadingPositions.ts"

/** Answers the calls about how far readers are. */
export const layer = HttpApiBuilder.group(
  Api,
  "readingPositions",
  Effect.fnUntraced(function* (handlers) {
    const positions = yield* ReadingPositions
    return handlers.handleAll({
      list: ({ query }) => CurrentUser.use((by) => Effect.map(positions.list(by, query.limit), (items) => ({ items }))),
      get: ({ params }) => CurrentUser.use((by) => positions.get(by, params.id)),
      put: ({ params, payload }) => CurrentUser.use((by) => positions.put(by, params.id, payload)),
      remove: ({ params }) => CurrentUser.use((by) => positions.remove(by, params.id))
    })
  })
)
