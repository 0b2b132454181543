import { Predicate } from "effect"
import type { HttpServerRequest } from "effect/http"

/** Header lines as they came: name, value, name, value. Node folds repeated ones away elsewhere. */
const rawHeaders = (request: HttpServerRequest.HttpServerRequest): ReadonlyArray<unknown> =>
  Predicate.hasProperty(request.source, "rawHeaders") && Array.isArray(request.source.rawHeaders)
    ? request.source.rawHeaders
    : []

/** Two credentials in one request: which of them counts would depend on who reads it. */
export const hasRepeatedAuthorization = (request: HttpServerRequest.HttpServerRequest): boolean =>
  request.headers["authorization"] !== undefined &&
  rawHeaders(request).filter(
    (name, i) => i % 2 === 0 && typeof name === "string" && name.toLowerCase() === "authorization"
  ).length > 1
