import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Cause, ConfigProvider, Console, Effect, Exit, Layer, Runtime } from "effect"
import { Command } from "effect/cli"
import process from "node:process"
import { commands } from "#client/cli/Commands.ts"
import { jsonFlag } from "#client/cli/Flags.ts"
import { version } from "#contract/Api.ts"
import { explain, startFailures } from "./StartFailure.ts"

/** The environment first, then `.env` where there is one. */
const configuration = ConfigProvider.layerAdd(
  ConfigProvider.fromDotEnv().pipe(
    Effect.catchTag("PlatformError", () => Effect.succeed(ConfigProvider.fromUnknown({})))
  )
)

/** Loaded by the commands that need the program itself; the others start without waiting for it. */
const processes = Effect.promise(() => import("./Processes.ts"))

const start = Command.make("start", {}, () => Effect.flatMap(processes, ({ all }) => all)).pipe(
  Command.withDescription("Server and worker in one process, on a database brought up to date (npm start)"),
  Command.withAlias("all")
)

const serve = Command.make("serve", {}, () => Effect.flatMap(processes, ({ serve }) => serve)).pipe(
  Command.withDescription("The HTTP server")
)

const worker = Command.make("worker", {}, () => Effect.flatMap(processes, ({ work }) => work)).pipe(
  Command.withDescription("A worker: runs jobs"),
  Command.withAlias("work")
)

const migrate = Command.make("migrate", {}, () => Effect.flatMap(processes, ({ migrate }) => migrate)).pipe(
  Command.withDescription("Bring the database up to date")
)

const doctor = Command.make("doctor", { json: jsonFlag }, ({ json }) =>
  Effect.flatMap(
    Effect.promise(() => import("./doctor/Doctor.ts")),
    ({ examineAll }) => examineAll(json)
  )
).pipe(Command.withDescription("Examine everything the installation stands on, and say what to do"))

/** Ends with the code that an orderly stop left; else an interrupted command did not do what it was asked for (130). */
const teardown: Runtime.Teardown = (exit, onExit) =>
  Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause) && process.exitCode === 0
    ? onExit(0)
    : Runtime.defaultTeardown(exit, onExit)

Command.make("luminalib").pipe(
  Command.withDescription("A library that reads its own books"),
  Command.withSubcommands([
    { group: "The library", commands },
    { group: "The program", commands: [start, serve, worker, migrate, doctor] }
  ]),
  Command.run({ version }),
  Effect.tapErrorTag("CommandFailed", ({ text }) => Console.error(text)),
  Effect.catchTag(startFailures, explain),
  Effect.provide(Layer.merge(configuration, NodeServices.layer).pipe(Layer.provideMerge(NodeServices.layer))),
  (program) => NodeRuntime.runMain(program, { teardown })
)
