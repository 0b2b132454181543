import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { engagementOf } from "#features/intelligence/recommender/Engagement.ts"
import { blend, type Candidate, shareOfReaders } from "#features/intelligence/recommender/Hybrid.ts"

const book = (bookId: string, content: number, score?: number, readers = 8): Candidate => ({
  bookId,
  content,
  known: score === undefined ? null : { score, readers }
})
const order = (candidates: ReadonlyArray<Candidate>, had: number) => blend(candidates, had).map(({ bookId }) => bookId)

describe("what content and readers say together", () => {
  const fits = book("fits", 1, 0.1)
  const shared = book("shared", 0.1, 1)

  it("is what content says of a newcomer, and what readers say of who had much", () => {
    assert.deepStrictEqual([0, 10, 90].map(shareOfReaders), [0, 0.5, 0.9])
    assert.deepStrictEqual(order([fits, shared], 0), ["fits", "shared"])
    assert.deepStrictEqual(order([fits, shared], 90), ["shared", "fits"])
  })

  it("ranks a book that no reader had by its content, below one that fits as well and was read", () => {
    assert.deepStrictEqual(order([book("new", 1), book("read", 1, 0)], 0), ["read", "new"])
    const [only] = blend([book("new", 0.5)], 50)
    assert.strictEqual(only?.score, 1)
    assert.deepStrictEqual(order([book("new", 1), book("read", 0.1, 0.001)], 90), ["new", "read"])
  })

  it("leaves out what nothing speaks for, and puts down what the reader avoids", () => {
    assert.deepStrictEqual(order([book("nothing", 0, 0), book("avoided", -0.5), fits], 10), ["fits"])
    assert.deepStrictEqual(order([book("avoided", -0.1, 0.9), book("liked", 1, 0.9)], 30), ["liked", "avoided"])
    assert.deepStrictEqual(order([book("avoided", -1, 0.9), book("liked", 1, 0.9)], 10), ["liked"])
  })

  const Some = Schema.Array(
    Schema.Struct({
      content: Schema.Finite.check(Schema.isBetween({ minimum: -1, maximum: 1 })),
      known: Schema.NullOr(
        Schema.Struct({
          score: Schema.Finite.check(Schema.isBetween({ minimum: -5, maximum: 5 })),
          readers: Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 10_000 }))
        })
      )
    })
  ).check(Schema.isMaxLength(30))
  const Had = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 500 }))

  it.prop("is 0..1 and the same in whatever order the books come", { had: Had, some: Some }, ({ had, some }) => {
    const candidates = some.map((each, at) => ({ ...each, bookId: `book ${at}` }))
    const ranked = blend(candidates, had)
    assert.isTrue(ranked.every(({ score }) => score > 0 && score <= 1))
    assert.deepStrictEqual(blend(candidates.toReversed(), had), ranked)
  })
})

describe("how much it says that a reader had a book", () => {
  const loan = { loans: 1, renewals: 0, soonBack: false, rating: null }

  it("grows with loans, renewals and the rating, and shrinks where the book was back at once", () => {
    assert.strictEqual(engagementOf(loan), 1)
    assert.strictEqual(engagementOf({ ...loan, loans: 2 }), 1.5)
    assert.strictEqual(engagementOf({ ...loan, renewals: 1 }), 1.25)
    assert.strictEqual(engagementOf({ ...loan, rating: 5 }), 1.25)
    assert.strictEqual(engagementOf({ ...loan, rating: 1 }), 0.25)
    assert.strictEqual(engagementOf({ ...loan, soonBack: true }), 0.5)
  })

  it("has an end: nobody's book counts for more than a few loans", () => {
    const most = engagementOf({ loans: 400, renewals: 900, soonBack: false, rating: 5 })
    assert.strictEqual(most, engagementOf({ loans: 3, renewals: 2, soonBack: false, rating: 5 }))
    assert.isAtMost(most, 3.125)
  })
})
