import { assert, it } from "@effect/vitest"
import {
  type BookValues,
  changesOf,
  conflicting,
  formOf,
  isIsbn,
  isYear,
  merged
} from "../../../../../src/client/web/pages/editBook/BookValues.ts"

const base: BookValues = {
  title: "Dune",
  author: "Frank Herbert",
  isbn: "9780441172719",
  genre: "",
  publishedYear: 1965,
  language: "en",
  description: "",
  tags: ["desert"]
}

it("only what was changed is sent, and what was emptied as nothing", () => {
  const mine = { ...base, genre: " Science fiction ", isbn: "", publishedYear: "" as const, tags: ["sand, and spice"] }
  const changes = changesOf(base, mine)
  assert.deepStrictEqual(changes, {
    genre: "Science fiction",
    isbn: null,
    publishedYear: null,
    tags: ["sand, and spice"]
  })
  const form = formOf(changes, new File(["text"], "dune.txt"))
  assert.deepStrictEqual(
    ["genre", "isbn", "publishedYear", "tags"].map((name) => form.get(name)),
    ["Science fiction", "", "", '["sand, and spice"]']
  )
})

it("of what two people changed, they choose only where they wrote different things over the same", () => {
  const mine = { ...base, title: "Dune I", genre: "Novel", language: "de" }
  const theirs = { ...base, title: "Dune, book one", author: "F. Herbert", language: "de" }
  assert.deepStrictEqual(conflicting(base, mine, theirs), ["title"])
  assert.deepStrictEqual(merged(base, mine, theirs), { ...theirs, title: "Dune I", genre: "Novel" })
})

it("an ISBN is taken with hyphens, and not with a wrong digit", () => {
  assert.isTrue(isIsbn("978-0-441-17271-9"))
  assert.isTrue(isIsbn(""))
  assert.isFalse(isIsbn("978-0-441-17271-8"))
})

it("a number of ten digits, or with hyphens, is sent as the library keeps it", () => {
  assert.deepStrictEqual(changesOf({ ...base, isbn: "" }, { ...base, isbn: "0-306-40615-2" }), {
    isbn: "9780306406157"
  })
})

it("a year is whole and not too far away, or not known", () => {
  assert.deepStrictEqual([1965, -44, "", "-", 1965.5, 3000].map(isYear), [true, true, true, false, false, false])
})
