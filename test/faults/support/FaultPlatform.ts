import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Cause, Exit, Layer, Runtime } from "effect"
import * as OverRedis from "#jobs/dispatch/OverRedis.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Database } from "#platform/Database.ts"
import { IoRedis } from "#platform/Redis.ts"
import * as Telemetry from "#platform/Telemetry.ts"
import { TenantWall } from "#platform/TenantWall.ts"

/** What a process of a campaign stands on: the program's own machines, chosen by the same variables. */
export const layerPlatform = Ledger.layer.pipe(
  Layer.provideMerge(OverRedis.layer.pipe(Layer.provide(IoRedis.layerKept))),
  Layer.provideMerge(Layer.mergeAll(IoRedis.layer, Layer.provideMerge(TenantWall.layer, Database.layer))),
  Layer.provideMerge(Layer.merge(NodeCrypto.layer, Telemetry.layer))
)

/** An orderly stop is a success, as in the program. */
const teardown: Runtime.Teardown = (exit, onExit) =>
  Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause) ? onExit(0) : Runtime.defaultTeardown(exit, onExit)

/** Runs a layer as the whole process, until a signal ends it. */
export const runProcess = <A, E>(layer: Layer.Layer<A, E>) => NodeRuntime.runMain(Layer.launch(layer), { teardown })
