import { Duration, Option, Schema } from "effect"
import { AiError } from "effect/ai"
import { LlmBusy, LlmDown, LlmError, LlmInvalidOutput, LlmRefused, LlmTooLong } from "../LlmError.ts"

const clip = (text: string) => (text.length > 500 ? `${text.slice(0, 500)}…` : text)

const failure = (reason: AiError.AiErrorReason) =>
  AiError.make({ module: "LanguageModel", method: "generateText", reason })

export const busy = (retryAfterMs?: number) =>
  failure(
    new AiError.RateLimitError(
      retryAfterMs === undefined ? {} : { retryAfter: Duration.millis(Math.max(0, retryAfterMs)) }
    )
  )

export const refused = (detail: string) => failure(new AiError.InvalidRequestError({ description: clip(detail) }))

export const filtered = (detail: string) => failure(new AiError.ContentPolicyError({ description: clip(detail) }))

export const invalidOutput = (detail: string) => failure(new AiError.InvalidOutputError({ description: clip(detail) }))

/** `effect/ai` has no reason of its own for a full context: a constraint of the prompt says it. */
export const tooLong = (limitTokens?: number) =>
  failure(
    new AiError.InvalidRequestError({
      parameter: "prompt",
      constraint: "context-length",
      metadata: limitTokens === undefined ? {} : { context: { limitTokens } }
    })
  )

export const down = (cause: LlmDown["cause"], detail: string) =>
  failure(new AiError.InternalProviderError({ description: clip(detail), metadata: { down: { cause } } }))

const Limit = Schema.Struct({ context: Schema.Struct({ limitTokens: Schema.Finite }) })
const Down = Schema.Struct({ down: Schema.Struct({ cause: LlmDown.fields.cause }) })

const limitOf = (metadata: unknown) =>
  Option.match(Schema.decodeUnknownOption(Limit)(metadata), {
    onNone: () => ({}),
    onSome: ({ context }) => context
  })

const causeOf = (metadata: unknown): LlmDown["cause"] =>
  Option.match(Schema.decodeUnknownOption(Down)(metadata), {
    onNone: () => "server-error",
    onSome: ({ down }) => down.cause
  })

const reasonOf = (reason: AiError.AiErrorReason): LlmError["reason"] => {
  switch (reason._tag) {
    case "RateLimitError":
      return new LlmBusy(
        reason.retryAfter === undefined ? {} : { retryAfterMs: Math.ceil(Duration.toMillis(reason.retryAfter)) }
      )
    case "InternalProviderError":
      return new LlmDown({ cause: causeOf(reason.metadata), detail: reason.description })
    case "NetworkError":
      return new LlmDown({ cause: "connection", detail: reason.description ?? reason.message })
    case "InvalidResponseError":
      return new LlmDown({ cause: "server-error", detail: reason.description })
    case "InvalidRequestError":
      return reason.constraint === "context-length"
        ? new LlmTooLong(limitOf(reason.metadata))
        : new LlmRefused({ detail: reason.description ?? reason.message })
    case "InvalidOutputError":
    case "StructuredOutputError":
      return new LlmInvalidOutput({ detail: clip(reason.description) })
    default:
      return new LlmRefused({ detail: clip(reason.message) })
  }
}

/** What a caller of `Llm` sees of an adapter's failure. */
export const toLlmError = (error: AiError.AiError) => new LlmError({ reason: reasonOf(error.reason) })
