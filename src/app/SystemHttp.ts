import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Api, version } from "#contract/Api.ts"
import { Readiness } from "./Readiness.ts"

/** Whether the process is alive: it answers, so it is. */
export const healthy = { status: "ok" as const, version }

/** Answers whether it should be given traffic. */
export const readyResponse = Effect.map(Readiness, ({ state }) =>
  Effect.map(state, (found) =>
    HttpServerResponse.jsonUnsafe(found, {
      status: found.status === "ready" ? 200 : 503,
      headers: { "cache-control": "no-store" }
    })
  )
)

/** Health for those who restart processes, readiness for those who send traffic. */
export const layer = HttpApiBuilder.group(
  Api,
  "system",
  Effect.fnUntraced(function* (handlers) {
    const ready = yield* readyResponse
    return handlers.handleAll({ health: () => Effect.succeed(healthy), ready: () => ready })
  })
)
