import { Config, Context, Effect, Layer, type Stream } from "effect"
import { CircuitBreaker } from "effect/persistence"
import { askModel } from "./llm/AskModel.ts"
import * as Extractive from "./llm/Extractive.ts"
import type { LlmInfo } from "./llm/LlmProvider.ts"
import * as Ollama from "./llm/Ollama.ts"
import * as OpenAi from "./llm/OpenAi.ts"
import { countTokens } from "./llm/TokenEstimate.ts"
import type { LlmError } from "./LlmError.ts"
import type { LlmAnswer, LlmObjectRequest, LlmRequest } from "./LlmRequest.ts"

/**
 * The language model of this installation: one at a time, chosen by configuration.
 *
 * Every call waits for its turn, is tried again when no answer came, and fails fast while the model is known to be gone
 * (`llm/Resilience.ts`). Interrupting the caller closes the connection, so that the model stops working.
 */
export class Llm extends Context.Service<
  Llm,
  {
    /** What answers. */
    readonly info: LlmInfo
    /** One text. Never empty, without the model's reasoning, trimmed. */
    readonly generate: (request: LlmRequest) => Effect.Effect<LlmAnswer, LlmError>
    /**
     * One object, decoded by the schema. Asks for it by the best means that the model knows: JSON Schema, JSON mode,
     * or words. An answer that cannot be decoded is shown to the model once to be repaired.
     */
    readonly generateObject: <A, I extends Record<string, unknown>>(
      request: LlmObjectRequest<A, I>
    ) => Effect.Effect<LlmAnswer & { readonly value: A }, LlmError>
    /** The pieces of one text, as they are written. Tried again only as long as no piece was given. */
    readonly stream: (request: LlmRequest) => Stream.Stream<string, LlmError>
    /** Tokens that a text may need: an estimate that is rather too high (`llm/TokenEstimate.ts`). */
    readonly countTokens: (text: string) => number
    /** Whether the model could answer now. Cheap and free of tokens: for readiness. */
    readonly check: Effect.Effect<void, LlmError>
  }
>()("luminalib/platform/Llm") {
  /** Over any `LlmProvider`. `LLM_TIMEOUT_SECONDS`, `LLM_MAX_RETRIES`, `LLM_CONCURRENCY`, `LLM_QUEUE`. */
  static readonly layerNoDeps = Layer.effect(
    Llm,
    Effect.map(askModel, (asked) => Llm.of({ ...asked, countTokens }))
  ).pipe(Layer.provide(CircuitBreaker.layerStoreMemory()))

  static readonly layerExtractive = this.layerNoDeps.pipe(Layer.provide(Extractive.layer))
  static readonly layerOllama = this.layerNoDeps.pipe(Layer.provide(Ollama.layer))
  static readonly layerOpenAi = this.layerNoDeps.pipe(Layer.provide(OpenAi.layer))

  /** `LLM_PROVIDER=extractive|ollama|openai` (default extractive); then the variables of that adapter. */
  static readonly layer = Layer.unwrap(
    Config.Literals(["extractive", "ollama", "openai"], "LLM_PROVIDER").pipe(
      Config.withDefault("extractive" as const),
      Config.map((provider) => {
        switch (provider) {
          case "extractive":
            return Llm.layerExtractive
          case "ollama":
            return Llm.layerOllama
          case "openai":
            return Llm.layerOpenAi
        }
      })
    )
  )
}
