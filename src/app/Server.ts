import { ByteSize, Config, Effect, Layer } from "effect"
import { HttpMiddleware, HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"
import { HttpApiBuilder, HttpApiScalar } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import * as AuthorizationHttp from "#features/identity/AuthorizationHttp.ts"
import * as CatalogueHttp from "#features/catalogue/CatalogueHttp.ts"
import * as CoversHttp from "#features/catalogue/covers/CoversHttp.ts"
import * as CirculationHttp from "#features/circulation/CirculationHttp.ts"
import * as ReadingListsHttp from "#features/circulation/ReadingListsHttp.ts"
import * as ReadingPositionsHttp from "#features/circulation/ReadingPositionsHttp.ts"
import * as ReviewsHttp from "#features/circulation/ReviewsHttp.ts"
import * as AuditHttp from "#features/identity/AuditHttp.ts"
import * as CookieSessionHttp from "#features/identity/CookieSessionHttp.ts"
import * as IdentityHttp from "#features/identity/IdentityHttp.ts"
import * as BookTextHttp from "#features/intelligence/BookTextHttp.ts"
import * as IntelligenceHttp from "#features/intelligence/IntelligenceHttp.ts"
import * as AnswersHttp from "#features/intelligence/answers/AnswersHttp.ts"
import * as UsageHttp from "#features/intelligence/UsageHttp.ts"
import * as RecommendationsHttp from "#features/intelligence/recommender/RecommendationsHttp.ts"
import * as JobsHttp from "#features/jobs/JobsHttp.ts"
import * as OperationsHttp from "#features/jobs/OperationsHttp.ts"
import * as NotificationsHttp from "#features/notifications/NotificationsHttp.ts"
import * as LiveHttp from "#features/notifications/live/LiveHttp.ts"
import { LiveSockets } from "#features/notifications/live/LiveSockets.ts"
import * as DocumentsHttp from "#features/workspace/DocumentsHttp.ts"
import { QueueStats } from "#jobs/QueueStats.ts"
import * as Body from "./http/Body.ts"
import * as Edge from "./http/Edge.ts"
import * as Idempotency from "./http/Idempotency.ts"
import * as MethodNotAllowed from "./http/MethodNotAllowed.ts"
import { docsPath, isQuiet, openApiPath, pathOf } from "./http/Paths.ts"
import { routeOf, routerConfig } from "./http/Routes.ts"
import * as Validation from "./http/Validation.ts"
import { Metrics } from "./Metrics.ts"
import * as MetricsHttp from "./MetricsHttp.ts"
import { Readiness } from "./Readiness.ts"
import * as StatusHttp from "./StatusHttp.ts"
import * as SystemHttp from "./SystemHttp.ts"
import * as PageHttp from "./web/PageHttp.ts"

/** Bodies that are read whole: JSON. Files have limits of their own. */
const maxBody = ByteSize.mebibytes(1)

const handlers = Layer.mergeAll(
  IdentityHttp.layer,
  CookieSessionHttp.layer,
  CatalogueHttp.layer,
  CoversHttp.layer,
  ReviewsHttp.layer,
  ReadingListsHttp.layer,
  ReadingPositionsHttp.layer,
  CirculationHttp.layer,
  IntelligenceHttp.layer,
  BookTextHttp.layer,
  RecommendationsHttp.layer,
  AnswersHttp.layer,
  UsageHttp.layer,
  DocumentsHttp.layer,
  NotificationsHttp.layer,
  JobsHttp.layer,
  LiveHttp.layer,
  OperationsHttp.layer,
  AuditHttp.layer,
  StatusHttp.layer.pipe(Layer.provide(QueueStats.layer)),
  SystemHttp.layer
)

const api = HttpApiBuilder.layer(Api, { openapiPath: openApiPath }).pipe(
  Layer.provide(handlers),
  Layer.provide([AuthorizationHttp.layer, Validation.layer, Body.layer, Idempotency.layer])
)

/** By method, since a route for any would hide that HEAD is answered as GET. What is read may be of the page. */
const nothing = HttpRouter.use((router) =>
  Effect.forEach(
    ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const,
    (method) => router.add(method, "/*", HttpServerResponse.empty({ status: 404 })),
    { discard: true }
  )
)

const routes = Layer.mergeAll(
  api,
  // The page is complete without the fonts it would fetch from elsewhere.
  HttpApiScalar.layer(Api, { path: docsPath, scalar: { withDefaultFonts: false } }),
  MethodNotAllowed.layer,
  MetricsHttp.layer,
  PageHttp.layer,
  nothing,
  Edge.layer
)

/**
 * `SHUTDOWN_DELAY_SECONDS` (0): how long the process still takes requests after it said that it is not ready, so that
 * balancers notice. Then the sockets end, which would keep it alive. Built on top of the server, it is taken down first.
 */
const drain = Layer.effectDiscard(
  Effect.gen(function* () {
    const readiness = yield* Readiness
    const sockets = yield* LiveSockets
    const delay = yield* Config.Int("SHUTDOWN_DELAY_SECONDS").pipe(Config.withDefault(0))
    yield* Effect.addFinalizer(() =>
      readiness.drain.pipe(
        Effect.andThen(Effect.delay(Effect.logInfo("server stops"), `${delay} seconds`)),
        Effect.andThen(sockets.stop)
      )
    )
    yield* HttpServer.addressFormattedWith((address) => Effect.logInfo(`LuminaLib listens on ${address}`))
  })
)

/** A request's span bears the name of its call. What is asked every few seconds has none: it would bury the others. */
const traced = Layer.mergeAll(
  Layer.succeed(HttpMiddleware.SpanNameGenerator, (request) => {
    const { method, route } = routeOf(request)
    return `${method} ${route}`
  }),
  Layer.succeed(HttpMiddleware.TracerDisabledWhen, (request) => isQuiet(pathOf(request)))
)

/** The HTTP server: everything the contract promises, on a listener that is there already. */
export const layer = drain.pipe(
  Layer.provideMerge(
    HttpRouter.serve(routes, {
      disableLogger: true,
      disableListenLog: true,
      routerConfig
    })
  ),
  Layer.provide(LiveSockets.layer),
  Layer.provide(Metrics.layer),
  Layer.provide(Readiness.layer),
  Layer.provide(traced),
  Layer.provide(Layer.succeed(HttpServerRequest.MaxBodySize, maxBody))
)
