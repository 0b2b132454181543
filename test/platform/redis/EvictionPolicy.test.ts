import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Redacted, Schedule } from "effect"
import { Redis } from "effect/persistence"
import { Redis as Client } from "ioredis"
import { IoRedis } from "#platform/Redis.ts"
import { canRunRedis, ownRedis } from "../../support/OwnRedis.ts"
import { startProgram } from "../../support/Program.ts"
import { redisGate } from "../../support/RedisGate.ts"

/** A Redis of the test's own, and how its operator changes what it does when its memory is full. */
const redisWithPolicy = Effect.gen(function* () {
  const { url } = yield* ownRedis
  const operator = yield* Effect.acquireRelease(
    Effect.sync(() => new Client(url)),
    (client) => Effect.sync(() => client.disconnect())
  )
  const setPolicy = (policy: string) => Effect.promise(() => operator.config("SET", "maxmemory-policy", policy))
  return { url, setPolicy, operator }
})

const patiently = Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "10 seconds" }))

describe.skipIf(!canRunRedis)("a Redis that drops keys when its memory is full", () => {
  it.live("does not let the program start, which says what to do in one line", () =>
    Effect.gen(function* () {
      const { setPolicy, url } = yield* redisWithPolicy
      yield* setPolicy("allkeys-lru")
      // It does not wait for a database that is not there.
      const env = { REDIS_URL: url, DATABASE_URL: "postgres://127.0.0.1:1/none", JWT_SECRET_KEY: "x".repeat(32) }
      const program = yield* startProgram({ ...env, LOG_LEVEL: "error" }, "serve")
      assert.deepStrictEqual(yield* program.exit, { code: 1, signal: null })
      const lines = program.output().trim().split("\n")
      assert.strictEqual(lines.length, 1, program.output())
      assert.include(lines[0], "maxmemory-policy allkeys-lru")
      assert.include(lines[0], "redis-cli CONFIG SET maxmemory-policy noeviction")
    }).pipe(Effect.scoped)
  )

  it.live("is not given work when it comes back as such, until its operator has set it right", () =>
    Effect.gen(function* () {
      const { operator, setPolicy, url } = yield* redisWithPolicy
      const gate = yield* redisGate(url)
      yield* gate.shut
      const lines: Array<string> = []
      const log = Logger.make(({ logLevel, message }) => void lines.push(`${logLevel} ${String(message)}`))
      yield* Effect.gen(function* () {
        const io = yield* IoRedis
        const [kept, any] = [io.kept, yield* Redis.Redis]
        yield* setPolicy("volatile-ttl")
        yield* gate.open
        yield* Effect.retry(any.send("PING"), patiently)
        const refusal = yield* io.check.pipe(
          Effect.flip,
          Effect.filterOrFail(({ cause }) => String(cause).includes("volatile-ttl")),
          Effect.retry(patiently)
        )
        assert.strictEqual(refusal._tag, "RedisError")
        assert.include(String((yield* Effect.flip(kept.send("SET", "waiting", "1"))).cause), "volatile-ttl")
        assert.include(String((yield* Effect.flip(Effect.scoped(kept.reserve))).cause), "volatile-ttl")
        assert.strictEqual(yield* Effect.promise(() => operator.exists("waiting")), 0)
        assert.strictEqual(yield* any.send("PING"), "PONG")
        assert.lengthOf(
          lines.filter((line) => line.startsWith("Error Redis at 127.0.0.1:")),
          1
        )

        yield* setPolicy("noeviction")
        yield* Effect.retry(io.check, patiently)
        assert.strictEqual(yield* kept.send("SET", "waiting", "1"), "OK")
        assert.isTrue(lines.some((line) => line.startsWith("Info") && line.includes("keeps its keys now")))
      }).pipe(Effect.provide(IoRedis.layerUrl(gate.url).pipe(Layer.provideMerge(Logger.layer([log])))))
    }).pipe(Effect.scoped)
  )

  it.live("is asked again after each reconnection", () =>
    Effect.gen(function* () {
      const { setPolicy, url } = yield* redisWithPolicy
      const gate = yield* redisGate(url)
      yield* Effect.gen(function* () {
        const { check, kept } = yield* IoRedis
        yield* check
        yield* gate.shut
        yield* setPolicy("allkeys-random")
        yield* gate.open
        yield* check.pipe(
          Effect.flip,
          Effect.filterOrFail(({ cause }) => String(cause).includes("allkeys-random")),
          Effect.retry(patiently)
        )
        assert.include(String((yield* Effect.flip(kept.send("PING"))).cause), "allkeys-random")
      }).pipe(Effect.provide(IoRedis.layerUrl(gate.url).pipe(Layer.provideMerge(Logger.layer([])))))
    }).pipe(Effect.scoped)
  )

  it.live("is taken as it is where access rules forbid to ask", () =>
    Effect.gen(function* () {
      const { operator, setPolicy, url } = yield* redisWithPolicy
      yield* setPolicy("allkeys-lru")
      yield* Effect.promise(() =>
        operator.call("ACL", ["SETUSER", "shy", "on", ">secret", "~*", "&*", "+@all", "-info"])
      )
      const shy = new URL(url)
      shy.username = "shy"
      shy.password = "secret"
      yield* Effect.gen(function* () {
        const { check, kept } = yield* IoRedis
        yield* Effect.retry(check, patiently)
        assert.strictEqual(yield* kept.send("PING"), "PONG")
      }).pipe(Effect.provide(IoRedis.layerUrl(Redacted.make(shy.href)).pipe(Layer.provideMerge(Logger.layer([])))))
    }).pipe(Effect.scoped)
  )
})
