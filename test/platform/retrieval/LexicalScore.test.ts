import { assert, describe, it } from "@effect/vitest"
import { idf, lexicalScore } from "#platform/retrieval/LexicalScore.ts"

const average = { words: 100, averageWords: 100 }

describe("The score of the first search", () => {
  it("is what PostgreSQL's ts_rank makes of the counts, in chunks of average length", () => {
    const once = lexicalScore([{ weight: 1, idf: 1, count: 1 }], average)
    assert.closeTo(once, 0.607927, 1e-6)
    assert.closeTo(lexicalScore([{ weight: 1, idf: 1, count: 3 }], average), 0.827456, 1e-6)
  })

  it("adds up what the words say, by their weight and rarity", () => {
    const whale = { weight: 1, idf: 4, count: 1 }
    const ship = { weight: 0.5, idf: 2, count: 1 }
    assert.closeTo(
      lexicalScore([whale, ship], average),
      lexicalScore([whale], average) + lexicalScore([ship], average),
      1e-12
    )
    assert.isAbove(lexicalScore([whale], average), lexicalScore([{ ...ship, count: 200 }], average))
  })

  it("is lower in longer chunks", () => {
    const match = [{ weight: 1, idf: 1, count: 1 }]
    assert.isAbove(lexicalScore(match, { words: 50, averageWords: 100 }), lexicalScore(match, average))
  })

  it("knows rare words from common ones, and no word as worth nothing", () => {
    assert.isAbove(idf(1_000, 1), idf(1_000, 10))
    assert.isAbove(idf(1_000, 1_000), 0)
  })
})
