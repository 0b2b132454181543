import { assert, describe, it } from "@effect/vitest"
import { consensusStep, type MadeConsensus } from "#features/intelligence/ConsensusDue.ts"

const made: MadeConsensus = { reviews: 10, sentimentMean: 0.4, rounds: 0, fingerprint: "a" }
const counts = { reviews: 10, sentimentMean: 0.4, fresh: 0, edited: 0, kept: 10 }

const step = (seen: Partial<typeof counts>, before: Partial<MadeConsensus> = {}, fingerprint = "a") =>
  consensusStep({ ...counts, ...seen }, { ...made, ...before }, fingerprint)

describe("the consensus of a book", () => {
  it("is made with the first review and goes with the last", () => {
    assert.strictEqual(consensusStep({ ...counts, reviews: 1, fresh: 1, kept: 0 }, undefined, "a"), "anew")
    assert.strictEqual(consensusStep({ ...counts, reviews: 0, kept: 0 }, undefined, "a"), "nothing")
    assert.strictEqual(step({ reviews: 0, kept: 0 }), "remove")
  })

  it("stays while little is new", () => {
    assert.strictEqual(step({}), "nothing")
    assert.strictEqual(step({ reviews: 12, fresh: 2 }), "nothing")
    assert.strictEqual(step({ reviews: 109, fresh: 9, kept: 100 }, { reviews: 100 }), "nothing")
  })

  it("is carried on with three new reviews, or a tenth more of them", () => {
    assert.strictEqual(step({ reviews: 13, fresh: 3 }), "carry-on")
    assert.strictEqual(step({ reviews: 110, fresh: 10, kept: 100 }, { reviews: 100 }), "carry-on")
  })

  it("follows the mean when it moves by 0.15", () => {
    assert.strictEqual(step({ reviews: 11, fresh: 1, sentimentMean: 0.26 }), "nothing")
    assert.strictEqual(step({ reviews: 11, fresh: 1, sentimentMean: 0.2 }), "carry-on")
    assert.strictEqual(step({ sentimentMean: 0.6 }), "anew")
    assert.strictEqual(step({ reviews: 11, fresh: 1 }, { sentimentMean: null }), "carry-on")
  })

  it("is made anew when words that it tells of were edited or are gone", () => {
    assert.strictEqual(step({ edited: 1 }), "anew")
    assert.strictEqual(step({ reviews: 9, kept: 9 }), "anew")
    assert.strictEqual(step({ reviews: 10, kept: 9, fresh: 1 }), "anew")
  })

  it("is made anew every fifth time, and by another model or prompt", () => {
    assert.strictEqual(step({ reviews: 13, fresh: 3 }, { rounds: 3 }), "carry-on")
    assert.strictEqual(step({ reviews: 13, fresh: 3 }, { rounds: 4 }), "anew")
    assert.strictEqual(step({ reviews: 13, fresh: 3 }, {}, "b"), "anew")
    assert.strictEqual(step({}, {}, "b"), "nothing")
  })
})
