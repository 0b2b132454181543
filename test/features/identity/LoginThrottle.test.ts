import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, describe, it, layer } from "@effect/vitest"
import { ConfigProvider, Duration, Effect, Layer, Redacted, Schema } from "effect"
import { RateLimiter } from "effect/persistence"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { UserId } from "#contract/identity/User.ts"
import { LoginFailuresRepo } from "#features/identity/LoginFailuresRepo.ts"
import { LoginThrottle, networkOf } from "#features/identity/LoginThrottle.ts"
import { IoRedis } from "#platform/Redis.ts"
import { describeRedis, redisUrl } from "../../support/Services.ts"
import { layerEmbedded } from "../../support/TestDatabase.ts"
import { uniqueEmail } from "./IdentityServices.ts"

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
const succeed = (email: string, address: string) =>
  LoginThrottle.use((throttle) => throttle.succeeded({ email, address }, [nobody]))
const nobody = Schema.decodeSync(UserId)("01900000-0000-7000-8000-00000000000f")

/** So many admitted attempts with the wrong password. */
const failures = (count: number, email: (n: number) => string, address: (n: number) => string) =>
  Effect.forEach(
    Array.from({ length: count }),
    (_, n) => Effect.andThen(admit(email(n), address(n)), fail(email(n), address(n))),
    {
      discard: true
    }
  )
const fiveFailures = (email: string, address: string) =>
  failures(
    5,
    () => email,
    () => address
  )
const seconds = (email: string, address: string) =>
  Effect.map(Effect.flip(admit(email, address)), ({ retryAfterSeconds }) => retryAfterSeconds)

/** What it is for the counts of failures when so much time has passed. */
const pass = (time: string) =>
  SqlClient.SqlClient.use(
    (sql) => sql`
      UPDATE login_failures
      SET blocked_until = blocked_until - ${time}::interval, updated_at = updated_at - ${time}::interval`
  )

const memory = Effect.provide(layerThrottle(layerMemory))
const here = "192.0.2.7"
const elsewhere = "198.51.100.9"

layer(layerEmbedded)("guessing passwords", (it) => {
  it.effect("of one account takes longer and longer, up to a quarter of an hour for a try", () =>
    Effect.gen(function* () {
      const email = uniqueEmail()
      yield* fiveFailures(email, here)
      const waits: Array<number> = []
      for (let n = 0; n < 12; n++) {
        waits.push(yield* seconds(email, here))
        yield* pass(`${waits.at(-1)} seconds`)
        yield* admit(email, here)
        yield* fail(email, here)
      }
      assert.deepStrictEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
      const beforeTheEleventh = waits.slice(0, 6).reduce((total, wait) => total + wait)
      assert.isAbove(beforeTheEleventh, 60)
    }).pipe(memory)
  )

  it.effect("is refused as such", () =>
    Effect.gen(function* () {
      const email = uniqueEmail()
      yield* fiveFailures(email, here)
      const refused = yield* Effect.flip(admit(email, here))
      assert.deepStrictEqual([refused._tag, refused.code, refused.status], ["RateLimited", "RATE_LIMITED", 429])
    }).pipe(memory)
  )

  it.effect("is nothing that the owner notices elsewhere, nor another reader here", () =>
    Effect.gen(function* () {
      const email = uniqueEmail()
      yield* fiveFailures(email, "2001:db8:1:2::1")
      yield* Effect.flip(admit(email, "2001:db8:1:2::ffff"))
      yield* admit(email, elsewhere)
      yield* admit(uniqueEmail(), "2001:db8:1:2::1")
    }).pipe(memory)
  )

  it.effect("in vain, while it is refused, does not prolong the wait", () =>
    Effect.gen(function* () {
      const email = uniqueEmail()
      yield* fiveFailures(email, here)
      for (let n = 0; n < 20; n++) yield* Effect.flip(admit(email, here))
      yield* pass("1 second")
      yield* admit(email, here)
    }).pipe(memory)
  )

  it.effect("ends with the right password, or a day later, and begins anew", () =>
    Effect.gen(function* () {
      const [forgetful, patient] = [uniqueEmail(), uniqueEmail()]
      yield* fiveFailures(forgetful, here)
      yield* succeed(forgetful, here)
      yield* fiveFailures(forgetful, here)
      assert.strictEqual(yield* seconds(forgetful, here), 1)

      yield* fiveFailures(patient, here)
      yield* pass("1 day 1 second")
      yield* fiveFailures(patient, here)
      assert.strictEqual(yield* seconds(patient, here), 1)
    }).pipe(memory)
  )

  it.effect("of one account from everywhere stops after a hundred failures, until the hour is over", () =>
    Effect.gen(function* () {
      const email = uniqueEmail()
      yield* failures(
        100,
        () => email,
        (n) => `192.0.2.${n % 25}`
      )
      const wait = yield* seconds(email, elsewhere)
      assert.isAtLeast(wait, 3590)
      yield* TestClock.adjust(Duration.seconds(wait))
      yield* admit(email, elsewhere)
    }).pipe(memory)
  )

  it.effect("of many accounts from one address stops after fifty failures", () =>
    Effect.gen(function* () {
      yield* failures(50, uniqueEmail, () => here)
      assert.strictEqual((yield* Effect.flip(admit(uniqueEmail(), here))).code, "RATE_LIMITED")
      yield* admit(uniqueEmail(), elsewhere)
    }).pipe(memory)
  )

  it.effect("is all that counts: logging in rightly is never limited", () =>
    Effect.gen(function* () {
      const email = uniqueEmail()
      for (let n = 0; n < 200; n++) yield* admit(email, here)
    }).pipe(memory)
  )

  it.effect("takes longer in every process when it was tried in any", () =>
    Effect.gen(function* () {
      const email = uniqueEmail()
      const [first, second] = [layerThrottle(layerMemory), layerThrottle(layerMemory)]
      const one = Effect.andThen(admit(email, here), fail(email, here))
      for (const process of [first, second, first, second, first]) yield* Effect.provide(one, process)
      for (const process of [first, second]) {
        assert.strictEqual(yield* Effect.provide(seconds(email, here), process), 1)
      }
    })
  )

  it.effect("of one account takes longer even while the store of the other counts is down", () =>
    Effect.gen(function* () {
      const email = uniqueEmail()
      yield* failures(60, uniqueEmail, () => here)
      yield* fiveFailures(email, here)
      assert.strictEqual(yield* seconds(email, here), 1)
      for (let n = 0; n < 40; n++) yield* LoginThrottle.use((throttle) => throttle.signUp(here))
    }).pipe(Effect.provide(layerThrottle(layerDown)))
  )

  it.effect("is not stopped where limits are off", () =>
    failures(
      60,
      () => "victim@example.org",
      () => here
    ).pipe(Effect.provide(layerThrottle(layerMemory, { RATE_LIMITS: "off" })))
  )

  it.effect("leaves no trace that is older than a day", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`DELETE FROM login_failures`
      yield* fail(uniqueEmail(), here)
      yield* pass("1 day 1 second")
      yield* fail(uniqueEmail(), here)
      const repo = yield* LoginFailuresRepo
      assert.deepStrictEqual([yield* repo.deleteOld, yield* repo.deleteOld], [1, 0])
      assert.lengthOf(yield* sql`SELECT key FROM login_failures`, 1)
    }).pipe(Effect.provide(LoginFailuresRepo.layer), memory)
  )
})

layer(layerEmbedded)("signing up", (it) => {
  it.effect("is limited to thirty a minute from one address", () =>
    Effect.gen(function* () {
      const signUp = (address: string) => LoginThrottle.use((throttle) => throttle.signUp(address))
      for (let n = 0; n < 30; n++) yield* signUp(here)
      const refused = yield* Effect.flip(signUp("::ffff:192.0.2.7"))
      assert.isAtMost(refused.retryAfterSeconds, 60)
      yield* signUp("192.0.2.8")
      yield* TestClock.adjust(Duration.seconds(refused.retryAfterSeconds))
      yield* signUp(here)
    }).pipe(memory)
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
      const block = (Math.random() * 65_536) | 0
      const address = `2001:db8:${block.toString(16)}::1`
      const [first, second] = [layerThrottle(layerRedis), layerThrottle(layerRedis)]
      const half = failures(25, uniqueEmail, () => address)
      yield* Effect.provide(half, first)
      yield* Effect.provide(half, second)
      const refused = yield* Effect.flip(admit(uniqueEmail(), address)).pipe(Effect.provide(first))
      assert.strictEqual(refused.code, "RATE_LIMITED")
    }).pipe(Effect.provide(layerEmbedded))
  )
  const layerRedis = RateLimiter.layer.pipe(
    Layer.provide(RateLimiter.layerStoreRedis()),
    Layer.provide(IoRedis.layerUrl(Redacted.make(redisUrl)))
  )
})
