import { Config, Effect } from "effect"
import { HttpMiddleware, type HttpServerRequest } from "effect/http"

const allowed = {
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
  exposedHeaders: [
    "etag",
    "location",
    "retry-after",
    "x-request-id",
    "content-range",
    "traceparent",
    "idempotent-replayed"
  ],
  credentials: true,
  maxAge: 600
}

const changesNothing: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"])

/** Which pages may call us. `CORS_ORIGINS` (none): their origins, with commas between. */
export const cors = Effect.gen(function* () {
  const text = yield* Config.String("CORS_ORIGINS").pipe(Config.withDefault(""))
  const origins = new Set(text.split(",").map((origin) => origin.trim()))
  const isAllowed = ({ headers }: HttpServerRequest.HttpServerRequest) =>
    headers["origin"] !== undefined && headers["origin"] !== "" && origins.has(headers["origin"])
  return {
    isAllowed,
    /** A browser says that another site's page asks for a change. Those who are no browsers send no such header. */
    isForeignChange: (request: HttpServerRequest.HttpServerRequest) =>
      request.headers["sec-fetch-site"] === "cross-site" && !changesNothing.has(request.method) && !isAllowed(request),
    /** For requests of pages that may call us: answers what browsers ask first, and says so in every answer. */
    answer: HttpMiddleware.cors({ ...allowed, allowedOrigins: (origin) => origins.has(origin) })
  }
})
