import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Config, Effect, Layer, Option } from "effect"
import { RateLimiter } from "effect/persistence"
import type { SqlClient } from "effect/sql"
import { fileURLToPath } from "node:url"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import * as OverRedis from "#jobs/dispatch/OverRedis.ts"
import { Database } from "#platform/Database.ts"
import { Embeddings } from "#platform/Embeddings.ts"
import * as BellInProcess from "#platform/events/BellInProcess.ts"
import * as BellOverRedis from "#platform/events/BellOverRedis.ts"
import { EventTail } from "#platform/events/EventTail.ts"
import { Extractive } from "#platform/extractive/Extractive.ts"
import { Llm } from "#platform/Llm.ts"
import { Prompts } from "#platform/Prompts.ts"
import { IoRedis } from "#platform/Redis.ts"
import { Storage } from "#platform/Storage.ts"
import * as Telemetry from "#platform/Telemetry.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { FirstPages } from "#platform/text/FirstPages.ts"
import { TextExtraction } from "#platform/text/TextExtraction.ts"
import { migrateLibrary } from "./Migrations.ts"

const promptsDirectory = fileURLToPath(new URL("../../prompts", import.meta.url))

/** `REDIS_KEY_PREFIX`, as for the dispatch of jobs. */
const limitsInRedis = RateLimiter.layerStoreRedisConfig({
  prefix: Config.String("REDIS_KEY_PREFIX").pipe(
    Config.withDefault("luminalib"),
    Config.map((prefix) => `${prefix}:limits:`)
  )
})

/**
 * What one process keeps to itself, or several share through Redis: how jobs are dispatched, that there are events, and
 * how limits are counted.
 */
const shared = Layer.unwrap(
  Effect.map(
    IoRedis.url,
    Option.match({
      onNone: () =>
        Layer.mergeAll(
          InProcess.layer,
          BellInProcess.layer,
          RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory))
        ),
      onSome: (url) =>
        Layer.mergeAll(
          OverRedis.layer.pipe(Layer.provide(IoRedis.layerKept)),
          BellOverRedis.layer,
          RateLimiter.layer.pipe(Layer.provide(limitsInRedis))
        ).pipe(Layer.provideMerge(IoRedis.layerUrl(url)))
    })
  )
)

const operating = Layer.mergeAll(NodeServices.layer, NodeCrypto.layer, Telemetry.layer)
const migrating = Layer.provideMerge(Layer.effectDiscard(migrateLibrary), Database.layer)

const on = <A, E, R>(database: Layer.Layer<A | Database | SqlClient.SqlClient, E, R>) =>
  Layer.mergeAll(
    Layer.provideMerge(Layer.merge(TenantWall.layer, EventTail.layer), Layer.merge(database, shared)),
    Storage.layer,
    Llm.layer,
    Embeddings.layer,
    Extractive.layer,
    Prompts.layer(promptsDirectory),
    TextExtraction.layer,
    FirstPages.layer
  ).pipe(Layer.provideMerge(operating))

/**
 * The machines this installation stands on, each chosen by its own variables. This is the one place where the embedded
 * profile and an institution's differ.
 */
export const layer = on(Database.layer)

/** The same, on a database brought up to date first. */
export const layerMigrating = on(migrating)
