import { assert, describe, it } from "@effect/vitest"
import { maximalMarginalRelevance } from "#platform/extractive/MaximalMarginalRelevance.ts"
import { termVectors } from "#platform/extractive/TermVectors.ts"

const texts = [
  "the ship left the harbour at dawn with forty sailors",
  "the ship left the harbour at dawn with forty sailors aboard",
  "a storm broke the mast",
  "the cook baked bread"
]
const vectors = termVectors(texts.map((text) => text.split(" ")))
const candidates = [0.9, 0.88, 0.5, 0.4].map((score, at) => ({
  score,
  vector: vectors[at] ?? { ids: new Int32Array(), weights: new Float64Array() },
  cost: texts[at]?.split(" ").length ?? 0
}))

describe("Maximal marginal relevance", () => {
  it("takes the best of two near-duplicates and never the other", () => {
    const chosen = maximalMarginalRelevance(candidates, { lambda: 0.7, budget: 100, same: 0.6 })
    assert.deepStrictEqual(chosen, [0, 2, 3])
  })

  it("prefers what is new to what is merely good", () => {
    const alike = maximalMarginalRelevance(candidates, { lambda: 1, budget: 100, same: 1, most: 2 })
    const fresh = maximalMarginalRelevance(candidates, { lambda: 0.5, budget: 100, same: 1, most: 2 })
    assert.deepStrictEqual(
      [alike, fresh],
      [
        [0, 1],
        [0, 2]
      ]
    )
  })

  it("stays within the budget by passing over what does not fit", () => {
    assert.deepStrictEqual(maximalMarginalRelevance(candidates, { lambda: 0.7, budget: 9, same: 0.6 }), [2, 3])
    assert.deepStrictEqual(maximalMarginalRelevance(candidates, { lambda: 0.7, budget: 3, same: 0.6 }), [])
  })
})
