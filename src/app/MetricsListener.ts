import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Config, Context, Effect, Layer, Option } from "effect"
import { HttpMiddleware, HttpServer, HttpServerRequest, HttpServerResponse, ProblemDetails } from "effect/http"
import { problemOf } from "./http/FallbackProblem.ts"
import { metricsPath, pathOf } from "./http/Paths.ts"
import { waitWhileStarting } from "./http/WhileStarting.ts"
import { nodeServer, Port } from "./Listener.ts"
import { Metrics, metricsResponse } from "./Metrics.ts"
import { Readiness } from "./Readiness.ts"
import { healthy, readyResponse } from "./SystemHttp.ts"

/** `METRICS_PORT` (none; 0 takes a free one). */
export const metricsPort = Config.option(Config.schema(Port, "METRICS_PORT"))

/** The address at which this process is watched, where it has one. It listens before anything else is there. */
export class MetricsServer extends Context.Service<MetricsServer, Option.Option<HttpServer.HttpServer["Service"]>>()(
  "luminalib/app/MetricsListener/MetricsServer"
) {
  /** `METRICS_PORT`, `METRICS_HOST` (127.0.0.1). */
  static readonly layer = Layer.effect(
    MetricsServer,
    Effect.gen(function* () {
      const host = yield* Config.String("METRICS_HOST").pipe(Config.withDefault("127.0.0.1"))
      const port = yield* metricsPort
      if (Option.isNone(port)) return Option.none()
      const server = waitWhileStarting(nodeServer())
      return Option.some(
        yield* NodeHttpServer.make(() => server, { host, port: port.value, gracefulShutdownTimeout: "1 second" })
      )
    })
  )
}

const nothing = ProblemDetails.toResponse(problemOf(404))

const answers = Effect.gen(function* () {
  const ready = yield* readyResponse
  const metrics = yield* metricsResponse
  const health = Effect.succeed(HttpServerResponse.jsonUnsafe(healthy, { headers: { "cache-control": "no-store" } }))
  return Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    const isRead = request.method === "GET" || request.method === "HEAD"
    switch (isRead ? pathOf(request) : undefined) {
      case "/api/health":
        return health
      case "/api/ready":
        return ready
      case metricsPath:
        return metrics
      default:
        return Effect.succeed(nothing)
    }
  })
})

/**
 * Answers `/metrics`, `/api/health` and `/api/ready`, without a key, to whoever reaches the address: a network of its own
 * protects it. A process that only works has no other listener.
 */
export const layer = Layer.unwrap(
  Effect.gen(function* () {
    const server = yield* MetricsServer
    if (Option.isNone(server)) return Layer.empty
    const { address } = server.value
    yield* Effect.logInfo(`Metrics at ${HttpServer.formatAddress(address)}${metricsPath}`)
    return HttpServer.serve(yield* answers).pipe(
      Layer.provide(Layer.succeed(HttpServer.HttpServer, server.value)),
      Layer.provide(Layer.succeed(HttpMiddleware.TracerDisabledWhen, () => true))
    )
  })
).pipe(Layer.provide(Metrics.layer), Layer.provide(Readiness.layer))
