import type { Schema } from "effect"
import type { Response } from "effect/ai"

/** One question to a language model. */
export interface LlmRequest {
  /** The role of the model. Ours alone: never put a user's words here. */
  readonly system: string
  /** What to do, with its small inputs. */
  readonly instructions: string
  /** The text to work on. Nobody vouches for it, so it is fenced as data and its instructions are not followed. */
  readonly document?: string
  /** The answer is cut here; `finishReason` is then "length". */
  readonly maxOutputTokens: number
  /** Why it is asked, in one word of few, e.g. "summarize": a label of traces and metrics. */
  readonly purpose: string
  /** BCP 47 tag of the language of the document. */
  readonly language?: string
}

/** A question whose answer is an object. The schema's outermost shape must be an object, not a union or an array. */
export interface LlmObjectRequest<A, I extends Record<string, unknown>> extends LlmRequest {
  readonly schema: Schema.Codec<A, I>
  /** Letters, digits, `_` and `-` only. */
  readonly schemaName: string
}

/** What came back, and what it took. */
export interface LlmAnswer {
  readonly text: string
  /** The same as `info.model` of the `Llm` that was asked. */
  readonly model: string
  /** Of every call that was paid for, a repair included. Estimated where the server does not count. */
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number }
  /** Absent where neither the server nor the configuration says a price. */
  readonly costUsd?: number
  /** With waiting and retries. */
  readonly durationMs: number
  readonly finishReason: Response.FinishReason
}
