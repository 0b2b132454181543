import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer } from "effect"
import process from "node:process"
import { SigningKey } from "#features/identity/SigningKey.ts"
import { WorkerHealth } from "#jobs/WorkerHealth.ts"
import { Database } from "#platform/Database.ts"
import * as Telemetry from "#platform/Telemetry.ts"
import * as Features from "./Features.ts"
import * as Listener from "./Listener.ts"
import * as MetricsListener from "./MetricsListener.ts"
import { migrateLibrary } from "./Migrations.ts"
import * as Platform from "./Platform.ts"
import * as Server from "./Server.ts"
import * as Worker from "./Worker.ts"

/** That a process which runs until it is told to stop was told so is a success. */
const orderlyStop = Effect.onInterrupt(() =>
  Effect.sync(() => {
    process.exitCode = 0
  })
)

/** Runs until it is told to stop, or until the database under it is gone for good. */
const run = <E, R>(processes: Layer.Layer<never, E, R>) =>
  Effect.flatMap(Database, (database) => Effect.raceFirst(Layer.launch(processes), database.lost))

/**
 * What is tried before anything else: that the secret is missing or the port is taken is said at once, and whether the
 * process is alive is answered while the database still comes up.
 */
const first = Layer.provideMerge(
  Layer.merge(Listener.layer, MetricsListener.MetricsServer.layer),
  SigningKey.layer.pipe(Layer.provide([NodeServices.layer, NodeCrypto.layer]))
).pipe(Layer.provide(Telemetry.layer))

/** Server and worker in one process, on a database brought up to date. */
export const all = run(Layer.mergeAll(Server.layer, Worker.layer, MetricsListener.layer)).pipe(
  Effect.provide(
    Features.layer.pipe(
      Layer.merge(WorkerHealth.layer),
      Layer.provideMerge(Platform.layerMigrating),
      Layer.provideMerge(first)
    )
  ),
  orderlyStop
)

/** The HTTP server. */
export const serve = run(Layer.merge(Server.layer, MetricsListener.layer)).pipe(
  Effect.provide(Features.layer.pipe(Layer.provideMerge(Platform.layer), Layer.provideMerge(first))),
  orderlyStop
)

/** A worker: runs jobs. */
export const work = run(Layer.merge(Worker.layer, MetricsListener.layer)).pipe(
  Effect.provide(
    Features.layer.pipe(
      Layer.merge(WorkerHealth.layer),
      Layer.provideMerge(Platform.layer),
      Layer.provideMerge(MetricsListener.MetricsServer.layer)
    )
  ),
  orderlyStop
)

/** Brings the database up to date, and ends. */
export const migrate = Effect.provide(migrateLibrary, Layer.provideMerge(Database.layer, Telemetry.layer))
