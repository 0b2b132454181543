import { Effect } from "effect"
import { HttpMiddleware, type HttpServerRequest } from "effect/http"
import { csrfHeader } from "#contract/identity/CookieSessionApi.ts"
import { origins } from "#platform/Origins.ts"

const allowed = {
  allowedMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
  allowedHeaders: [
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "range",
    "x-request-id",
    "traceparent",
    csrfHeader
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

/** Which pages may call us: see {@link origins}. */
export const cors = Effect.map(origins, ({ has, isListed }) => ({
  isAllowed: ({ headers }: HttpServerRequest.HttpServerRequest) => isListed(headers),
  /** A browser says that another site's page asks for a change. Those who are no browsers send no such header. */
  isForeignChange: ({ headers, method }: HttpServerRequest.HttpServerRequest) =>
    headers["sec-fetch-site"] === "cross-site" && !changesNothing.has(method) && !isListed(headers),
  /** For requests of pages that may call us: answers what browsers ask first, and says so in every answer. */
  answer: HttpMiddleware.cors({ ...allowed, allowedOrigins: has })
}))
