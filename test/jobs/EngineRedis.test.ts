import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import * as OverRedis from "#jobs/dispatch/OverRedis.ts"
import { IoRedis } from "#platform/Redis.ts"
import { describePostgres, describeRedis, redisUrl } from "../support/Services.ts"
import { layerPostgres } from "../support/TestDatabase.ts"
import { engineSuite } from "./EngineSuite.ts"
import { orderSuite } from "./OrderSuite.ts"

const prefix = `luminalib-test-${crypto.randomUUID()}`

/** Leaves no key behind. */
const cleanUp = Layer.effectDiscard(
  Effect.flatMap(IoRedis, ({ use }) =>
    Effect.addFinalizer(() => Effect.ignore(use((client) => client.del(`${prefix}:due:default`, `${prefix}:due:llm`))))
  )
)

const overRedis = Layer.merge(OverRedis.layer, cleanUp).pipe(
  Layer.provide(IoRedis.layerUrl(Redacted.make(redisUrl))),
  Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ REDIS_KEY_PREFIX: prefix })))
)

describePostgres("PostgreSQL", () => {
  describeRedis("Redis", () => {
    engineSuite("PostgreSQL and Redis", layerPostgres, overRedis)
    orderSuite("PostgreSQL and Redis", layerPostgres, overRedis)
  })
})
