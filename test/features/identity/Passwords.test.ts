import { assert, describe, it } from "@effect/vitest"
import { vi } from "vitest"
import { setTimeout as delay } from "node:timers/promises"
import { ConfigProvider, Deferred, Duration, Effect, Fiber, Layer, Redacted, Ref } from "effect"
import * as bcrypt from "@node-rs/bcrypt"
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { Passwords } from "#features/identity/Passwords.ts"

vi.mock(import("@node-rs/bcrypt"), async (original) => {
  const actual = await original()
  return { ...actual, verify: vi.fn(actual.verify) }
})

const layerPasswords = (variables: Record<string, string>) =>
  Layer.fresh(Passwords.layer).pipe(
    Layer.provide(Layer.merge(NodeCrypto.layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env: variables }))))
  )
const quick = Effect.provide(layerPasswords({ NODE_ENV: "test", PASSWORD_HASH_COST: "4" }))

const hash = (password: string) => Passwords.use((passwords) => passwords.hash(Redacted.make(password)))
const verify = <E = never>(
  password: string,
  hashes: ReadonlyArray<string>,
  admit: Effect.Effect<void, E> = Effect.void,
  { atMost = 1, failed = Effect.void }: { readonly atMost?: number; readonly failed?: Effect.Effect<void> } = {}
) =>
  Passwords.use((passwords) => passwords.verify({ password: Redacted.make(password), hashes, admit, atMost, failed }))

describe("passwords", () => {
  it.live("are hashed with cost 12 and salt, and recognised", () =>
    Effect.gen(function* () {
      const [first, second] = yield* Effect.all([hash("open sesame"), hash("open sesame")], { concurrency: 2 })
      assert.match(first, /^\$2[by]\$12\$/)
      assert.notStrictEqual(first, second)
      assert.deepStrictEqual(yield* verify("open sesame", [first]), [true])
      assert.deepStrictEqual(yield* verify("open sesame?", [first]), [false])
    }).pipe(Effect.provide(layerPasswords({})))
  )

  it.live("count to their last character, and beyond a NUL", () =>
    Effect.gen(function* () {
      const long = yield* hash("y".repeat(128))
      const withNul = yield* hash("before\0after")
      assert.deepStrictEqual(yield* verify("y".repeat(128), [long]), [true])
      assert.deepStrictEqual(yield* verify(`${"y".repeat(127)}z`, [long]), [false])
      assert.deepStrictEqual(yield* verify("before\0after!", [withNul]), [false])
      assert.deepStrictEqual(yield* verify("before", [withNul]), [false])
    }).pipe(quick)
  )

  it.live("are the same from every keyboard, composed or not", () =>
    Effect.gen(function* () {
      const composed = yield* hash("Zo\u00eb l\u00e4uft")
      assert.deepStrictEqual(yield* verify("Zoe\u0308 la\u0308uft", [composed]), [true])
      assert.deepStrictEqual(yield* verify("Zoe lauft", [composed]), [false])
    }).pipe(quick)
  )

  it.live("are told apart account by account", () =>
    Effect.gen(function* () {
      const [mine, other] = yield* Effect.all([hash("mine, only mine"), hash("another's")])
      assert.deepStrictEqual(yield* verify("mine, only mine", [other, mine, other]), [false, true, false])
    }).pipe(quick)
  )

  it.live("are no match for hashes that were stolen elsewhere or are damaged", () =>
    Effect.gen(function* () {
      const plain = yield* Effect.promise(() => bcrypt.hash("open sesame", 4))
      assert.deepStrictEqual(yield* verify("open sesame", [plain, "", "$2b$04$short"]), [false, false, false])
    }).pipe(quick)
  )

  it.live("without an account cost the same work and match nothing", () =>
    Effect.gen(function* () {
      const stored = yield* hash("somebody's")
      vi.mocked(bcrypt.verify).mockClear()
      yield* verify("anything", [stored])
      assert.deepStrictEqual(yield* verify("anything", []), [])
      const costs = vi.mocked(bcrypt.verify).mock.calls.map(([, against]) => `${against}`.slice(4, 6))
      assert.deepStrictEqual(costs, ["04", "04"])
    }).pipe(quick)
  )

  it.live("that are wrong are answered as slowly for no account as for as many as there could be", () =>
    Effect.gen(function* () {
      const slowly = (match: boolean) => () => delay(80, match)
      for (const accounts of [0, 1, 2, 5]) {
        vi.mocked(bcrypt.verify).mockClear().mockImplementation(slowly(false))
        const hashes = Array.from({ length: accounts }, () => "a hash")
        const [took, matches] = yield* Effect.timed(verify("wrong", hashes, Effect.void, { atMost: 5 }))
        assert.deepStrictEqual(
          matches,
          hashes.map(() => false)
        )
        // Timers of Node may be a millisecond early, each of them.
        assert.isAtLeast(Duration.toMillis(took), 390, `${accounts} accounts`)
        assert.strictEqual(vi.mocked(bcrypt.verify).mock.calls.length, Math.max(1, accounts))
      }
      vi.mocked(bcrypt.verify).mockImplementation(slowly(true))
      const [took] = yield* Effect.timed(verify("right", ["a hash"], Effect.void, { atMost: 5 }))
      assert.isBelow(Duration.toMillis(took), 380)
    }).pipe(Effect.ensuring(Effect.sync(() => vi.mocked(bcrypt.verify).mockReset())), quick)
  )

  it.live("that are wrong are counted even if nobody waits for the answer", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      const counted = yield* Ref.make(0)
      const failed = Ref.update(counted, (count) => count + 1)
      const stored = yield* hash("somebody's")
      const guess = verify("a guess", [stored], Deferred.succeed(begun, undefined), { failed })
      const fiber = yield* Effect.forkChild(guess)
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(yield* Ref.get(counted), 1)
      yield* verify("somebody's", [stored], Effect.void, { failed })
      assert.strictEqual(yield* Ref.get(counted), 1)
    }).pipe(quick)
  )

  it.live("are not even looked at where the attempt is not admitted", () =>
    Effect.gen(function* () {
      vi.mocked(bcrypt.verify).mockClear()
      assert.strictEqual(yield* Effect.flip(verify("anything", ["a hash"], Effect.fail("too many"))), "too many")
      assert.strictEqual(yield* Effect.flip(verify("anything", [], Effect.fail("too many"))), "too many")
      assert.strictEqual(vi.mocked(bcrypt.verify).mock.calls.length, 0)
    }).pipe(quick)
  )

  it.live("wait for their turn: at most three are worked on at a time", () =>
    Effect.gen(function* () {
      const begun = yield* Ref.make(0)
      const three = yield* Deferred.make<void>()
      const gate = yield* Deferred.make<void>()
      const admit = Ref.updateAndGet(begun, (count) => count + 1).pipe(
        Effect.tap((count) => (count === 3 ? Deferred.succeed(three, undefined) : Effect.void)),
        Effect.andThen(Deferred.await(gate))
      )
      const flood = yield* Effect.forkChild(
        Effect.forEach(Array.from({ length: 12 }), () => verify("guess", [], admit), { concurrency: "unbounded" })
      )
      yield* Deferred.await(three)
      yield* Effect.yieldNow
      assert.strictEqual(yield* Ref.get(begun), 3)
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(flood)
      assert.strictEqual(yield* Ref.get(begun), 12)
    }).pipe(quick)
  )

  it.live("hashed with another cost are outdated", () =>
    Effect.gen(function* () {
      const passwords = yield* Passwords
      assert.isFalse(passwords.isOutdated(yield* hash("open sesame")))
      const layerDearer = layerPasswords({ NODE_ENV: "test", PASSWORD_HASH_COST: "5" })
      const dearer = yield* hash("open sesame").pipe(Effect.provide(layerDearer))
      assert.isTrue(passwords.isOutdated(dearer))
    }).pipe(quick)
  )

  it.effect.each([
    { PASSWORD_HASH_COST: "11" },
    { NODE_ENV: "production", PASSWORD_HASH_COST: "11" },
    { NODE_ENV: "development", PASSWORD_HASH_COST: "4" },
    { NODE_ENV: "test", PASSWORD_HASH_COST: "3" },
    { PASSWORD_HASH_COST: "16" },
    { PASSWORD_HASH_COST: "cheap" }
  ])("cannot be made cheap but for tests, nor absurd anywhere: %j", (variables) =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(Effect.provide(Passwords, layerPasswords(variables)))
      assert.include(refused.message, "PASSWORD_HASH_COST")
    })
  )
})
