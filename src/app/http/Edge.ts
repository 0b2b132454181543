import { Clock, Context, Effect, Exit, Option, Tracer } from "effect"
import { SecureRandom } from "effect/crypto"
import {
  HttpEffect,
  HttpRouter,
  HttpServerError,
  HttpServerRequest,
  HttpServerRespondable,
  HttpServerResponse
} from "effect/http"
import { CsrfRejected, MalformedHeader } from "#contract/Problem.ts"
import { RequestContext } from "#platform/RequestContext.ts"
import { requestBegan, requestEnded } from "#platform/telemetry/HttpMetrics.ts"
import { cors } from "./Cors.ts"
import { asProblem } from "./FallbackProblem.ts"
import { docsPath, isQuiet, metricsPath, pathOf } from "./Paths.ts"
import { formOf, type Refusal, refusalOf, spokenMethods } from "./RequestForm.ts"
import { routeOf } from "./Routes.ts"
import { trustedProxies } from "./TrustedProxies.ts"

const saneRequestId = /^[A-Za-z0-9._-]{8,128}$/

/** The page of the API's documentation brings its script inline. Everything else is data. */
const policyOf = (path: string) =>
  path === docsPath
    ? "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'"
    : "default-src 'none'; frame-ancestors 'none'"

const securityHeaders = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "strict-transport-security": "max-age=31536000; includeSubDomains"
}

/** Every answer may differ by who asks from where; some differ by more. */
const varyOf = ({ headers: { vary = "Origin" } }: HttpServerResponse.HttpServerResponse) =>
  /\bOrigin\b/i.test(vary) ? vary : `${vary}, Origin`

/** Everything an answer carries whatever it says: its request's id, the security headers, and problems as problems. */
const finish =
  (context: RequestContext, trace: Headers) =>
  (request: HttpServerRequest.HttpServerRequest, response: HttpServerResponse.HttpServerResponse) => {
    const path = pathOf(request)
    const body = response.status >= 400 ? asProblem(response, { instance: path, requestId: context.id }) : response
    return Effect.succeed(
      HttpServerResponse.setHeaders(body, {
        ...securityHeaders,
        vary: varyOf(response),
        "content-security-policy": response.headers["content-security-policy"] ?? policyOf(path),
        "x-request-id": context.id,
        ...(path.startsWith("/api/v1") && response.headers["cache-control"] === undefined
          ? { "cache-control": "no-store" }
          : {}),
        ...trace
      })
    )
  }

/** Where the trace of the request is to be found. */
const traceOf = (context: Context.Context<never>): Headers =>
  Option.match(Context.getOption(context, Tracer.ParentSpan), {
    onNone: () => ({}),
    onSome: ({ sampled, spanId, traceId }) => (sampled ? { traceparent: `00-${traceId}-${spanId}-01` } : {})
  })

type Headers = Readonly<Record<string, string>>

type Answered<E, R> = Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
type Answer = Exit.Exit<HttpServerResponse.HttpServerResponse, unknown>

const statusOf = (exit: Answer) =>
  Exit.isSuccess(exit)
    ? Effect.succeed(exit.value.status)
    : Effect.map(HttpServerError.causeResponse(exit.cause), ([response]) => response.status)

/** One line for each request, with who asked. */
const accessLog = (
  request: HttpServerRequest.HttpServerRequest,
  context: RequestContext,
  exit: Answer,
  status: number,
  ms: number
) =>
  Effect.gen(function* () {
    const path = pathOf(request)
    if (isQuiet(path) && status < 500) return
    const line = { method: request.method, path, status, ms, ...context.who }
    if (Exit.isFailure(exit) && status >= 500) return yield* Effect.logError("request failed", line, exit.cause)
    // That something is down, or that we drain, is an answer of theirs and no failure.
    const log = status < 500 ? Effect.logInfo : isQuiet(path) ? Effect.logWarning : Effect.logError
    return yield* log("request", line)
  })

/** Counts a request and writes its line. Whoever asks for the numbers is not among them. */
const observed =
  (request: HttpServerRequest.HttpServerRequest, context: RequestContext) =>
  <E, R>(app: Answered<E, R>): Answered<E, R> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const start = yield* Clock.currentTimeMillis
        const isCounted = pathOf(request) !== metricsPath
        if (isCounted) yield* requestBegan
        return yield* Effect.onExit(restore(app), (exit) =>
          Effect.gen(function* () {
            const ms = (yield* Clock.currentTimeMillis) - start
            const status = yield* statusOf(exit)
            if (isCounted) yield* requestEnded(routeOf(request), status, ms)
            yield* accessLog(request, context, exit, status, ms)
          })
        )
      })
    )

const refuse = (refusal: Refusal) => {
  switch (refusal) {
    case "BAD_REQUEST":
      return Effect.succeed(HttpServerResponse.empty({ status: 400 }))
    case "MALFORMED_HEADER":
      return HttpServerRespondable.toResponse(new MalformedHeader({}))
    case "METHOD_NOT_ALLOWED":
      return Effect.succeed(HttpServerResponse.empty({ status: 405, headers: { allow: spokenMethods.join(", ") } }))
  }
}

/** What surrounds every request: its id, its log line, security and CORS headers, and problems for all refusals. */
export const layer = HttpRouter.middleware(
  Effect.gen(function* () {
    const { answer, isAllowed, isForeignChange } = yield* cors
    const random = yield* SecureRandom.SecureRandom
    const fromClient = yield* trustedProxies
    const answerTo = <E, R>(request: HttpServerRequest.HttpServerRequest, app: Answered<E, R>) => {
      const refusal = Option.flatMapNullishOr(formOf(request), refusalOf)
      if (Option.isSome(refusal)) return refuse(refusal.value)
      if (isForeignChange(request)) return HttpServerRespondable.toResponse(new CsrfRejected({}))
      return isAllowed(request) ? answer(app) : app
    }
    return (app) =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        const given = request.headers["x-request-id"]
        const id = given !== undefined && saneRequestId.test(given) ? given : yield* random.uuidV4()
        const context: RequestContext = { id, userAgent: request.headers["user-agent"], who: undefined }
        yield* HttpEffect.appendPreResponseHandler(finish(context, traceOf(yield* Effect.context<never>())))
        return yield* answerTo(request, fromClient(app)).pipe(
          observed(request, context),
          Effect.provideService(RequestContext, context),
          Effect.annotateLogs("requestId", id)
        )
      })
  }),
  { global: true }
)
