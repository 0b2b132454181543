import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Api, version } from "#contract/Api.ts"
import { Readiness } from "./Readiness.ts"

/** Health for those who restart processes, readiness for those who send traffic. */
export const layer = HttpApiBuilder.group(
  Api,
  "system",
  Effect.fnUntraced(function* (handlers) {
    const readiness = yield* Readiness
    return handlers.handleAll({
      health: () => Effect.succeed({ status: "ok" as const, version }),
      ready: () =>
        Effect.map(readiness.state, (state) =>
          HttpServerResponse.jsonUnsafe(state, {
            status: state.status === "ready" ? 200 : 503,
            headers: { "cache-control": "no-store" }
          })
        )
    })
  })
)
