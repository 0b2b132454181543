import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Duration, Effect, Layer, Redacted } from "effect"
import { RateLimiter } from "effect/persistence"
import { TestClock } from "effect/testing"
import { LoginThrottle, networkOf } from "#features/identity/LoginThrottle.ts"
import { IoRedis } from "#platform/Redis.ts"
import { describeRedis, redisUrl } from "../../support/Services.ts"

const layerThrottle = (
  limiter: Layer.Layer<RateLimiter.RateLimiter, unknown>,
  variables: Record<string, string> = {}
) =>
  Layer.fresh(LoginThrottle.layer).pipe(
    Layer.provide([limiter, NodeCrypto.layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env: variables }))])
  )

const layerMemory = Layer.fresh(RateLimiter.layer).pipe(Layer.provide(Layer.fresh(RateLimiter.layerStoreMemory)))

/** A store that nobody reaches. */
const layerDown = Layer.mock(RateLimiter.RateLimiter)({
  [RateLimiter.TypeId]: RateLimiter.TypeId,
  consume: () =>
    Effect.fail(
      new RateLimiter.RateLimiterError({
        reason: new RateLimiter.RateLimitStoreError({ message: "no connection" })
      })
    )
})

const admit = (email: string, address: string) => LoginThrottle.use((throttle) => throttle.admit({ email, address }))
const fail = (email: string, address: string) => LoginThrottle.use((throttle) => throttle.failed({ email, address }))

/** So many admitted attempts with the wrong password. */
const failures = (count: number, email: (n: number) => string, address: (n: number) => string) =>
  Effect.forEach(
    Array.from({ length: count }),
    (_, n) => Effect.andThen(admit(email(n), address(n)), fail(email(n), address(n))),
    {
      discard: true
    }
  )

const slowsDownGuessing = Effect.gen(function* () {
  yield* failures(
    10,
    () => "victim@example.org",
    (n) => `192.0.2.${n}`
  )
  const refused = yield* Effect.flip(admit("victim@example.org", "198.51.100.9"))
  assert.deepStrictEqual([refused._tag, refused.code, refused.status], ["RateLimited", "RATE_LIMITED", 429])
  assert.isAtLeast(refused.retryAfterSeconds, 50)
  assert.isAtMost(refused.retryAfterSeconds, 60)
  yield* admit("somebody@example.org", "198.51.100.9")
})

describe("guessing passwords", () => {
  const memory = Effect.provide(layerThrottle(layerMemory))

  it.effect("of one account stops after ten failures, from wherever they come", () => slowsDownGuessing.pipe(memory))

  it.effect("locks nobody out for good: after a minute the owner is let in", () =>
    Effect.gen(function* () {
      yield* slowsDownGuessing
      yield* TestClock.adjust("61 seconds")
      yield* admit("victim@example.org", "198.51.100.9")
    }).pipe(memory)
  )

  it.effect("while locked does not prolong the lock", () =>
    Effect.gen(function* () {
      yield* slowsDownGuessing
      yield* TestClock.adjust("30 seconds")
      for (let n = 0; n < 20; n++) {
        yield* Effect.flip(admit("victim@example.org", "198.51.100.9"))
        yield* fail("victim@example.org", "198.51.100.9")
      }
      yield* TestClock.adjust("31 seconds")
      yield* admit("victim@example.org", "203.0.113.1")
    }).pipe(memory)
  )

  it.effect("of many accounts from one address stops after fifty failures", () =>
    Effect.gen(function* () {
      yield* failures(
        50,
        (n) => `reader-${n}@example.org`,
        () => "192.0.2.7"
      )
      assert.strictEqual((yield* Effect.flip(admit("fresh@example.org", "192.0.2.7"))).code, "RATE_LIMITED")
      yield* admit("fresh@example.org", "192.0.2.8")
    }).pipe(memory)
  )

  it.effect("is all that counts: logging in rightly is never limited", () =>
    Effect.gen(function* () {
      for (let n = 0; n < 200; n++) yield* admit("eager@example.org", "192.0.2.7")
    }).pipe(memory)
  )

  it.effect("is not stopped while the store of the counts is down", () =>
    Effect.gen(function* () {
      yield* failures(
        60,
        () => "victim@example.org",
        () => "192.0.2.7"
      )
      for (let n = 0; n < 40; n++) yield* LoginThrottle.use((throttle) => throttle.signUp("192.0.2.7"))
    }).pipe(Effect.provide(layerThrottle(layerDown)))
  )

  it.effect("is not stopped where limits are off", () =>
    failures(
      60,
      () => "victim@example.org",
      () => "192.0.2.7"
    ).pipe(Effect.provide(layerThrottle(layerMemory, { RATE_LIMITS: "off" })))
  )
})

describe("signing up", () => {
  it.effect("is limited to thirty a minute from one address", () =>
    Effect.gen(function* () {
      const signUp = (address: string) => LoginThrottle.use((throttle) => throttle.signUp(address))
      for (let n = 0; n < 30; n++) yield* signUp("192.0.2.7")
      const refused = yield* Effect.flip(signUp("::ffff:192.0.2.7"))
      assert.isAtMost(refused.retryAfterSeconds, 60)
      yield* signUp("192.0.2.8")
      yield* TestClock.adjust(Duration.seconds(refused.retryAfterSeconds))
      yield* signUp("192.0.2.7")
    }).pipe(Effect.provide(layerThrottle(layerMemory)))
  )
})

describe("an address", () => {
  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:1:2::ffff", "2001:db8:1:2::/64"],
    ["unknown", "unknown"]
  ])("%s counts as %s", (address, network) => {
    assert.strictEqual(networkOf(address), network)
  })
})

describeRedis("guessing passwords, counted in Redis", () => {
  it.live("stops for all processes together", () =>
    Effect.gen(function* () {
      const email = `victim-${crypto.randomUUID()}@example.org`
      const first = layerThrottle(layerRedis)
      const second = layerThrottle(layerRedis)
      const five = failures(
        5,
        () => email,
        (n) => `2001:db8:${n}::1`
      )
      yield* Effect.provide(five, first)
      yield* Effect.provide(five, second)
      assert.strictEqual(
        (yield* Effect.flip(admit(email, "192.0.2.9")).pipe(Effect.provide(first))).code,
        "RATE_LIMITED"
      )
    })
  )
  const layerRedis = RateLimiter.layer.pipe(
    Layer.provide(RateLimiter.layerStoreRedis()),
    Layer.provide(IoRedis.layerUrl(Redacted.make(redisUrl)))
  )
})
