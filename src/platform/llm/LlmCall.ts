import { Context, Effect } from "effect"

/** What one or more model calls used. */
export interface Spent {
  readonly inputTokens: number
  readonly outputTokens: number
  /** Dollars; unknown as soon as one of the calls has no price. */
  readonly costUsd: number | undefined
}

export const nothingSpent: Spent = { inputTokens: 0, outputTokens: 0, costUsd: 0 }

/** Both together; where one has no price, the sum has none. */
export const addSpent = (a: Spent, b: Spent): Spent => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  costUsd: a.costUsd === undefined || b.costUsd === undefined ? undefined : a.costUsd + b.costUsd
})

/** What an adapter must know about the request and the prompt does not say. */
export interface LlmCallSettings {
  /** Why the model is asked, e.g. "summarize": for traces, metrics and the extractive model. */
  readonly purpose: string
  /** BCP 47 tag of the wanted answer. */
  readonly language: string | undefined
  readonly maxOutputTokens: number
  /** Told of every model call that was paid for, also of those whose answer is then rejected. */
  readonly spend: (spent: Spent) => Effect.Effect<void>
}

/** The request that the running fiber is asking the model about. `Llm` sets it; adapters read it. */
export const LlmCall = Context.Reference<LlmCallSettings>("luminalib/platform/llm/LlmCall", {
  defaultValue: () => ({ purpose: "other", language: undefined, maxOutputTokens: 1024, spend: () => Effect.void })
})
