import { assert, it, layer } from "@effect/vitest"
import { Duration, Effect, Fiber, Queue, Redacted } from "effect"
import { Redis } from "effect/persistence"
import { IoRedis } from "#platform/Redis.ts"
import { redisGate } from "../support/RedisGate.ts"
import { describeRedis, redisUrl } from "../support/Services.ts"

const prefix = `luminalib-test:${crypto.randomUUID()}:`

const untilItAnswers = Effect.flatMap(IoRedis, (redis) => Effect.eventually(Effect.delay(redis.check, "20 millis")))

describeRedis("Redis", () => {
  layer(IoRedis.layerUrl(Redacted.make(redisUrl)))("while it is there", (it) => {
    it.effect("commands, pipelines and scripts work", () =>
      Effect.gen(function* () {
        const [redis, io] = [yield* Redis.Redis, yield* IoRedis]
        const key = `${prefix}counter`
        yield* Effect.addFinalizer(() => Effect.orDie(redis.send("DEL", key)))
        yield* io.check
        assert.strictEqual(yield* redis.send("SET", key, "40"), "OK")
        const replies = yield* io.use((client) => client.pipeline().incr(key).incr(key).exec())
        assert.deepStrictEqual(replies, [
          [null, 41],
          [null, 42]
        ])
        const double = Redis.script((name: string) => [name], {
          lua: "return redis.call('GET', KEYS[1]) * 2",
          numberOfKeys: 1
        }).withReturnType<number>()
        assert.strictEqual(yield* redis.eval(double)(key), 84)
        assert.match(String((yield* Effect.flip(redis.send("INCR"))).cause), /wrong number of arguments/)
      })
    )

    it.effect("five subscriptions share one connection, and each hears its own channel", () =>
      Effect.gen(function* () {
        const [redis, io] = [yield* Redis.Redis, yield* IoRedis]
        const [news, other] = [`${prefix}news`, `${prefix}other`]
        const listeners = yield* Effect.forEach([news, news, news, news, other], (channel) => redis.subscribe(channel))
        assert.strictEqual(yield* redis.send<number>("PUBLISH", news, "first"), 1)
        yield* redis.send("PUBLISH", other, "second")
        const heard = yield* Effect.forEach(listeners, (listener) => Queue.take(listener))
        assert.deepStrictEqual(
          heard.map((message) => message.message),
          ["first", "first", "first", "first", "second"]
        )
        const left = yield* io.use((client) => client.pubsub("NUMSUB", news))
        assert.deepStrictEqual(left, [news, 1])
      })
    )

    it.effect("who leaves a channel does not take it from the others", () =>
      Effect.gen(function* () {
        const redis = yield* Redis.Redis
        const channel = `${prefix}shared`
        yield* Effect.scoped(
          Effect.gen(function* () {
            const stays = yield* redis.subscribe(channel)
            yield* Effect.scoped(redis.subscribe(channel))
            yield* redis.send("PUBLISH", channel, "still here")
            assert.strictEqual((yield* Queue.take(stays)).message, "still here")
          })
        )
        assert.strictEqual(yield* redis.send<number>("PUBLISH", channel, "nobody"), 0)
      })
    )
  })

  it.live("a blocking command waits on its own connection and holds up nobody", () =>
    Effect.gen(function* () {
      const redis = yield* Redis.Redis
      const key = `${prefix}list`
      const taken = yield* Effect.forkChild(
        Effect.scoped(Effect.flatMap(redis.reserve, (own) => own.send<Array<string>>("BLPOP", key, "20"))),
        { startImmediately: true }
      )
      yield* redis.send("RPUSH", key, "book")
      assert.deepStrictEqual(yield* Fiber.join(taken), [key, "book"])
    }).pipe(Effect.provide(IoRedis.layerUrl(Redacted.make(redisUrl))))
  )

  it.live("when it goes away commands fail at once and subscriptions say so; when it is back both work again", () =>
    Effect.gen(function* () {
      const gate = yield* redisGate(redisUrl)
      yield* Effect.gen(function* () {
        const redis = yield* Redis.Redis
        const channel = `${prefix}gate`
        const before = yield* redis.subscribe(channel)
        yield* redis.send("PING")
        yield* gate.shut
        assert.strictEqual((yield* Effect.flip(Queue.take(before)))._tag, "RedisError")
        const [elapsed] = yield* Effect.timed(Effect.flip(redis.send("PING")))
        assert.isBelow(Duration.toMillis(elapsed), 5_000)
        yield* gate.open
        yield* untilItAnswers
        const after = yield* redis.subscribe(channel)
        yield* redis.send("PUBLISH", channel, "again")
        assert.strictEqual((yield* Queue.take(after)).message, "again")
      }).pipe(Effect.provide(IoRedis.layerUrl(gate.url)))
    })
  )

  it.live("the process starts while it is away and uses it as soon as it is there", () =>
    Effect.gen(function* () {
      const gate = yield* redisGate(redisUrl)
      yield* gate.shut
      yield* Effect.gen(function* () {
        const redis = yield* Redis.Redis
        assert.strictEqual((yield* Effect.flip(redis.send("PING")))._tag, "RedisError")
        yield* gate.open
        yield* untilItAnswers
        assert.strictEqual(yield* redis.send("PING"), "PONG")
      }).pipe(Effect.provide(IoRedis.layerUrl(gate.url)))
    })
  )
})
