import { FindMyWay } from "effect/http"
import { HttpApi } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { assetsPath, docsPath, metricsPath, openApiPath } from "./Paths.ts"
import { spokenMethods } from "./RequestForm.ts"

/** How paths are matched with calls. */
export const routerConfig = { caseSensitive: true, maxParamLength: 500 } as const

const routes = FindMyWay.make<string>(routerConfig)
for (const path of [docsPath, metricsPath, openApiPath] as const) routes.on("GET", path, path)
HttpApi.reflect(Api, {
  onGroup: () => {},
  onEndpoint: ({ endpoint }) => routes.on(endpoint.method, `/${endpoint.path.slice(1)}`, endpoint.path)
})

// Whatever else is read is of the page, which has as many paths as it likes.
for (const path of ["/api", "/api/*"] as const) routes.on("GET", path, "unmatched")
routes.on("GET", "/*", "page")
routes.on("GET", `${assetsPath}*`, "asset")

const spoken: ReadonlySet<string> = new Set(spokenMethods)

/** The method and template of the call that a request means: words of ours, whatever the request says. */
export const routeOf = (request: { readonly method: string; readonly url: string }) => {
  const method = spoken.has(request.method) ? request.method : "other"
  const found = routes.find(method === "HEAD" ? "GET" : method, request.url)
  return { method, route: found?.handler ?? "unmatched" }
}
