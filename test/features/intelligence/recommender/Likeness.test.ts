import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { termsOfBook } from "#features/intelligence/recommender/BookWords.ts"
import { alikeTo, type Comparable, type Rarities } from "#features/intelligence/recommender/Likeness.ts"
import { seriesOf, sharedSeries } from "#features/intelligence/recommender/Series.ts"

describe("the series of a title", () => {
  it("is told in the ways in which titles tell it", () => {
    const names = [
      "Dune Messiah (Dune, #2)",
      "Words of Radiance (The Stormlight Archive, Book 2)",
      "A History of Rome, Vol. 3: Hannibal",
      "Der Zauberberg, Band 2",
      "Foundation 2",
      "Henry VI: Part One"
    ].map((title) => seriesOf(title)?.name)
    assert.deepStrictEqual(names, [
      "Dune",
      "The Stormlight Archive",
      "A History of Rome",
      "Der Zauberberg",
      "Foundation",
      "Henry VI"
    ])
  })

  it("is nothing where a title has none, though it has a number", () => {
    for (const title of ["1984", "Emma", "Fahrenheit 451", "The Thirty-Nine Steps", "Walden (1854)", ""]) {
      assert.isUndefined(seriesOf(title), title)
    }
  })

  it("is shared by volumes, and by the first one that bears only its name", () => {
    const by = (authorKey: string, title: string) => ({ authorKey, title })
    const messiah = by("herbert", "Dune Messiah (Dune, #2)")
    assert.strictEqual(sharedSeries(messiah, by("herbert", "Dune")), "Dune")
    assert.strictEqual(sharedSeries(by("herbert", "Dune"), messiah), "Dune")
    assert.strictEqual(sharedSeries(messiah, by("anderson", "Hunters of Dune (Dune #7)")), "Dune")
    assert.isUndefined(sharedSeries(by("one", "Poems 1"), by("another", "Poems 2")))
    assert.isUndefined(sharedSeries(by("herbert", "Dune"), by("herbert", "Whipping Star")))
  })
})

describe("the words of a book", () => {
  const words = { title: "", description: null, summary: null, tags: [], language: "en" }

  it("are its most frequent terms as stems, without numbers and function words", () => {
    const { terms, weights } = termsOfBook({
      ...words,
      title: "The Whales of 1851",
      summary: "A whale is hunted. Whaling ships hunt the whale, and the captain hunts whales.",
      tags: ["Sea"]
    })
    assert.deepStrictEqual(terms.slice(0, 2), ["whale", "hunt"])
    assert.include(terms, "sea")
    assert.notInclude(terms, "the")
    assert.notInclude(terms, "1851")
    assert.isAbove(weights[0] ?? 0, weights.at(-1) ?? 0)
  })

  it("are few, however long the text, and none of no text", () => {
    const text = Array.from({ length: 20_000 }, (_, at) => `word${String.fromCharCode(97 + (at % 26))}x`).join(" ")
    assert.isAtMost(termsOfBook({ ...words, description: text }).terms.length, 32)
    assert.deepStrictEqual(termsOfBook(words), { terms: [], weights: [] })
  })
})

const plain: Comparable = {
  bookId: "",
  title: "",
  tags: [],
  tagKeys: [],
  author: "",
  authorKey: "",
  genre: null,
  genreKey: null,
  terms: [],
  weights: []
}
const book = (bookId: string, what: Partial<Comparable>): Comparable => ({
  ...plain,
  title: bookId,
  author: what.authorKey ?? bookId,
  authorKey: bookId,
  tags: what.tagKeys ?? [],
  genre: what.genreKey ?? null,
  weights: (what.terms ?? []).map(() => 1),
  ...what,
  bookId
})
const rarities: Rarities = { ofFeature: () => 1, ofTerm: () => 1 }
const idsOf = (of: Comparable, others: ReadonlyArray<Comparable>, rare = rarities) =>
  alikeTo(of, others, { rarities: rare, most: 10 }).map(({ bookId }) => bookId)

describe("books like one", () => {
  const dune = book("Dune", { tagKeys: ["desert", "ecology"], genreKey: "sf", terms: ["spice", "worm"] })

  it("have in common what they say they have, and others are none", () => {
    const others = [
      book("Red Mars", { tagKeys: ["ecology"], genreKey: "sf" }),
      book("Worms", { terms: ["worm", "garden"] }),
      book("Emma", { tagKeys: ["marriage"], genreKey: "novel" })
    ]
    const found = alikeTo(dune, others, { rarities, most: 10 })
    assert.deepStrictEqual(
      found.map(({ bookId, reasons }) => [bookId, reasons.map(({ type }) => type)]),
      [
        ["Red Mars", ["tag", "genre"]],
        ["Worms", ["text"]]
      ]
    )
    assert.deepStrictEqual(found[0]?.reasons[0], { type: "tag", text: "Also about “ecology”", label: "ecology" })
  })

  it("are of its series first, and at most two of one author", () => {
    const herbert = (title: string) => book(title, { authorKey: "herbert", tagKeys: ["desert", "ecology"] })
    const others = [
      herbert("Dune Messiah (Dune, #2)"),
      herbert("Whipping Star"),
      herbert("Dune 3"),
      book("Walden", { tagKeys: ["ecology"] })
    ]
    const found = idsOf({ ...dune, authorKey: "herbert" }, others)
    assert.sameMembers(found.slice(0, 2), ["Dune Messiah (Dune, #2)", "Dune 3"])
    assert.deepStrictEqual(found.slice(2), ["Walden"])
  })

  it("have rare things in common rather than common ones", () => {
    const ofFeature = ({ key }: { readonly key: string }) => (key === "desert" ? 5 : 1)
    const others = [book("a", { tagKeys: ["ecology"] }), book("b", { tagKeys: ["desert"] })]
    assert.deepStrictEqual(idsOf(dune, others, { ...rarities, ofFeature }), ["b", "a"])
  })

  it("differ from each other: the second is not the first once more", () => {
    const alike = { tagKeys: ["desert", "ecology"], genreKey: "sf" }
    const others = [
      book("a", alike),
      book("a again", alike),
      book("another", { tagKeys: ["desert"], terms: ["worm", "garden", "spade"] })
    ]
    assert.deepStrictEqual(idsOf(dune, others), ["a", "another", "a again"])
  })

  const Name = Schema.Literals(["a", "b", "c", "d"])
  const Shelf = Schema.Array(
    Schema.Struct({
      tagKeys: Schema.UniqueArray(Name),
      terms: Schema.UniqueArray(Name),
      authorKey: Name,
      genreKey: Schema.NullOr(Name)
    })
  ).check(Schema.isMaxLength(25))

  it.prop(
    "are never that one, never three of an author, and the same in whatever order they come",
    { shelf: Shelf },
    ({ shelf }) => {
      const books = shelf.map((each, at) => book(`book ${at}`, each))
      const [first] = books
      if (first === undefined) return
      const found = alikeTo(first, books, { rarities, most: 8 })
      assert.isAtMost(found.length, 8)
      assert.notInclude(
        found.map(({ bookId }) => bookId),
        first.bookId
      )
      const authors = Map.groupBy(found, ({ bookId }) => books.find((each) => each.bookId === bookId)?.authorKey)
      for (const of of authors.values()) assert.isAtMost(of.length, 2)
      assert.isTrue(found.every(({ reasons, score }) => reasons.length > 0 && score > 0 && score <= 1))
      assert.deepStrictEqual(alikeTo(first, books.toReversed(), { rarities, most: 8 }), found)
    }
  )
})
