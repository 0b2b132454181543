import { assert, it } from "@effect/vitest"
import { ConfigProvider, Duration, Effect, Layer, Redacted } from "effect"
import * as BellOverRedis from "#platform/events/BellOverRedis.ts"
import { Database } from "#platform/Database.ts"
import { IoRedis } from "#platform/Redis.ts"
import { redisGate } from "../../support/RedisGate.ts"
import { describePostgres, describeRedis, redisUrl } from "../../support/Services.ts"
import { acquireMigrated } from "../../support/TestDatabase.ts"
import { layerEvents, newLibrary, numberOf, tell, told, upTo, watch } from "./Watching.ts"

/** A process with Redis: its database and its own connection to the bell of `prefix`. */
const processOf = (database: Redacted.Redacted, redis: Redacted.Redacted, prefix: string) =>
  Layer.build(
    Layer.fresh(
      layerEvents.pipe(
        Layer.provideMerge(BellOverRedis.layer),
        Layer.provideMerge(
          Layer.merge(IoRedis.layerUrl(redis), Database.layerFrom({ url: database, maxConnections: 3 }))
        ),
        Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ REDIS_KEY_PREFIX: prefix })))
      )
    )
  )

/** Waits until so many listen on the channel. */
const listeners = (prefix: string, count: number) =>
  Effect.flatMap(IoRedis, ({ use }) =>
    Effect.repeat(
      use((client) => client.pubsub("NUMSUB", `${prefix}:events`)),
      { until: ([, listening]) => listening === count }
    )
  )

describePostgres("events over Redis", () =>
  describeRedis("with a bell", () => {
    it.live("what one process commits the other tells at once", () =>
      Effect.gen(function* () {
        const [url, prefix] = [yield* acquireMigrated, `luminalib-test-${crypto.randomUUID()}`]
        const redis = Redacted.make(redisUrl)
        const [here, there] = [yield* processOf(url, redis, prefix), yield* processOf(url, redis, prefix)]
        yield* Effect.provideContext(listeners(prefix, 2), here)
        const library = yield* newLibrary
        const seen = yield* Effect.provideContext(watch(library), there)
        // By looking twice a second alone, twenty in turn would take ten seconds, and a hundred where the bell is heard.
        const inTurn = Effect.forEach(upTo(20), (number) =>
          Effect.andThen(Effect.provideContext(tell(told(library, number)), here), seen.next)
        )
        const [took, events] = yield* Effect.timed(inTurn)
        assert.deepStrictEqual(events.map(numberOf), upTo(20))
        assert.isTrue(Duration.isLessThan(took, Duration.seconds(6)), `it took ${Duration.format(took)}`)
      })
    )

    it.live("while Redis is away nothing is lost, and when it is back it is heard again", () =>
      Effect.gen(function* () {
        const [url, prefix] = [yield* acquireMigrated, `luminalib-test-${crypto.randomUUID()}`]
        const gate = yield* redisGate(redisUrl)
        const [here, there] = [yield* processOf(url, gate.url, prefix), yield* processOf(url, gate.url, prefix)]
        yield* Effect.provideContext(listeners(prefix, 2), here)
        const library = yield* newLibrary
        const seen = yield* Effect.provideContext(watch(library), there)
        const say = (number: number) => Effect.provideContext(tell(told(library, number)), here)
        yield* Effect.forEach(upTo(5), say)
        yield* gate.shut
        yield* Effect.forEach([6, 7, 8], say)
        assert.deepStrictEqual((yield* seen.take(8)).map(numberOf), upTo(8))
        yield* gate.open
        yield* say(9)
        yield* Effect.eventually(Effect.provideContext(listeners(prefix, 2), here))
        yield* say(10)
        assert.deepStrictEqual((yield* seen.take(2)).map(numberOf), [9, 10])
        assert.deepStrictEqual(yield* seen.rest, [])
      })
    )
  })
)
