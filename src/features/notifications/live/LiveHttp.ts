import { Effect, Option } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { LiveSockets } from "./LiveSockets.ts"

/** The call that becomes a WebSocket. */
export const layer = HttpApiBuilder.group(
  Api,
  "live",
  Effect.fnUntraced(function* (handlers) {
    const sockets = yield* LiveSockets
    return handlers.handleRaw("connect", ({ query, request }) =>
      sockets.open({
        address: Option.getOrElse(request.remoteAddress, () => "unknown"),
        since: query.since
      })
    )
  })
)
