import { Result, Schema } from "effect"
import { HttpServerResponse, ProblemDetails } from "effect/http"
import { problemType } from "#contract/Problem.ts"

/** The code and title of what HTTP itself refuses before any call of ours is reached. */
const byStatus: Readonly<Record<number, readonly [code: string, title: string]>> = {
  400: ["BAD_REQUEST", "The request cannot be read"],
  404: ["NOT_FOUND", "There is nothing here"],
  405: ["METHOD_NOT_ALLOWED", "This path does not take the method"],
  408: ["REQUEST_TIMEOUT", "The request took too long to arrive"],
  413: ["BODY_TOO_LARGE", "The body is too large"],
  415: ["UNSUPPORTED_MEDIA_TYPE", "The body's type is not supported"],
  416: ["RANGE_NOT_SATISFIABLE", "The file has no such range"],
  431: ["HEADER_TOO_LARGE", "The headers are too large"],
  499: ["CLIENT_CLOSED_REQUEST", "The caller went away"],
  500: ["INTERNAL_ERROR", "Internal error"],
  503: ["UNAVAILABLE", "Temporarily unavailable"]
}

/** The problem that stands for a bare status. */
export const problemOf = (status: number) => {
  const [code, title] = byStatus[status] ?? [`HTTP_${status}`, "The request failed"]
  return { type: problemType(code), status, title, code }
}

const Body = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Json))
const decode = Schema.decodeUnknownResult(Body)

/** What is added to every problem: which request it answers. */
interface Occasion {
  readonly instance: string
  readonly requestId: string
}

/**
 * Makes every refusal a problem that names its request: one that is a problem already is completed, anything else, such
 * as the bare answers of the router, becomes the problem of its status. When to come back is said in a header too. Data
 * that the contract declares, such as what is not ready, stays.
 */
export const asProblem = (
  response: HttpServerResponse.HttpServerResponse,
  occasion: Occasion
): HttpServerResponse.HttpServerResponse => {
  const { body } = response
  if (body._tag === "Uint8Array" && body.contentType === "application/json") return response
  const declared =
    body._tag === "Uint8Array" && body.contentType === ProblemDetails.contentType
      ? Result.getOrUndefined(decode(new TextDecoder().decode(body.body)))
      : undefined
  const problem = ProblemDetails.toResponse({ ...problemOf(response.status), ...declared, ...occasion })
  const answer = HttpServerResponse.setBody(response, problem.body)
  const retryAfter = declared?.["retryAfterSeconds"]
  return typeof retryAfter === "number" ? HttpServerResponse.setHeader(answer, "retry-after", `${retryAfter}`) : answer
}
