import { Clock, Config, Effect, Exit } from "effect"
import { SecureRandom } from "effect/crypto"
import {
  HttpEffect,
  HttpMiddleware,
  HttpRouter,
  HttpServerError,
  HttpServerRequest,
  HttpServerResponse
} from "effect/http"
import { RequestContext } from "#platform/RequestContext.ts"
import { asProblem } from "./FallbackProblem.ts"
import { hasRepeatedAuthorization } from "./RequestHeaders.ts"

const saneRequestId = /^[A-Za-z0-9._-]{8,128}$/

/** The page of the API's documentation brings its script inline. Everything else is data. */
const docsPath = "/api/docs"
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

const pathOf = (request: HttpServerRequest.HttpServerRequest) => request.url.split("?", 1)[0] ?? request.url
const quiet = new Set(["/api/health", "/api/ready", "/metrics"])

/** Everything an answer carries whatever it says: its request's id, the security headers, and problems as problems. */
const finish =
  (context: RequestContext) =>
  (request: HttpServerRequest.HttpServerRequest, response: HttpServerResponse.HttpServerResponse) => {
    const path = pathOf(request)
    const isRefusal = response.status >= 400 && path !== "/api/ready"
    const body = isRefusal ? asProblem(response, { instance: path, requestId: context.id }) : response
    return Effect.map(traceHeader, (trace) =>
      HttpServerResponse.setHeaders(body, {
        ...securityHeaders,
        "content-security-policy": policyOf(path),
        "x-request-id": context.id,
        ...(path.startsWith("/api/v1") && response.headers["cache-control"] === undefined
          ? { "cache-control": "no-store" }
          : {}),
        ...trace
      })
    )
  }

const traceHeader = Effect.match(Effect.currentSpan, {
  onFailure: () => ({}),
  onSuccess: (span) => (span.sampled ? { traceparent: `00-${span.traceId}-${span.spanId}-01` } : {})
})

/** One line for each request, with who asked. */
const accessLog = (
  request: HttpServerRequest.HttpServerRequest,
  context: RequestContext,
  exit: Exit.Exit<HttpServerResponse.HttpServerResponse, unknown>,
  ms: number
) =>
  Effect.gen(function* () {
    const path = pathOf(request)
    const status = Exit.isSuccess(exit)
      ? exit.value.status
      : (yield* HttpServerError.causeResponse(exit.cause))[0].status
    if (quiet.has(path) && status < 500) return
    const line = { method: request.method, path, status, ms, ...context.who }
    if (Exit.isFailure(exit) && status >= 500) return yield* Effect.logError("request failed", line, exit.cause)
    return yield* status >= 500 ? Effect.logError("request", line) : Effect.logInfo("request", line)
  })

/** `CORS_ORIGINS` (none): origins whose pages may call us, with commas between. */
const corsOrigins = Config.String("CORS_ORIGINS").pipe(
  Config.withDefault(""),
  Config.map((text) =>
    text
      .split(",")
      .map((origin) => origin.trim())
      .filter((origin) => origin !== "")
  )
)

/** What surrounds every request: its id, its log line, security and CORS headers, and problems for all refusals. */
export const layer = HttpRouter.middleware(
  Effect.gen(function* () {
    const origins = new Set(yield* corsOrigins)
    const random = yield* SecureRandom.SecureRandom
    const cors = HttpMiddleware.cors({
      allowedOrigins: (origin) => origins.has(origin),
      allowedMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
      allowedHeaders: [
        "authorization",
        "content-type",
        "idempotency-key",
        "if-match",
        "range",
        "x-request-id",
        "traceparent"
      ],
      exposedHeaders: ["etag", "location", "retry-after", "x-request-id", "content-range", "traceparent"],
      credentials: true,
      maxAge: 600
    })
    return (app) =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        const given = request.headers["x-request-id"]
        const id = given !== undefined && saneRequestId.test(given) ? given : yield* random.uuidV4()
        const context: RequestContext = { id, who: undefined }
        yield* HttpEffect.appendPreResponseHandler(finish(context))
        const start = yield* Clock.currentTimeMillis
        const answer = hasRepeatedAuthorization(request)
          ? Effect.succeed(HttpServerResponse.empty({ status: 400 }))
          : cors(app)
        return yield* answer.pipe(
          Effect.onExit((exit) =>
            Effect.flatMap(Clock.currentTimeMillis, (end) => accessLog(request, context, exit, end - start))
          ),
          Effect.provideService(RequestContext, context),
          Effect.annotateLogs("requestId", id)
        )
      })
  }),
  { global: true }
)
