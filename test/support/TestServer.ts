import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { ConfigProvider, Effect, FileSystem, Layer, Metric, Option, Redacted, Ref } from "effect"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { HttpServer } from "effect/http"
import * as Features from "#app/Features.ts"
import * as Listener from "#app/Listener.ts"
import * as MetricsListener from "#app/MetricsListener.ts"
import * as Platform from "#app/Platform.ts"
import * as Server from "#app/Server.ts"
import * as Worker from "#app/Worker.ts"
import * as ApiClient from "#client/ApiClient.ts"
import { WorkerHealth } from "#jobs/WorkerHealth.ts"
import { prepareData } from "./PreparedData.ts"

/** What a test may set: the variables of `.env.example`. */
export type Environment = Readonly<Record<string, string>>

/** The program in this process, on a port of its own, configured as `env` says: a server, and a worker unless told not. */
export const startServer = Effect.fnUntraced(function* (
  env: Environment = {},
  options: { readonly worker?: boolean } = {}
) {
  const fs = yield* FileSystem.FileSystem
  const dataDirectory = yield* fs.makeTempDirectoryScoped({ prefix: "luminalib-" })
  if (env["DATABASE_URL"] === undefined && env["DATA_DIR"] === undefined) {
    yield* Effect.promise(() => prepareData(dataDirectory))
  }
  const configuration = ConfigProvider.layer(
    ConfigProvider.fromEnv({
      env: {
        DATA_DIR: dataDirectory,
        PORT: "0",
        LOG_LEVEL: "error",
        NODE_ENV: "test",
        PASSWORD_HASH_COST: "4",
        RATE_LIMITS: "off",
        WORKER_DRAIN_SECONDS: "0",
        SHUTDOWN_GRACE_SECONDS: "1",
        ...env
      }
    })
  )
  const serving = Layer.merge(Server.layer, MetricsListener.layer)
  const context = yield* Layer.build(
    (options.worker === false ? serving : Layer.provide(Layer.merge(serving, Worker.layer), WorkerHealth.layer)).pipe(
      Layer.provide(Features.layer),
      Layer.provideMerge(Platform.layerMigrating),
      Layer.provideMerge(Layer.merge(Listener.layer, MetricsListener.MetricsServer.layer)),
      Layer.provide(configuration)
    )
    // A process counts for itself.
  ).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  const baseUrl = yield* HttpServer.addressFormattedWith(Effect.succeed).pipe(Effect.provide(context))
  return { baseUrl, context, dataDirectory }
})

/** A typed client of a server, for one person at a time. */
export const clientOf = Effect.fnUntraced(function* (baseUrl: string) {
  const token = yield* Ref.make(Option.none<Redacted.Redacted>())
  const api = yield* ApiClient.make({ baseUrl, token })
  return { api, actAs: (accessToken: string) => Ref.set(token, Option.some(Redacted.make(accessToken))) }
})

/** What `startServer` and its clients need. */
export const layerTestServices = Layer.merge(NodeServices.layer, NodeHttpClient.layerUndici)
