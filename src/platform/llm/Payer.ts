import { Context, Effect } from "effect"
import type { Spent } from "./LlmCall.ts"

/** What a question to a model, or a call for vectors, cost, whatever became of its answer. */
export interface Bill extends Spent {
  readonly purpose: string
  readonly model: string
}

/**
 * Who pays for the questions of the running fiber: told of each once, when it is over, if it cost anything. By default
 * nobody keeps accounts.
 */
export const Payer = Context.Reference<(bill: Bill) => Effect.Effect<void>>("luminalib/platform/llm/Payer", {
  defaultValue: () => () => Effect.void
})
