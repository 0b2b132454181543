import { assert, describe, it } from "@effect/vitest"
import { centroidScores } from "#platform/extractive/Centroid.ts"
import { lexRank, similarityGraph } from "#platform/extractive/LexRank.ts"
import { cosine, termVectors } from "#platform/extractive/TermVectors.ts"

const near = (actual: ReadonlyArray<number>, expected: ReadonlyArray<number>) => {
  assert.lengthOf(actual, expected.length)
  actual.forEach((value, at) => assert.approximately(value, expected[at] ?? NaN, 1e-6))
}

const edge = (to: number, weight: number) => ({ to, weight })

describe("LexRank", () => {
  it("gives the middle of a star what the equations give it", () => {
    // x = d·y·2 + (1−d)/3, y = d·x/2 + (1−d)/3, d = 0.85: x = 0.486486…, y = 0.256756…
    const star = { neighbours: [[edge(1, 0.5), edge(2, 0.5)], [edge(0, 0.5)], [edge(0, 0.5)]] }
    near(Array.from(lexRank(star, { damping: 0.85 })), [0.4864865, 0.2567568, 0.2567568])
  })

  it("follows heavier edges more often", () => {
    // At damping 1 on a graph that is not bipartite, rank is weighted degree over the sum of degrees: 4, 5 and 3 of 12.
    const triangle = {
      neighbours: [
        [edge(1, 3), edge(2, 1)],
        [edge(0, 3), edge(2, 2)],
        [edge(0, 1), edge(1, 2)]
      ]
    }
    near(Array.from(lexRank(triangle, { damping: 1 })), [4 / 12, 5 / 12, 3 / 12])
  })

  it("jumps from a sentence without neighbours, and towards the question when there is one", () => {
    near(Array.from(lexRank({ neighbours: [[], []] }, { damping: 0.85 })), [0.5, 0.5])
    near(Array.from(lexRank({ neighbours: [[], []] }, { damping: 0.85, jump: [3, 1] })), [0.75, 0.25])
    near(Array.from(lexRank({ neighbours: [] }, { damping: 0.85 })), [])
  })

  it("connects sentences by the cosine of their terms, above the threshold only", () => {
    const vectors = termVectors([["map", "sea"], ["map", "sea", "ship"], ["bread"], ["ship"]])
    const { neighbours } = similarityGraph(vectors, 0.1)
    for (const [from, edges] of neighbours.entries()) {
      for (const { to, weight } of edges) {
        const [a, b] = [vectors[from], vectors[to]]
        if (a === undefined || b === undefined) assert.fail("an edge leads nowhere")
        assert.approximately(weight, cosine(a, b), 1e-12)
      }
    }
    assert.deepStrictEqual(
      neighbours.map((edges) => edges.map(({ to }) => to).toSorted()),
      [[1], [0, 3], [], [1]]
    )
    assert.deepStrictEqual(
      similarityGraph(vectors, 0.99).neighbours.map((edges) => edges.length),
      [0, 0, 0, 0]
    )
  })

  it("weighs rare terms more than common ones", () => {
    const [first] = termVectors([["ship", "brig"], ["ship"], ["ship"]])
    // weights before normalising: log(1 + 3/3) for "ship" and log(1 + 3/1) for "brig", which is twice as much
    near(Array.from(first?.weights ?? []), [1 / Math.sqrt(5), 2 / Math.sqrt(5)])
  })

  it("is joined by a centroid that favours the common subject", () => {
    const scores = centroidScores(termVectors([["map"], ["map"], ["map", "bread"], ["bread", "oven"]]))
    assert.strictEqual(Math.max(...scores), 1)
    assert.isBelow(scores[3] ?? 1, scores[0] ?? 0)
  })
})
