import { ConfigProvider, Context, Effect, Layer } from "effect"
import { Llm } from "#platform/Llm.ts"

/** The `Llm` that these variables choose, for the rest of the test. */
export const llmOver = (env: Readonly<Record<string, string>>) =>
  Layer.build(Llm.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))))).pipe(
    Effect.map((services) => Context.get(services, Llm))
  )
