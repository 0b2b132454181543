import { Effect } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { HttpApi } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { docsPath, openApiPath } from "./Paths.ts"

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const

/** Which methods each path of ours takes. */
const paths = () => {
  const taken = new Map<string, Set<string>>([openApiPath, docsPath].map((path) => [path, new Set(["GET"])]))
  HttpApi.reflect(Api, {
    onGroup: () => {},
    onEndpoint: ({ endpoint }) => {
      taken.set(endpoint.path, (taken.get(endpoint.path) ?? new Set<string>()).add(endpoint.method))
    }
  })
  return taken
}

/** Answers 405 where a path of ours is called with a method it does not take, and OPTIONS with those it does. */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    for (const [text, taken] of paths()) {
      const path: HttpRouter.PathInput = `/${text.slice(1)}`
      const headers = { allow: [...taken, ...(taken.has("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ") }
      yield* router.add("OPTIONS", path, HttpServerResponse.empty({ status: 204, headers }))
      const refusal = HttpServerResponse.empty({ status: 405, headers })
      for (const method of methods) if (!taken.has(method)) yield* router.add(method, path, refusal)
    }
  })
)
