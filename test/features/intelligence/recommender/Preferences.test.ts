import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  halfLifeDays,
  leadsOf,
  likingOf,
  mostPreferences,
  nameOf,
  type Preference,
  preferencesOf,
  rarity,
  type Reading
} from "#features/intelligence/recommender/Preferences.ts"

const Name = Schema.Literals(["a", "b", "c", "d", "e"])
const Past = Schema.Array(
  Schema.Struct({
    tags: Schema.UniqueArray(Name).check(Schema.isMaxLength(4)),
    author: Name,
    genre: Schema.NullOr(Name),
    ages: Schema.NonEmptyArray(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2000 }))),
    rating: Schema.NullOr(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 })))
  })
).check(Schema.isMaxLength(20))

const readingsOf = (past: typeof Past.Type): ReadonlyArray<Reading> =>
  past.map(({ ages, author, genre, rating, tags }, at) => ({
    bookId: `book-${at}`,
    title: `Book ${at}`,
    author,
    genre,
    tags,
    authorKey: author,
    genreKey: genre,
    tagKeys: tags,
    loanAgesDays: ages,
    renewals: 0,
    soonBack: false,
    rating
  }))

const book: Reading = {
  bookId: "1",
  title: "Dune",
  author: "Frank Herbert",
  genre: null,
  tags: ["Desert"],
  authorKey: "frank herbert",
  genreKey: null,
  tagKeys: ["desert"],
  loanAgesDays: [0],
  renewals: 0,
  soonBack: false,
  rating: null
}

const equallyRare = () => 1

describe("what a reader likes", () => {
  it("fades to a half in half a year, and to nothing at last", () => {
    assert.strictEqual(likingOf({ loanAgesDays: [0], rating: 5 }), 1)
    assert.strictEqual(likingOf({ loanAgesDays: [halfLifeDays], rating: 5 }), 0.5)
    assert.isBelow(likingOf({ loanAgesDays: [halfLifeDays * 20], rating: 5 }), 1e-5)
  })

  it("is told by the rating, else by having borrowed the book, again and again", () => {
    const liking = (rating: number | null) => likingOf({ loanAgesDays: [0], rating })
    assert.deepStrictEqual([1, 2, 3, 4, 5, null].map(liking), [-1, -0.5, 0, 0.5, 1, 0.5])
    assert.strictEqual(likingOf({ loanAgesDays: [0, 0], rating: null }), 1)
  })

  it("is a rare tag more than one that half of the library has", () => {
    const counts = new Map([
      ["tag:desert", 2],
      ["author:frank herbert", 50]
    ])
    const rarityOf = rarity(100, (feature) => counts.get(nameOf(feature)) ?? 0)
    const [first, second] = preferencesOf([book], rarityOf)
    assert.deepInclude(first, { kind: "tag", key: "desert", label: "Desert" })
    assert.deepInclude(second, { kind: "author", label: "Frank Herbert" })
  })

  it("grows with each book that has it, and not with how many other tags a book has", () => {
    const weight = (history: ReadonlyArray<Reading>) =>
      preferencesOf(history, equallyRare).find(({ key }) => key === "desert")?.weight ?? 0
    const long = { ...book, bookId: "2", tagKeys: ["desert", "b", "c"], tags: ["Desert", "B", "C"] }
    assert.isAbove(weight([book, long]), weight([book]))
    assert.isBelow(weight([long]), weight([book]))
  })

  it.prop("is the same in whatever order the books come", { past: Past }, ({ past }) => {
    const history = readingsOf(past)
    assert.deepStrictEqual(preferencesOf(history.toReversed(), equallyRare), preferencesOf(history, equallyRare))
  })

  it.prop("is bounded, named once and never nothing", { past: Past }, ({ past }) => {
    const preferences = preferencesOf(readingsOf(past), equallyRare)
    assert.isAtMost(preferences.length, mostPreferences)
    assert.strictEqual(new Set(preferences.map(nameOf)).size, preferences.length)
    assert.isTrue(preferences.every(({ weight }) => Number.isFinite(weight) && weight !== 0))
  })

  it.prop("is nothing at all where all was given a three", { past: Past }, ({ past }) => {
    const history = readingsOf(past).map((reading) => ({ ...reading, rating: 3 }))
    assert.deepStrictEqual(preferencesOf(history, equallyRare), [])
  })
})

describe("where books are looked for", () => {
  const liked = (key: string, weight: number): Preference => ({ kind: "tag", key, label: key, weight })
  const preferences = [liked("fiction", 3), liked("desert", 2), liked("whales", 1), liked("war", -5)]
  const keysOf = (counts: Readonly<Record<string, number>>, books: number) =>
    leadsOf(preferences, ({ key }) => counts[key] ?? 0, books).map(({ key }) => key)

  it("is under everything that is liked, in a small library", () => {
    assert.deepStrictEqual(keysOf({ fiction: 50, desert: 5, whales: 5 }, 1000), ["fiction", "desert", "whales"])
  })

  it("is not under what nearly every book has, unless there is little else", () => {
    assert.deepStrictEqual(keysOf({ fiction: 5000, desert: 300, whales: 20 }, 1000), ["desert", "whales"])
    assert.deepStrictEqual(keysOf({ fiction: 5000, desert: 30, whales: 20 }, 1000), ["desert", "whales", "fiction"])
  })
})
