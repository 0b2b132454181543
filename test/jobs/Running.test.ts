import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { type Claim, Leases } from "#jobs/Leases.ts"
import { LeaseKeeper } from "#jobs/leases/LeaseKeeper.ts"
import { Running } from "#jobs/Running.ts"

const claim = (id: string): Claim => ({ id, fence: 1, worker: "w" })

/** The jobs that run, over a ledger and a thread whose answers the test sets. */
const running = Effect.gen(function* () {
  const state = {
    isKeeping: false,
    held: new Array<string>(),
    lost: new Set<string>(),
    cancelled: new Set<string>(),
    renewed: new Array<ReadonlyArray<string>>()
  }
  const leases = Layer.mock(Leases, {
    renew: (claims) => Effect.sync(() => void state.renewed.push(claims.map(({ id }) => id))),
    watch: (claims) =>
      Effect.sync(() =>
        claims
          .filter(({ id }) => !state.lost.has(id))
          .map(({ id }) => ({ id, cancelRequested: state.cancelled.has(id) }))
      )
  })
  const keeper = Layer.succeed(LeaseKeeper, {
    tell: ({ holdings }) => Effect.sync(() => void (state.held = holdings.map(({ id }) => id))),
    isKeeping: Effect.sync(() => state.isKeeping)
  })
  const context = yield* Layer.build(Running.layerNoDeps.pipe(Layer.provide([leases, keeper])))
  return { ...(yield* Effect.provide(Running, context)), state }
})

const minute = 60_000

describe("the jobs that run", () => {
  it.effect("have their leases renewed every third of their length where no thread does it, and only then", () =>
    Effect.gen(function* () {
      const { enter, state } = yield* running
      yield* enter(claim("a"), minute)
      yield* TestClock.adjust("500 millis")
      state.renewed = []
      yield* TestClock.adjust("12 seconds")
      assert.deepStrictEqual(state.renewed, [["a"], ["a"], ["a"]])
      state.isKeeping = true
      yield* TestClock.adjust("12 seconds")
      assert.lengthOf(state.renewed, 3)
      state.isKeeping = false
      yield* TestClock.adjust("500 millis")
      assert.lengthOf(state.renewed, 4)
    }).pipe(Effect.scoped, Effect.provide(TestClock.layer()))
  )

  it.effect("lose them when they go on for a minute after their deadline", () =>
    Effect.gen(function* () {
      const { enter, state } = yield* running
      yield* enter(claim("hangs"), minute)
      yield* enter(claim("slow"), 10 * minute)
      yield* TestClock.adjust("119 seconds")
      assert.deepStrictEqual(state.renewed.at(-1), ["hangs", "slow"])
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(state.renewed.at(-1), ["slow"])
    }).pipe(Effect.scoped, Effect.provide(TestClock.layer()))
  )

  it.effect("are told within half a second that they are cancelled or lost, and are known until they are written", () =>
    Effect.gen(function* () {
      const { current, enter, leave, state } = yield* running
      const stops = yield* Effect.forEach(["stays", "cancelled", "lost"], (id) => enter(claim(id), minute))
      state.cancelled.add("cancelled")
      state.lost.add("lost")
      yield* TestClock.adjust("500 millis")
      const told = yield* Effect.forEach(stops, (stop) => Effect.map(Deferred.poll(stop), (answer) => answer._tag))
      assert.deepStrictEqual(told, ["None", "Some", "Some"])
      const [, cancelled, lost] = stops
      assert.strictEqual(yield* Deferred.await(cancelled!), "cancelled")
      assert.strictEqual(yield* Deferred.await(lost!), "lost")
      assert.deepStrictEqual(state.held, ["stays", "cancelled", "lost"])

      for (const id of ["cancelled", "lost"]) yield* leave(claim(id))
      assert.deepStrictEqual(yield* current, [claim("stays")])
      yield* TestClock.adjust("500 millis")
      assert.deepStrictEqual(state.held, ["stays"])
    }).pipe(Effect.scoped, Effect.provide(TestClock.layer()))
  )

  it.effect("are told to the thread at once where it knows nothing of the worker yet, then twice a second", () =>
    Effect.gen(function* () {
      const { enter, state } = yield* running
      yield* enter(claim("first"), minute)
      assert.deepStrictEqual(state.held, ["first"])
      yield* enter(claim("second"), minute)
      assert.deepStrictEqual(state.held, ["first"])
      yield* TestClock.adjust("500 millis")
      assert.deepStrictEqual(state.held, ["first", "second"])
    }).pipe(Effect.scoped, Effect.provide(TestClock.layer()))
  )
})
