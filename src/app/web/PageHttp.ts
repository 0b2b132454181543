import { Effect, Option } from "effect"
import { SecureRandom } from "effect/crypto"
import { Base64 } from "effect/encoding"
import { HttpPlatform, HttpRouter, type HttpServerRequest, HttpServerResponse } from "effect/http"
import { assetsPath, pathOf } from "../http/Paths.ts"
import { chosen } from "./ContentCoding.ts"
import { find, type PageFile } from "./PageFiles.ts"
import { contentPolicy, noncePlaceholder, permissionsPolicy } from "./PagePolicy.ts"

const nothing = HttpServerResponse.empty({ status: 404 })

/** The page knows itself what lies under its paths. Files have names that are known, and the rest is not its own. */
const isWithinPage = (path: string): boolean =>
  path !== "/api" && !path.startsWith("/api/") && !path.startsWith(assetsPath) && !path.includes("/.")

/** Somebody opens the page, and does not look for data. At the entrance everybody is shown in. */
const wantsPage = (request: HttpServerRequest.HttpServerRequest, path: string): boolean => {
  const { accept = "*/*" } = request.headers
  return accept.includes("text/html") || (path === "/" && accept.includes("*/*"))
}

const notBuilt = HttpServerResponse.html(
  [
    "<!doctype html><title>LuminaLib</title><h1>The library is open, its page is not built</h1>",
    "<p><code>npm run build</code> builds it, and so does <code>npm start</code>. ",
    'The API is at <a href="/api/docs">/api/docs</a>.'
  ].join("\n")
)

/** The page for one reader, with a nonce that nobody else is given: it must not be kept by anybody. */
const makePage = Effect.fnUntraced(function* (html: string) {
  const random = yield* SecureRandom.SecureRandom
  return Effect.map(random.randomBytes(16), (bytes) => {
    const nonce = Base64.encode(bytes)
    return HttpServerResponse.html(html.replaceAll(noncePlaceholder, nonce)).pipe(
      HttpServerResponse.setHeaders({
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-cache",
        "content-security-policy": contentPolicy(nonce),
        "permissions-policy": permissionsPolicy
      })
    )
  })
})

const headersOf = ({ coded, etag }: PageFile, coding: string) => ({
  "cache-control": etag === undefined ? "public, max-age=31536000, immutable" : "no-cache",
  ...(etag === undefined ? {} : { etag }),
  ...(coded.length === 0 ? {} : { vary: "Accept-Encoding" }),
  ...(coding === "identity" ? {} : { "content-encoding": coding })
})

const makeSend = Effect.map(HttpPlatform.HttpPlatform, (platform) =>
  Effect.fnUntraced(
    function* (file: PageFile, { headers }: HttpServerRequest.HttpServerRequest) {
      const form = chosen(file.coded, file.plain, headers["accept-encoding"])
      const described = headersOf(file, form.coding)
      if (file.etag !== undefined && headers["if-none-match"]?.includes(file.etag.slice(2)) === true)
        return HttpServerResponse.empty({ status: 304, headers: described })
      const response = yield* platform.fileResponse(form.file, { contentType: file.contentType })
      // When it was built says nothing, and differs between processes that serve the same.
      const bare = HttpServerResponse.removeHeader(HttpServerResponse.removeHeader(response, "etag"), "last-modified")
      return HttpServerResponse.setHeaders(bare, described)
    },
    // Taken away under us: another page has been built meanwhile.
    Effect.catchReason("PlatformError", "NotFound", () => Effect.succeed(nothing))
  )
)

/**
 * The page and its files, on every path that nothing else answers. Which files there are is found once, at the start: a
 * name from outside is looked up among them and never in a directory.
 */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const built = yield* find
    const send = yield* makeSend
    const files = Option.match(built, { onNone: () => new Map<string, PageFile>(), onSome: (page) => page.files })
    const page = yield* Option.match(built, {
      onNone: () => Effect.succeed(Effect.succeed(notBuilt)),
      onSome: ({ html }) => makePage(html)
    })
    yield* router.add("GET", "/*", (request) => {
      const path = pathOf(request)
      const file = files.get(path)
      if (file !== undefined) return send(file, request)
      if (!isWithinPage(path) || !wantsPage(request, path)) return Effect.succeed(nothing)
      return Option.isSome(built) || path === "/" ? page : Effect.succeed(nothing)
    })
  })
)
