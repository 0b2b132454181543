import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Layer } from "effect"
import { HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"
import { SqlClient } from "effect/sql"
import { createServer } from "node:http"
import { Ledger } from "#jobs/Ledger.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { type Order, Orders, requestFor } from "./FaultJobs.ts"
import { layerPlatform, runProcess } from "./FaultPlatform.ts"

/**
 * A process of a campaign that takes orders over HTTP: writes each down and enqueues its job in one transaction, and says
 * which only after the commit. An order asked for again gives the job it has.
 */
const place = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const ledger = yield* Ledger
  const wall = yield* TenantWall

  const one = Effect.fnUntraced(function* (order: Order) {
    const { organizationId, token } = order
    const fresh = yield* sql`
      INSERT INTO fault_orders (token) VALUES (${token}) ON CONFLICT (token) DO NOTHING RETURNING token`
    if (fresh.length > 0) return yield* ledger.enqueue(requestFor(order))
    const [known] = yield* sql<{ readonly id: string }>`
      SELECT id FROM jobs WHERE organization_id = ${organizationId} AND payload ->> 'token' = ${token}`
    return known?.id ?? "an order without a job"
  })

  return Effect.fnUntraced(function* ({ orders, rollBack }: Orders) {
    const organizationId = orders[0]?.organizationId ?? ""
    return yield* wall.within(
      organizationId,
      Effect.gen(function* () {
        const ids = yield* Effect.forEach(orders, one)
        return rollBack ? yield* Effect.fail("rolled back" as const) : ids
      })
    )
  })
})

const routes = HttpRouter.use((router) =>
  Effect.gen(function* () {
    const orders = yield* place
    yield* router.add(
      "POST",
      "/orders",
      HttpServerRequest.schemaBodyJson(Orders).pipe(
        Effect.flatMap(orders),
        Effect.map((ids) => HttpServerResponse.jsonUnsafe({ ids })),
        Effect.catchIf(
          (error) => error === "rolled back",
          () => Effect.succeed(HttpServerResponse.empty({ status: 409 }))
        ),
        Effect.catch((error) =>
          Effect.as(Effect.logWarning("orders not taken", error), HttpServerResponse.empty({ status: 503 }))
        )
      )
    )
  })
)

const said = Layer.effectDiscard(
  HttpServer.addressFormattedWith((address) => Effect.logInfo(`enqueuer listens on ${address}`))
)

runProcess(
  said.pipe(
    Layer.provideMerge(HttpRouter.serve(routes, { disableLogger: true, disableListenLog: true })),
    Layer.provide(NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0 })),
    Layer.provide(layerPlatform)
  )
)
