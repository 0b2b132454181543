import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Ref } from "effect"
import { forEachUntilFailure } from "#features/intelligence/ForEachUntilFailure.ts"

it.effect("gives all results in order", () =>
  Effect.gen(function* () {
    const doubled = yield* forEachUntilFailure([3, 1, 2], (n) => Effect.delay(Effect.succeed(n * 2), 0))
    assert.deepStrictEqual(doubled, [6, 2, 4])
  })
)

it.effect("lets what was begun finish when its neighbour fails, and begins nothing more", () =>
  Effect.gen(function* () {
    const began = yield* Ref.make<ReadonlyArray<number>>([])
    const finished = yield* Ref.make<ReadonlyArray<number>>([])
    const slow = yield* Deferred.make<void>()
    const failing = yield* Deferred.make<void>()
    const fiber = yield* Effect.forkChild(
      forEachUntilFailure([1, 2, 3, 4], (n) =>
        Effect.gen(function* () {
          yield* Ref.update(began, (all) => [...all, n])
          if (n === 1) {
            yield* Deferred.await(slow)
          } else {
            yield* Deferred.succeed(failing, undefined)
            return yield* Effect.fail("broken" as const)
          }
          yield* Ref.update(finished, (all) => [...all, n])
        })
      )
    )
    yield* Deferred.await(failing)
    yield* Deferred.succeed(slow, undefined)
    assert.strictEqual(yield* Effect.flip(Fiber.join(fiber)), "broken")
    assert.deepStrictEqual(yield* Ref.get(began), [1, 2])
    assert.deepStrictEqual(yield* Ref.get(finished), [1])
  })
)
