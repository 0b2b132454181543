import { Schema } from "effect"

/**
 * The model has no room now: it answered 429 or 503, our own queue is full, or the circuit is open.
 * `retryAfterMs` is how long it asked us to stay away.
 */
export class LlmBusy extends Schema.TaggedClass<LlmBusy>()("LlmBusy", {
  retryAfterMs: Schema.optionalKey(Schema.Finite)
}) {}

/** The model will not answer this, however often it is asked: a filter, the key, the quota, the request itself. */
export class LlmRefused extends Schema.TaggedClass<LlmRefused>()("LlmRefused", { detail: Schema.String }) {}

/** The request is larger than the model can read, or the model read only a part of it without saying so. */
export class LlmTooLong extends Schema.TaggedClass<LlmTooLong>()("LlmTooLong", {
  limitTokens: Schema.optionalKey(Schema.Finite)
}) {}

/** No whole answer came: there was no connection, no answer in time, a server error, or a stream cut in the middle. */
export class LlmDown extends Schema.TaggedClass<LlmDown>()("LlmDown", {
  cause: Schema.Literals(["connection", "timeout", "server-error", "cut-stream"]),
  detail: Schema.String
}) {}

/** An answer came and was paid for, but it is empty, too large, or not what the schema asks, even after one repair. */
export class LlmInvalidOutput extends Schema.TaggedClass<LlmInvalidOutput>()("LlmInvalidOutput", {
  detail: Schema.String
}) {}

/** Whoever is to pay for it has nothing left for now, so the model was not asked. */
export class LlmOverBudget extends Schema.TaggedClass<LlmOverBudget>()("LlmOverBudget", {
  retryAfterMs: Schema.Finite
}) {}

const codes = {
  LlmBusy: "LLM_BUSY",
  LlmRefused: "LLM_REFUSED",
  LlmTooLong: "LLM_TOO_LONG",
  LlmDown: "LLM_DOWN",
  LlmInvalidOutput: "MODEL_OUTPUT_INVALID",
  LlmOverBudget: "BUDGET_EXCEEDED"
} as const

/** Why a language model gave no usable answer. Callers act on `reason._tag`; clients read `code`. */
export class LlmError extends Schema.TaggedError<LlmError>()("LlmError", {
  reason: Schema.Union([LlmBusy, LlmRefused, LlmTooLong, LlmDown, LlmInvalidOutput, LlmOverBudget])
}) {
  /** Stable name of the reason, for job rows and clients. */
  get code() {
    return codes[this.reason._tag]
  }

  /** Whether the same request can succeed later. An invalid answer is not: it was paid for, and would be again. */
  get isRetryable(): boolean {
    return !["LlmRefused", "LlmTooLong", "LlmInvalidOutput"].includes(this.reason._tag)
  }

  override get message(): string {
    switch (this.reason._tag) {
      case "LlmBusy":
        return this.reason.retryAfterMs === undefined
          ? "The language model is busy"
          : `The language model is busy, try again in ${Math.ceil(this.reason.retryAfterMs / 1000)} s`
      case "LlmRefused":
        return `The language model refused: ${this.reason.detail}`
      case "LlmTooLong":
        return this.reason.limitTokens === undefined
          ? "The request is too long for the language model"
          : `The request is too long for the language model, which reads ${this.reason.limitTokens} tokens`
      case "LlmDown":
        return `The language model is not available (${this.reason.cause}): ${this.reason.detail}`
      case "LlmInvalidOutput":
        return `The language model gave an answer that cannot be used: ${this.reason.detail}`
      case "LlmOverBudget":
        return "The tokens of the month are used up"
    }
  }
}
