import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Config, Context, Effect, Layer, Option } from "effect"
import { CircuitBreaker } from "effect/persistence"
import { askEmbedder } from "./embeddings/AskEmbedder.ts"
import type { Embedder, EmbeddingModel } from "./embeddings/Embedder.ts"
import { makeHashed } from "./embeddings/Hashed.ts"
import { ollamaSettings, openAiSettings, type RemoteSettings } from "./embeddings/RemoteEmbedding.ts"

/** What makes vectors of texts, so that texts of like meaning are near to each other. */
export class Embeddings extends Context.Service<
  Embeddings,
  {
    /** The model of this installation: vectors of all texts are to be its own. */
    readonly current: Embedder
    /** A model that was the current one before, as long as it can still be asked: to compare with vectors it has made. */
    readonly of: (model: EmbeddingModel) => Option.Option<Embedder>
  }
>()("luminalib/platform/Embeddings") {
  /** Words and their pieces, hashed: without a model. */
  static readonly layerHashed = Layer.effect(Embeddings, makeHashed)

  /** A server's model. Vectors that were made without one can still be compared with. */
  static readonly layerRemote = <E>(settings: Effect.Effect<RemoteSettings, E>) =>
    Layer.effect(
      Embeddings,
      Effect.gen(function* () {
        const hashed = yield* makeHashed
        const asked = yield* askEmbedder(yield* settings)
        return Embeddings.of({
          current: asked.current,
          of: (model) => Option.orElse(hashed.of(model), () => asked.of(model))
        })
      })
    ).pipe(Layer.provide([CircuitBreaker.layerStoreMemory(), NodeHttpClient.layerUndici]))

  /** `EMBEDDING_PROVIDER=hashed|ollama|openai` (default hashed); then the variables of that adapter. */
  static readonly layer = Layer.unwrap(
    Config.Literals(["hashed", "ollama", "openai"], "EMBEDDING_PROVIDER").pipe(
      Config.withDefault("hashed" as const),
      Config.map((provider) => {
        switch (provider) {
          case "hashed":
            return Embeddings.layerHashed
          case "ollama":
            return Embeddings.layerRemote(ollamaSettings)
          case "openai":
            return Embeddings.layerRemote(openAiSettings)
        }
      })
    )
  )
}
