import { Effect, Option, Schema } from "effect"
import type { AiError } from "effect/ai"
import { retryAfterMs } from "./RetryAfter.ts"
import { busy, down, filtered, refused, tooLong } from "./ProviderFailure.ts"

/** The error object as OpenAI, OpenRouter, vLLM and others write it; every field may be missing. */
const Detail = Schema.Struct({
  message: Schema.optional(Schema.NullOr(Schema.String)),
  code: Schema.optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Finite]))),
  type: Schema.optional(Schema.NullOr(Schema.String))
})
const ErrorBody = Schema.Struct({ error: Schema.Union([Detail, Schema.String]) })
const ErrorText = Schema.fromJsonString(Schema.Union([ErrorBody, Detail]))

/** What a server says about its refusal. */
export interface OpenAiProblem {
  readonly message: string
  /** The machine-readable words of it, `code` and `type`, or "". */
  readonly code: string
}

const fromDetail = (detail: typeof Detail.Type | string): OpenAiProblem =>
  typeof detail === "string"
    ? { message: detail, code: "" }
    : { message: detail.message ?? "", code: `${detail.code ?? ""} ${detail.type ?? ""}`.trim() }

export const problemFromText = (body: string): OpenAiProblem =>
  Option.match(Schema.decodeOption(ErrorText)(body), {
    onNone: () => ({ message: body.slice(0, 300), code: "" }),
    onSome: (known) => fromDetail("error" in known ? known.error : known)
  })

/** The problem inside a message of a stream that began with 200, if it is one. */
export const problemIn = (message: unknown): OpenAiProblem | undefined =>
  Option.match(Schema.decodeUnknownOption(ErrorBody)(message), {
    onNone: () => undefined,
    onSome: ({ error }) => fromDetail(error)
  })

const isAbout = (words: RegExp, problem: OpenAiProblem) => words.test(problem.code) || words.test(problem.message)

const tooLongWords = /context_length|context length|context window|maximum context|too many tokens|prompt is too long/i
const filterWords = /content_filter|content_policy|content management policy|moderation|flagged/i
const quotaWords = /insufficient_quota|billing|credit/i
const busyWords = /rate.?limit|overloaded|too many requests|capacity/i

/** The failure of a non-2xx answer. The key is never part of it. */
export const failureOf = Effect.fnUntraced(function* (
  status: number,
  problem: OpenAiProblem,
  header: (name: string) => string | undefined
) {
  const said = `${status} ${problem.message || problem.code}`.trim()
  if (isAbout(tooLongWords, problem) || status === 413) return tooLong()
  if (isAbout(filterWords, problem)) return filtered(said)
  if (status === 402 || (status === 429 && isAbout(quotaWords, problem))) return refused(`quota: ${said}`)
  if (status === 429 || status === 503 || status === 529) return busy(yield* retryAfterMs(header))
  if (status >= 500 || status === 408) return down("server-error", said)
  return refused(said)
})

/** The failure of an error inside a stream: the status line is long gone, so its words decide. */
export const failureInStream = (problem: OpenAiProblem): AiError.AiError => {
  const said = problem.message || problem.code || "the server reported an error"
  if (isAbout(tooLongWords, problem)) return tooLong()
  if (isAbout(filterWords, problem)) return filtered(said)
  if (isAbout(quotaWords, problem)) return refused(said)
  if (isAbout(busyWords, problem) || /\b(429|503|529)\b/.test(problem.code)) return busy()
  return /\b40[013]\b|invalid_request|authentication|permission/.test(problem.code)
    ? refused(said)
    : down("server-error", said)
}
