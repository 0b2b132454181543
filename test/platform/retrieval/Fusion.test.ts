import { assert, describe, it } from "@effect/vitest"
import { fuse, fusionWeights } from "#platform/retrieval/Fusion.ts"

describe("Rankings", () => {
  it("give what several of them found before what one found", () => {
    const fused = fuse([
      { weight: 1, ids: ["a", "b", "c"] },
      { weight: 1, ids: ["c", "d", "b"] }
    ])
    assert.deepStrictEqual(
      fused.map(({ id }) => id),
      ["c", "b", "a", "d"]
    )
    assert.closeTo(fused[0]?.score ?? 0, 1 / 61 + 1 / 63, 1e-12)
  })

  it("count by their weight: hashed vectors add to words and do not overrule them", () => {
    const [first] = fuse([
      { weight: fusionWeights.lexical, ids: ["words", "both"] },
      { weight: fusionWeights.hashed, ids: ["vector", "words"] }
    ])
    assert.strictEqual(first?.id, "words")
    const [alone] = fuse([
      { weight: fusionWeights.lexical, ids: [] },
      { weight: fusionWeights.hashed, ids: ["vector"] }
    ])
    assert.strictEqual(alone?.id, "vector")
  })

  it("leave equals in the order of the first that has them", () => {
    const fused = fuse([
      { weight: 1, ids: ["a"] },
      { weight: 1, ids: ["b"] }
    ])
    assert.deepStrictEqual(
      fused.map(({ id }) => id),
      ["a", "b"]
    )
  })
})
