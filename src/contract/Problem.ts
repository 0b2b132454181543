import { Context, Schema } from "effect"
import { HttpApiError, HttpApiMiddleware, OpenApi } from "effect/http-api"

/** `BOOK_NOT_FOUND` → `urn:luminalib:problem:BOOK_NOT_FOUND`. The `type` by which clients tell problems apart. */
export const problemType = <const Code extends string>(code: Code): `urn:luminalib:problem:${Code}` =>
  `urn:luminalib:problem:${code}`

/** What a class of problem always says: its stable code, its HTTP status and a title for people. */
export interface ProblemKind<Code extends string, Status extends number> {
  readonly code: Code
  readonly status: Status
  readonly title: string
}

/** The declaration shared by every problem of one kind, in the form `HttpApiError.Problem` takes. */
export const declare = <const Code extends string, const Status extends number>(kind: ProblemKind<Code, Status>) => ({
  type: problemType(kind.code),
  status: kind.status,
  title: kind.title
})

/**
 * The members every problem carries beside those of RFC 9457. `requestId` is filled in at the edge of the server, where
 * the request is known.
 */
export const members = <const Code extends string>(code: Code) => ({
  code: Schema.tag(code).annotate({ description: "Stable, machine-readable" }),
  requestId: Schema.optionalKey(Schema.String)
})

/** Where in the request a value is wrong, and why. */
export const FieldIssue = Schema.Struct({
  pointer: Schema.String.annotate({
    description: "JSON pointer into the body, or `query/limit`, `path/id`, `header/if-match`",
    examples: ["/title", "query/limit"]
  }),
  message: Schema.String,
  code: Schema.String.annotate({ examples: ["VALIDATION_FAILED", "TOO_LONG", "UNKNOWN_FIELD"] })
}).annotate({ identifier: "FieldIssue" })
export type FieldIssue = typeof FieldIssue.Type

/** Well-formed, but not valid: every wrong field is listed. The code is the one the fields share, else the general one. */
export class ValidationFailed extends HttpApiError.Problem<ValidationFailed>()(
  "ValidationFailed",
  declare({ code: "VALIDATION_FAILED", status: 422, title: "The request is not valid" }),
  {
    code: Schema.Literals([
      "VALIDATION_FAILED",
      "UNKNOWN_FIELD",
      "UNKNOWN_PARAMETER",
      "DUPLICATE_PARAMETER",
      "INVALID_TEXT",
      "INVALID_EMAIL",
      "INVALID_ISBN",
      "TOO_LONG"
    ]),
    requestId: Schema.optionalKey(Schema.String),
    errors: Schema.Array(FieldIssue)
  }
) {}
export type ValidationCode = ValidationFailed["code"]

/** Not JSON at all. */
export class MalformedJson extends HttpApiError.Problem<MalformedJson>()(
  "MalformedJson",
  declare({ code: "MALFORMED_JSON", status: 400, title: "The body is not valid JSON" }),
  members("MALFORMED_JSON")
) {}

/** JSON nested deeper than any of our bodies ever is. */
export class JsonTooDeep extends HttpApiError.Problem<JsonTooDeep>()(
  "JsonTooDeep",
  declare({ code: "JSON_TOO_DEEP", status: 400, title: "The body is nested too deeply" }),
  members("JSON_TOO_DEEP")
) {}

/** A body in a form this call does not read. */
export class UnsupportedMediaType extends HttpApiError.Problem<UnsupportedMediaType>()(
  "UnsupportedMediaType",
  declare({ code: "UNSUPPORTED_MEDIA_TYPE", status: 415, title: "The body's type is not supported" }),
  {
    code: Schema.Literals(["UNSUPPORTED_MEDIA_TYPE", "UNSUPPORTED_CHARSET", "UNSUPPORTED_CONTENT_ENCODING"]),
    requestId: Schema.optionalKey(Schema.String)
  }
) {}

/** A header that must not be missing is, or one of which there can be only one was sent twice. */
export class MalformedHeader extends HttpApiError.Problem<MalformedHeader>()(
  "MalformedHeader",
  declare({ code: "MALFORMED_HEADER", status: 400, title: "A header is malformed" }),
  members("MALFORMED_HEADER")
) {}

/** A page of another site made a browser call us: nothing that it asked for is done. */
export class CsrfRejected extends HttpApiError.Problem<CsrfRejected>()(
  "CsrfRejected",
  declare({ code: "CSRF_REJECTED", status: 403, title: "Pages of this site may not make the call" }),
  members("CSRF_REJECTED")
) {}

/** The body is larger than the call takes. */
export class BodyTooLarge extends HttpApiError.Problem<BodyTooLarge>()(
  "BodyTooLarge",
  declare({ code: "BODY_TOO_LARGE", status: 413, title: "The body is too large" }),
  members("BODY_TOO_LARGE")
) {}

/** Too many calls; `retryAfterSeconds` is also sent as `Retry-After`. */
export class RateLimited extends HttpApiError.Problem<RateLimited>()(
  "RateLimited",
  declare({ code: "RATE_LIMITED", status: 429, title: "Too many requests" }),
  { ...members("RATE_LIMITED"), retryAfterSeconds: Schema.Int }
) {}

/** Something a caller cannot act on went wrong. Its cause is in the log under the request id, never in the answer. */
export class InternalError extends HttpApiError.Problem<InternalError>()(
  "InternalError",
  declare({ code: "INTERNAL_ERROR", status: 500, title: "Internal error" }),
  members("INTERNAL_ERROR")
) {}

/** A machine this call needs does not answer. Try again later. */
export class Unavailable extends HttpApiError.Problem<Unavailable>()(
  "Unavailable",
  declare({ code: "UNAVAILABLE", status: 503, title: "Temporarily unavailable" }),
  members("UNAVAILABLE")
) {}

/** The problems every call may answer with. */
export class Problems extends HttpApiMiddleware.Service<Problems>()("luminalib/contract/Problem/Problems", {
  error: [ValidationFailed, MalformedHeader, RateLimited, InternalError, Unavailable]
}) {}

/**
 * For every call that takes a body: one that cannot be read as what it says it is is refused before it is looked at field
 * by field. Added to the call itself, so that nobody's body is read before they are known.
 */
export class ReadableBody extends HttpApiMiddleware.Service<ReadableBody>()("luminalib/contract/Problem/ReadableBody", {
  error: [MalformedJson, JsonTooDeep, UnsupportedMediaType, BodyTooLarge]
}) {}

/** Whether a call may be made without its body, which then counts as `{}`, as an annotation of its endpoint. */
export const OptionalBody = Context.Reference<boolean>("luminalib/contract/Problem/OptionalBody", {
  defaultValue: () => false
})

/** The OpenAPI side of {@link OptionalBody}. */
export const describeOptionalBody = OpenApi.annotations({
  transform: (operation) => ({
    ...operation,
    requestBody: { ...Object(operation["requestBody"]), required: false }
  })
})
