import { Config, Effect, Option, Redacted } from "effect"
import { type Headers, HttpEffect, HttpRouter, HttpServerRespondable, HttpServerResponse } from "effect/http"
import { createHash, timingSafeEqual } from "node:crypto"
import { Unauthenticated } from "#contract/Authorization.ts"
import { metricsPath } from "./http/Paths.ts"
import { metricsResponse } from "./Metrics.ts"
import { metricsPort } from "./MetricsListener.ts"

const isLoopback = (host: string) => /^(localhost|\[?::1\]?|127(\.\d{1,3}){3})$/.test(host)

/**
 * Whether a request comes from the machine itself, for all one can see: no proxy says that it passed it on, and it names
 * the machine, unlike a page of another site whose name was made to lead here.
 */
const isDirect = (headers: Headers.Headers) =>
  headers["x-forwarded-for"] === undefined &&
  headers["forwarded"] === undefined &&
  isLoopback((headers["host"] ?? "localhost").replace(/:\d+$/, ""))

/** Takes the same time whatever is wrong with the text. */
const isSame = (a: string, b: string) => {
  const digest = (text: string) => createHash("sha256").update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

const bearer = /^Bearer +(\S+) *$/i

const refuse = Effect.andThen(
  HttpEffect.appendPreResponseHandler((_request, response) =>
    Effect.succeed(HttpServerResponse.setHeader(response, "www-authenticate", 'Bearer realm="metrics"'))
  ),
  Effect.suspend(() => HttpServerRespondable.toResponse(new Unauthenticated({ code: "INVALID_TOKEN" })))
)
const nothing = HttpServerResponse.empty({ status: 404 })

/**
 * `/metrics` on the main listener. `METRICS_TOKEN` (none): for who sends it as bearer token. Without it only where `HOST`
 * is the machine itself and no proxy passes requests on, and where `METRICS_PORT` gives the numbers no listener of their own.
 */
export const layer = HttpRouter.use(
  Effect.fnUntraced(function* (router) {
    const host = yield* Config.String("HOST").pipe(Config.withDefault("127.0.0.1"))
    const token = Option.filter(
      yield* Config.option(Config.Redacted("METRICS_TOKEN")),
      (given) => Redacted.value(given) !== ""
    )
    const isOpen = isLoopback(host) && Option.isNone(yield* metricsPort)
    const answer = yield* metricsResponse
    yield* router.add("GET", metricsPath, ({ headers }) => {
      if (Option.isSome(token)) {
        const [, given = ""] = bearer.exec(headers["authorization"] ?? "") ?? []
        return isSame(given, Redacted.value(token.value)) ? answer : refuse
      }
      return isOpen && isDirect(headers) ? answer : Effect.succeed(nothing)
    })
  })
)
