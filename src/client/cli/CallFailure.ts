import { Effect, Option, Schema } from "effect"
import type { HttpClientError } from "effect/http"
import type { FieldIssue } from "#contract/Problem.ts"
import { CommandFailed } from "./CommandFailed.ts"

/** What every problem of the contract says, and what some say beside it. */
interface Problem {
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail?: string
  readonly requestId?: string
  readonly errors?: ReadonlyArray<FieldIssue>
  readonly retryAfterSeconds?: number
  readonly organizations?: ReadonlyArray<string>
}

/** How a call may fail: refused by the server, not understood, or never answered. */
export type CallFailure = Problem | HttpClientError.HttpClientError | Schema.SchemaError

/** A problem as lines: what is wrong, why, field by field, and the id under which the server's log knows the request. */
const inLines = ({ code, detail, errors = [], requestId, retryAfterSeconds, status, title }: Problem): string =>
  [
    `${title} (${code}, ${status})`,
    ...(detail === undefined ? [] : [`  ${detail}`]),
    ...errors.map(({ message, pointer }) => `  ${pointer === "" ? "body" : pointer}: ${message}`),
    ...(retryAfterSeconds === undefined ? [] : [`  try again in ${retryAfterSeconds} s`]),
    ...(requestId === undefined ? [] : [`  request id ${requestId}`])
  ].join("\n")

/** Connection errors of Node have an empty message where several addresses were tried, but always a code. */
const reasonOf = (cause: unknown): string => {
  if (typeof cause !== "object" || cause === null) return String(cause)
  if ("code" in cause && typeof cause.code === "string") return cause.code
  return "message" in cause && typeof cause.message === "string" ? cause.message : "no answer"
}

/** Nobody answers at the address. */
export const nobodyAt = (baseUrl: string, reason: string) =>
  new CommandFailed({
    code: "NO_ANSWER",
    text: [
      `Nothing answers at ${baseUrl} (${reason})`,
      "  Start the library with `luminalib start`, or say where it is: `luminalib login --url https://…`"
    ].join("\n")
  })

const decodeProblem = Schema.decodeUnknownOption(
  Schema.Struct({
    title: Schema.String,
    code: Schema.String,
    detail: Schema.optionalKey(Schema.String),
    requestId: Schema.optionalKey(Schema.String)
  })
)

/** An answer that the contract of this client does not know: of a newer server, of a proxy, or of something else. */
const unknownAnswer = (error: HttpClientError.HttpClientError, baseUrl: string) =>
  Effect.gen(function* () {
    const { response } = error
    if (response === undefined) {
      return nobodyAt(baseUrl, reasonOf("cause" in error.reason ? error.reason.cause : error.message))
    }
    const body = yield* Effect.option(response.json)
    return Option.match(Option.flatMap(body, decodeProblem), {
      onSome: (problem) =>
        new CommandFailed({ code: problem.code, text: inLines({ ...problem, status: response.status }) }),
      onNone: () =>
        new CommandFailed({
          code: "UNKNOWN_ANSWER",
          text: `${baseUrl} answers ${response.status} in a form that is not LuminaLib's: is the address right?`
        })
    })
  })

/** The failure of a call to the server at `baseUrl` in words. */
export const describeFailure = (failure: CallFailure, baseUrl: string): Effect.Effect<CommandFailed> => {
  if (Schema.isSchemaError(failure)) {
    return Effect.succeed(new CommandFailed({ code: "NOT_VALID", text: `Not valid: ${failure.message}` }))
  }
  if ("reason" in failure) return unknownAnswer(failure, baseUrl)
  return Effect.succeed(new CommandFailed({ code: failure.code, text: inLines(failure) }))
}
