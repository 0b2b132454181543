import { Effect } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { HttpApi } from "effect/http-api"
import { Api } from "#contract/Api.ts"

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const

/** Answers 405, with the methods that are allowed, where a path of the contract is called with another one. */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const allowed = new Map<HttpRouter.PathInput, Set<string>>()
    HttpApi.reflect(Api, {
      onGroup: () => {},
      onEndpoint: ({ endpoint }) => {
        const path = endpoint.path as HttpRouter.PathInput
        allowed.set(path, (allowed.get(path) ?? new Set<string>()).add(endpoint.method))
      }
    })
    for (const [path, known] of allowed) {
      const allow = [...known, ...(known.has("GET") ? ["HEAD"] : [])].join(", ")
      const answer = HttpServerResponse.empty({ status: 405, headers: { allow } })
      for (const method of methods) if (!known.has(method)) yield* router.add(method, path, answer)
    }
  })
)
