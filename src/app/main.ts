import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Cause, ConfigProvider, Effect, Exit, Layer, Runtime } from "effect"
import { Command } from "effect/cli"
import { version } from "#contract/Api.ts"
import { SigningKey } from "#features/identity/SigningKey.ts"
import { Database } from "#platform/Database.ts"
import * as Telemetry from "#platform/Telemetry.ts"
import * as Features from "./Features.ts"
import * as Listener from "./Listener.ts"
import { migrateLibrary } from "./Migrations.ts"
import * as Platform from "./Platform.ts"
import * as Server from "./Server.ts"
import { explain, startFailures } from "./StartFailure.ts"
import * as Worker from "./Worker.ts"

/** The environment first, then `.env` where there is one. */
const configuration = ConfigProvider.layerAdd(
  ConfigProvider.fromDotEnv().pipe(
    Effect.catchTag("PlatformError", () => Effect.succeed(ConfigProvider.fromUnknown({})))
  )
)

/** Runs until it is told to stop, or until the database under it is gone for good. */
const run = <E, R>(processes: Layer.Layer<never, E, R>) =>
  Effect.flatMap(Database, (database) => Effect.raceFirst(Layer.launch(processes), database.lost))

const features = Features.layer

/**
 * What is tried before anything else: that the secret is missing or the port is taken is said at once, and whether the
 * process is alive is answered while the database still comes up.
 */
const first = Layer.provideMerge(
  Listener.layer,
  SigningKey.layer.pipe(Layer.provide([NodeServices.layer, NodeCrypto.layer]))
).pipe(Layer.provide(Telemetry.layer))

const all = Command.make("all", {}, () =>
  run(Layer.merge(Server.layer, Worker.layer)).pipe(Effect.provide(features))
).pipe(
  Command.withDescription("Server and worker in one process, on a database brought up to date (npm start)"),
  Command.provide(Layer.provideMerge(Platform.layerMigrating, first))
)

const serve = Command.make("serve", {}, () => run(Server.layer).pipe(Effect.provide(features))).pipe(
  Command.withDescription("The HTTP server"),
  Command.provide(Layer.provideMerge(Platform.layer, first))
)

const work = Command.make("work", {}, () => run(Worker.layer).pipe(Effect.provide(features))).pipe(
  Command.withDescription("A worker: runs jobs"),
  Command.provide(Platform.layer)
)

const migrate = Command.make("migrate", {}, () => migrateLibrary).pipe(
  Command.withDescription("Bring the database up to date"),
  Command.provide(Layer.provideMerge(Database.layer, Telemetry.layer))
)

/** An orderly stop is a success. */
const teardown: Runtime.Teardown = (exit, onExit) =>
  Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause) ? onExit(0) : Runtime.defaultTeardown(exit, onExit)

Command.make("luminalib").pipe(
  Command.withDescription("A library that reads its own books"),
  Command.withSubcommands([all, serve, work, migrate]),
  Command.run({ version }),
  Effect.catchTag(startFailures, explain),
  Effect.provide(Layer.merge(configuration, NodeServices.layer).pipe(Layer.provideMerge(NodeServices.layer))),
  (program) => NodeRuntime.runMain(program, { teardown })
)
