import { Context, type Effect } from "effect"
import type { LanguageModel } from "effect/ai"
import type { LlmError } from "../LlmError.ts"

/**
 * What answers. `provider`, `model` and `parameters` belong into the key of every answer that is kept, because another
 * value may give another answer; `contextTokens` into the key of what is made of several answers.
 */
export interface LlmInfo {
  readonly provider: "extractive" | "ollama" | "openai"
  readonly model: string
  /** Tokens that prompt and answer may have together. */
  readonly contextTokens: number
  readonly parameters: Readonly<Record<string, string | number | boolean>>
}

/** One model behind one protocol, without retries or limits. An adapter gives this; `Llm` is what callers use. */
export class LlmProvider extends Context.Service<
  LlmProvider,
  {
    readonly info: LlmInfo
    readonly model: LanguageModel.LanguageModel
    /** Whether the model could answer now. Costs no tokens. */
    readonly check: Effect.Effect<void, LlmError>
  }
>()("luminalib/platform/llm/LlmProvider") {}
