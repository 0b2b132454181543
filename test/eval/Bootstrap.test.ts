import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { pairedBootstrap } from "./Bootstrap.ts"

const ours = [0.4, 0.5, 0.3, 0.6, 0.45, 0.2, 0.35, 0.5]
const theirs = [0.3, 0.35, 0.3, 0.4, 0.5, 0.1, 0.3, 0.4]

describe("The paired bootstrap", () => {
  it.effect("gives the same interval for the same seed and another for another", () =>
    Effect.gen(function* () {
      const first = yield* pairedBootstrap(ours, theirs, { seed: "a", resamples: 200 })
      assert.deepStrictEqual(yield* pairedBootstrap(ours, theirs, { seed: "a", resamples: 200 }), first)
      const other = yield* pairedBootstrap(ours, theirs, { seed: "b", resamples: 200 })
      assert.notStrictEqual(other.low, first.low)
    })
  )

  it.effect("puts the mean difference between its bounds", () =>
    Effect.gen(function* () {
      const { high, low, mean } = yield* pairedBootstrap(ours, theirs, { seed: "a" })
      assert.approximately(mean, 0.65 / 8, 1e-12)
      assert.isTrue(low < mean && mean < high)
    })
  )

  it.effect("has no width when every pair differs by the same", () =>
    Effect.gen(function* () {
      const { high, low } = yield* pairedBootstrap([2, 3, 4], [1, 2, 3], { seed: "a", resamples: 50 })
      assert.deepStrictEqual([low, high], [1, 1])
      assert.strictEqual((yield* pairedBootstrap([], [], { seed: "a" })).mean, 0)
    })
  )
})
