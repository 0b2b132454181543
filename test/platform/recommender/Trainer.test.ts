import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { Trainer } from "#platform/recommender/Trainer.ts"
import { train } from "#platform/recommender/Training.ts"
import { done, groups } from "./Readers.ts"

const options = { seed: 1, leastUsers: 2, mostItems: 1_000 }

layer(Trainer.layer, { excludeTestServices: true })("a thread that trains", (it) => {
  it.effect("makes what training makes, tells how far it is, and lets the process go on meanwhile", () =>
    Effect.gen(function* () {
      const trainer = yield* Trainer
      const interactions = groups({ users: 300, items: 300, tastes: 5, each: 12 })
      const told: Array<number> = []
      let turns = 0
      const others = yield* Effect.forkScoped(
        Effect.forever(
          Effect.andThen(
            Effect.sync(() => turns++),
            Effect.sleep("1 millis")
          )
        )
      )
      const trained = yield* trainer.train(interactions, options, (progress) => Effect.sync(() => told.push(progress)))
      yield* Fiber.interrupt(others)
      assert.deepStrictEqual(trained, done(train(interactions, options)).made)
      assert.isAbove(told.length, 5)
      assert.deepStrictEqual(
        told,
        told.toSorted((a, b) => a - b)
      )
      // Each time that it told, somebody else had a turn.
      assert.isAbove(turns, told.length / 2)
    })
  )

  it.effect("ends where nobody waits for it any more", () =>
    Effect.gen(function* () {
      const trainer = yield* Trainer
      const begun = yield* Deferred.make<void>()
      const big = groups({ users: 3_000, items: 1_500, tastes: 5, each: 20 })
      const training = yield* Effect.forkScoped(
        trainer.train(big, { ...options, mostItems: 1_500 }, () => Deferred.succeed(begun, undefined))
      )
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(training)
      // The next one has a thread of its own.
      const { model } = yield* trainer.train(
        groups({ users: 9, items: 6, tastes: 2, each: 4 }),
        options,
        () => Effect.void
      )
      assert.isAbove(model.items, 0)
    })
  )
})
