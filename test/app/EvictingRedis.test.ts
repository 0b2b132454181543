import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Redacted, Schedule } from "effect"
import { Redis as Client } from "ioredis"
import { visitor } from "../support/Library.ts"
import { canRunRedis, ownRedis } from "../support/OwnRedis.ts"
import { pages } from "../support/Prose.ts"
import { redisGate } from "../support/RedisGate.ts"
import { layerTestServices, startServer } from "../support/TestServer.ts"

const patiently = Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "15 seconds" }))

describe.skipIf(!canRunRedis)("a Redis that turns out to drop keys", () => {
  it.live("is done without, and readiness says so, until it is set right", () =>
    Effect.gen(function* () {
      const { url } = yield* ownRedis
      const operator = yield* Effect.acquireRelease(
        Effect.sync(() => new Client(url)),
        (client) => Effect.sync(() => client.disconnect())
      )
      yield* Effect.promise(() => operator.config("SET", "maxmemory-policy", "allkeys-lfu"))
      // It is away when the program starts.
      const gate = yield* redisGate(url)
      yield* gate.shut
      const { baseUrl } = yield* startServer({ REDIS_URL: Redacted.value(gate.url) })
      const librarian = yield* visitor(baseUrl)
      yield* librarian.signUp("ada@example.org")
      yield* gate.open
      yield* Effect.promise(() => operator.client("LIST")).pipe(
        Effect.filterOrFail((clients) => String(clients).includes("name=luminalib")),
        Effect.retry(patiently)
      )

      const book = yield* librarian.upload("Letters", { name: "a.txt", bytes: pages(2).join("\n\n") })
      yield* librarian.summaryOf(book.id)
      assert.notMatch(yield* Effect.promise(() => operator.info("commandstats")), /cmdstat_(zadd|bzpopmin)/)
      const redis = Effect.map(librarian.api.system.ready({}), ({ dependencies }) => dependencies["redis"])
      assert.strictEqual(yield* redis, "down")

      yield* Effect.promise(() => operator.config("SET", "maxmemory-policy", "noeviction"))
      yield* redis.pipe(
        Effect.filterOrFail((state) => state === "up"),
        Effect.retry(patiently)
      )
      yield* Effect.promise(() => operator.info("commandstats")).pipe(
        Effect.filterOrFail((commands) => commands.includes("cmdstat_bzpopmin")),
        Effect.retry(patiently)
      )
    }).pipe(Effect.scoped, Effect.provide(Layer.merge(layerTestServices, Logger.layer([]))))
  )
})
