import { Schema } from "effect"

/** What answers of a model took. */
export const Spent = Schema.Struct({
  inputTokens: Schema.Int,
  outputTokens: Schema.Int,
  /** Millionths of a dollar; null where nobody says a price. */
  costMicroUsd: Schema.NullOr(Schema.Int),
  /** Milliseconds of waiting for the model. */
  durationMs: Schema.Int
})
export type Spent = typeof Spent.Type

export const nothing: Spent = { inputTokens: 0, outputTokens: 0, costMicroUsd: 0, durationMs: 0 }

/** Both together; where one has no price, the sum has none. */
export const add = (a: Spent, b: Spent): Spent => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  costMicroUsd: a.costMicroUsd === null || b.costMicroUsd === null ? null : a.costMicroUsd + b.costMicroUsd,
  durationMs: a.durationMs + b.durationMs
})
