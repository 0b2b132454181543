import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { BookId } from "#contract/catalogue/Book.ts"
import type { ReadingListItem } from "#contract/circulation/ReadingList.ts"
import { movedBooks } from "#client/web/pages/lists/MovedBooks.ts"

const idOf = (number: number) => BookId.make(`0198c0de-6d2f-7b1e-9a51-00000000000${number}`)
const at = DateTime.makeUnsafe("2026-01-01T00:00:00Z")

const item = (number: number): ReadingListItem => ({
  book: {
    id: idOf(number),
    title: `${number}`,
    author: "Ann",
    isbn: null,
    genre: null,
    publishedYear: null,
    description: null,
    language: null,
    tags: [],
    tagsSuggested: false,
    summary: null,
    file: null,
    cover: null,
    version: 1,
    createdAt: at,
    updatedAt: at
  },
  note: null,
  addedAt: at
})

const list = [1, 2, 3, 4].map(item)
const order = (bookId: number, before: number | null) =>
  movedBooks(list, { bookId: idOf(bookId), before: before === null ? null : idOf(before) }).map(
    ({ book }) => book.title
  )

describe("a book that is moved in a list", () => {
  it("goes before another one, from either side", () => {
    assert.deepStrictEqual(order(3, 1), ["3", "1", "2", "4"])
    assert.deepStrictEqual(order(1, 3), ["2", "1", "3", "4"])
  })

  it("goes to the end where it is before none, or before one that is not there", () => {
    assert.deepStrictEqual(order(2, null), ["1", "3", "4", "2"])
    assert.deepStrictEqual(order(2, 9), ["1", "3", "4", "2"])
  })

  it("stays where it is before the one that follows it, and a list without it stays as it is", () => {
    assert.deepStrictEqual(order(2, 3), ["1", "2", "3", "4"])
    assert.deepStrictEqual(order(9, 1), ["1", "2", "3", "4"])
  })
})
