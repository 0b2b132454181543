import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { keptOfAuthor, type Noticed, popularOf } from "#features/intelligence/recommender/Popularity.ts"

const Amount = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 200 }))
const Shelf = Schema.Array(
  Schema.Struct({ authorKey: Schema.Literals(["a", "b", "c", "d"]), ageDays: Amount, heat: Amount, reviews: Amount })
).check(Schema.isMaxLength(40))
const booksOf = (shelf: typeof Shelf.Type): ReadonlyArray<Noticed> =>
  shelf.map((book, at) => ({ ...book, bookId: `book-${String(at).padStart(3, "0")}`, ratingSum: book.reviews * 4 }))

const quiet: Noticed = { bookId: "quiet", authorKey: "q", ageDays: 400, heat: 0, reviews: 0, ratingSum: 0 }
const idsOf = (...books: ReadonlyArray<Noticed>) => popularOf(books, 10).map(({ bookId }) => bookId)

describe("what is popular in a library", () => {
  it("is what is read, then what is new, then the rest", () => {
    const read = { ...quiet, bookId: "read", heat: 3 }
    const fresh = { ...quiet, bookId: "fresh", ageDays: 1 }
    assert.deepStrictEqual(idsOf(quiet, fresh, read), ["read", "fresh", "quiet"])
  })

  it("is what is liked before what is only read, but not for one reader's five stars", () => {
    const disliked = { ...quiet, bookId: "disliked", heat: 10, reviews: 10, ratingSum: 12 }
    const liked = { ...quiet, bookId: "liked", heat: 8, reviews: 10, ratingSum: 48 }
    const praisedOnce = { ...quiet, bookId: "praised once", heat: 5, reviews: 1, ratingSum: 5 }
    assert.deepStrictEqual(idsOf(disliked, praisedOnce, liked), ["liked", "disliked", "praised once"])
  })

  it("says whether it is read or new", () => {
    const [read, fresh] = popularOf(
      [
        { ...quiet, heat: 9 },
        { ...quiet, bookId: "fresh", ageDays: 0 }
      ],
      10
    )
    assert.deepStrictEqual([read?.reasons[0]?.type, fresh?.reasons[0]?.type], ["popular", "new"])
  })

  it.prop("is the same in whatever order books come", { shelf: Shelf }, ({ shelf }) => {
    assert.deepStrictEqual(popularOf(booksOf(shelf).toReversed(), 20), popularOf(booksOf(shelf), 20))
  })

  it.prop("is sorted, from 1 on, and of many authors", { shelf: Shelf }, ({ shelf }) => {
    const books = booksOf(shelf)
    const found = popularOf(books, 20)
    const scores = found.map(({ score }) => score)
    assert.deepStrictEqual(
      scores,
      scores.toSorted((a, b) => b - a)
    )
    assert.isTrue(scores.every((score) => score >= 0 && score <= 1))
    if (books.length > 0) assert.strictEqual(scores[0], 1)
    const authorOf = new Map(books.map(({ authorKey, bookId }) => [bookId, authorKey]))
    for (const author of ["a", "b", "c", "d"]) {
      assert.isAtMost(found.filter(({ bookId }) => authorOf.get(bookId) === author).length, keptOfAuthor)
    }
  })
})
