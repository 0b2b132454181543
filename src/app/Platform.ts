import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Option } from "effect"
import { RateLimiter } from "effect/persistence"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import * as OverRedis from "#jobs/dispatch/OverRedis.ts"
import { Database } from "#platform/Database.ts"
import { Llm } from "#platform/Llm.ts"
import { Prompts } from "#platform/Prompts.ts"
import { IoRedis } from "#platform/Redis.ts"
import { Storage } from "#platform/Storage.ts"
import * as Telemetry from "#platform/Telemetry.ts"
import { TextExtraction } from "#platform/text/TextExtraction.ts"

const promptsDirectory = new URL("../../prompts", import.meta.url).pathname

/** What several processes share through Redis, and one process alone keeps to itself. */
const shared = Layer.unwrap(
  Effect.map(
    IoRedis.url,
    Option.match({
      onNone: () => Layer.merge(InProcess.layer, RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory))),
      onSome: (url) => {
        const redis = IoRedis.layerUrl(url)
        return Layer.mergeAll(
          OverRedis.layer,
          RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreRedis()))
        ).pipe(Layer.provideMerge(redis))
      }
    })
  )
)

/**
 * The machines this installation stands on, each chosen by its own variables. This is the one place where the embedded
 * profile and an institution's differ.
 */
export const layer = Layer.mergeAll(
  Database.layer,
  shared,
  Storage.layer,
  Llm.layer,
  Prompts.layer(promptsDirectory),
  TextExtraction.layer
).pipe(Layer.provideMerge(Layer.mergeAll(NodeServices.layer, NodeCrypto.layer, Telemetry.layer)))
