import { assert, describe, it } from "@effect/vitest"
import { rouge } from "./Rouge.ts"

describe("ROUGE", () => {
  it("counts shared words, pairs and the longest common subsequence", () => {
    const { rouge1, rouge2, rougeL } = rouge("police killed the gunman", "police kill the gunman today")
    assert.deepStrictEqual([rouge1.recall, rouge1.precision], [4 / 5, 4 / 4])
    assert.approximately(rouge1.f1, 8 / 9, 1e-12)
    assert.deepStrictEqual([rouge2.recall, rouge2.precision], [3 / 4, 3 / 3])
    assert.deepStrictEqual([rougeL.recall, rougeL.precision], [4 / 5, 4 / 4])
  })

  it("sees order in pairs and subsequences but not in single words", () => {
    const { rouge1, rouge2, rougeL } = rouge("the gunman kill police", "police kill the gunman")
    assert.strictEqual(rouge1.f1, 1)
    assert.approximately(rouge2.f1, 1 / 3, 1e-12)
    assert.strictEqual(rougeL.f1, 1 / 2)
  })

  it("counts a repeated word only as often as both texts have it", () => {
    const { rouge1 } = rouge("the the the cat", "the cat sat")
    assert.deepStrictEqual([rouge1.recall, rouge1.precision], [2 / 3, 2 / 4])
  })

  it("is zero, not undefined, when one side is empty", () => {
    assert.deepStrictEqual(
      [rouge("", "a cat").rouge2.f1, rouge("a cat", "").rougeL.f1, rouge("", "").rouge1.f1],
      [0, 0, 0]
    )
  })
})
