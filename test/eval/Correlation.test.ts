import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { correlation, correlationInterval, type Pair } from "./Correlation.ts"

const pairs: ReadonlyArray<Pair> = [
  [1, 2],
  [2, 1],
  [3, 4],
  [4, 3],
  [5, 6]
]

describe("The correlation", () => {
  it("is 1 for what rises together, -1 for what does the opposite, 0 for what never changes", () => {
    assert.approximately(correlation(pairs.map(([a]) => [a, 3 * a - 1])), 1, 1e-12)
    assert.approximately(correlation(pairs.map(([a]) => [a, -a])), -1, 1e-12)
    assert.strictEqual(correlation(pairs.map(([a]) => [a, 7])), 0)
    assert.approximately(correlation(pairs), 0.82199, 1e-5)
  })

  it.effect("lies in its interval, which is the same for the same seed", () =>
    Effect.gen(function* () {
      const groups = pairs.map((pair) => [pair])
      const interval = yield* correlationInterval(groups, { seed: "a", resamples: 200 })
      assert.isTrue(interval.low < interval.mean && interval.mean <= interval.high)
      assert.deepStrictEqual(yield* correlationInterval(groups, { seed: "a", resamples: 200 }), interval)
    })
  )
})
