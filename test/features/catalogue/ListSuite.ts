import { assert, layer } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Schema, Tracer } from "effect"
import type { SqlClient } from "effect/sql"
import type { Book, NewBook } from "#contract/catalogue/Book.ts"
import type { ListRequest } from "#features/catalogue/BookList.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import type { Actor } from "#features/catalogue/CataloguePolicy.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { dune, layerCatalogue, newLibrary } from "./CatalogueServices.ts"

const shelf: ReadonlyArray<NewBook> = [
  { title: "One Hundred Years of Solitude", author: "Gabriel García Márquez", genre: "Fiction", publishedYear: 1967 },
  { title: "Love in the Time of Cholera", author: "Gabriel García Márquez", genre: "fiction", publishedYear: 1985 },
  { title: "The Lord of the Rings", author: "J. R. R. Tolkien", genre: "Fantasy", tags: ["elves", "Rings"] },
  { title: "The Hobbit", author: "J. R. R. Tolkien", genre: "Fantasy", tags: ["elves"], language: "en" },
  { title: "100% Rabbit_Holes!", author: "O'Brien", description: "How gardeners run after white rabbits & lose." },
  { title: "It", author: "Stephen King", genre: "Horror", publishedYear: 1986 },
  { title: "Война и мир", author: "Лев Толстой", language: "ru", publishedYear: 1869 }
]

const filled = Effect.gen(function* () {
  const catalogue = yield* Catalogue
  const by = yield* newLibrary
  yield* Effect.forEach(shelf, (book) => catalogue.add(by, book))
  return by
})

type Asked = Partial<ListRequest>
const list = (by: Actor, asked: Asked) =>
  Effect.flatMap(Catalogue, (catalogue) => catalogue.list(by.organizationId, { limit: 100, facets: true, ...asked }))
const titles = (by: Actor, asked: Asked) => Effect.map(list(by, asked), ({ items }) => items.map((book) => book.title))

/** The first title of each page, from the first to the last, by the cursors that each gives for the next. */
const walk = Effect.fnUntraced(function* (by: Actor, asked: Asked) {
  const pages: Array<ReadonlyArray<Book>> = []
  for (let cursor: string | undefined; ;) {
    const page = yield* list(by, { ...asked, ...(cursor === undefined ? {} : { cursor }) })
    pages.push(page.items)
    cursor = page.nextCursor
    if (cursor === undefined) return pages
    assert.isAtMost(cursor.length, 512)
  }
})

/** How many statements run. */
const counted = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  let statements = 0
  const tracer = Tracer.make({
    span: (options) => {
      // Of these services only the database is anybody's server.
      if (options.kind === "client") statements += 1
      return new Tracer.NativeSpan(options)
    }
  })
  const result = yield* Effect.withTracer(effect, tracer)
  return { result, statements }
})

const searches: ReadonlyArray<readonly [what: string, q: string, found: ReadonlyArray<string>]> = [
  ["a word of the title", "solitude", ["One Hundred Years of Solitude"]],
  ["words in any order, in any case", "TOLKIEN hobbit", ["The Hobbit"]],
  ["words without their accents", "garcia marquez cholera", ["Love in the Time of Cholera"]],
  ["the beginning of the last word", "gabriel cho", ["Love in the Time of Cholera"]],
  ["another form of an English word", "gardening rabbit", ["100% Rabbit_Holes!"]],
  ["a tag", "rings elves", ["The Lord of the Rings"]],
  ["a word of another script", "Толстой", ["Война и мир"]],
  ["an apostrophe", "o'brien", ["100% Rabbit_Holes!"]],
  ["only common words", "it", ["It"]],
  ["common words among others", "the lord of the", ["The Lord of the Rings"]],
  ["a wildcard that is a letter to us", "rabbit_holes", ["100% Rabbit_Holes!"]],
  ["mistyped letters", "marqez solitde", ["One Hundred Years of Solitude"]],
  ["letters that changed places", "hobbti", ["The Hobbit"]],
  ["wildcards", "%%%_", []],
  ["operators", "%_&|!:*()<->'\\", []],
  ["operators between words", "hobbit:* & !tolkien | (", ["The Hobbit"]],
  ["nothing of this library", "xylophone quartet", []]
]

/** How books are listed and found on every database. */
export const listSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(layerCatalogue(database), { excludeTestServices: true, timeout: "60 seconds" })(`lists, ${name}`, (it) => {
    it.effect.each(searches)("a search finds %s", ([, q, found]) =>
      Effect.gen(function* () {
        const by = yield* filled
        const page = yield* list(by, { q })
        assert.deepStrictEqual(page.items.map((book) => book.title).sort(), [...found].sort())
        assert.strictEqual(page.total, found.length)
        assert.strictEqual((yield* list(by, { q, limit: 1, page: 2 })).total, found.length)
      })
    )

    it.effect("a title that has the word comes before a description that has it", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        yield* catalogue.add(by, { title: "Gardens", author: "A", description: "Of lighthouses." })
        yield* catalogue.add(by, { title: "Lighthouses", author: "B" })
        yield* catalogue.add(by, { title: "Shores", author: "C", tags: ["lighthouses"] })
        assert.deepStrictEqual(yield* titles(by, { q: "lighthouses" }), ["Lighthouses", "Shores", "Gardens"])
        assert.deepStrictEqual(yield* titles(by, { q: "lighthouses", sort: "title" }), [
          "Gardens",
          "Lighthouses",
          "Shores"
        ])
      })
    )

    it.effect("a blank search searches for nothing: everything is listed, the newest first", () =>
      Effect.gen(function* () {
        const by = yield* filled
        const newest = shelf.map((book) => book.title).toReversed()
        assert.deepStrictEqual(yield* titles(by, {}), newest)
        assert.deepStrictEqual(yield* titles(by, { q: "  ", sort: "relevance" }), newest)
      })
    )

    it.effect("filters compare in any case and without accents, and all of them must hold", () =>
      Effect.gen(function* () {
        const by = yield* filled
        assert.strictEqual((yield* list(by, { genre: "FICTION" })).total, 2)
        assert.strictEqual((yield* list(by, { author: "gabriel garcia marquez" })).total, 2)
        assert.deepStrictEqual(yield* titles(by, { author: "Gabriel García Márquez", year: 1985 }), [shelf[1]?.title])
        assert.strictEqual((yield* list(by, { tag: ["Elves"] })).total, 2)
        assert.deepStrictEqual(yield* titles(by, { tag: ["elves", "rings"] }), ["The Lord of the Rings"])
        assert.deepStrictEqual(yield* titles(by, { q: "tolkien", tag: ["rings"] }), ["The Lord of the Rings"])
        assert.deepStrictEqual(yield* titles(by, { language: "en" }), ["The Hobbit"])
        assert.strictEqual((yield* list(by, { language: "en", q: "king" })).total, 0)
        assert.strictEqual((yield* list(by, { genre: "Fict" })).total, 0)
        assert.strictEqual((yield* list(by, { author: "100%" })).total, 0)
      })
    )

    it.effect("books are sorted by title without regard to case and accents, unknown years come last", () =>
      Effect.gen(function* () {
        const by = yield* filled
        yield* Effect.flatMap(Catalogue, (catalogue) => catalogue.add(by, { title: "élan", author: "Zoë" }))
        const sorted = yield* titles(by, { sort: "title" })
        assert.deepStrictEqual(sorted.slice(0, 3), ["100% Rabbit_Holes!", "élan", "It"])
        for (const order of ["asc", "desc"] as const) {
          const years = (yield* list(by, { sort: "publishedYear", order })).items.map((book) => book.publishedYear)
          const known = [1869, 1967, 1985, 1986]
          assert.deepStrictEqual(years.slice(0, 4), order === "asc" ? known : known.toReversed())
          assert.deepStrictEqual(new Set(years.slice(4)), new Set([null]))
        }
      })
    )

    it.effect("facets count the books listed, whichever way they were filtered", () =>
      Effect.gen(function* () {
        const by = yield* filled
        const all = (yield* list(by, {})).facets
        assert.deepStrictEqual(all?.genre.slice(0, 3), [
          { value: "Fantasy", count: 2 },
          { value: "Fiction", count: 2 },
          { value: "Horror", count: 1 }
        ])
        assert.deepStrictEqual(all?.tag, [
          { value: "elves", count: 2 },
          { value: "Rings", count: 1 }
        ])
        assert.deepStrictEqual(all?.language.map((entry) => entry.value).sort(), ["en", "ru"])
        const tolkien = (yield* list(by, { q: "tolkien", limit: 1 })).facets
        assert.deepStrictEqual(tolkien?.author, [{ value: "J. R. R. Tolkien", count: 2 }])
        assert.deepStrictEqual(tolkien?.genre, [{ value: "Fantasy", count: 2 }])
        assert.deepStrictEqual((yield* list(by, { genre: "horror" })).facets?.author, [
          { value: "Stephen King", count: 1 }
        ])
        assert.isUndefined((yield* list(by, { facets: false })).facets)
      })
    )

    it.effect("totals and facets follow every change", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* filled
        const [first] = (yield* list(by, { author: "Stephen King" })).items
        const id = first?.id ?? assert.fail("the book is not there")
        yield* catalogue.update(by, id, { genre: "Clowns", tags: ["elves", "Elves", "ELVES"] }, undefined)
        const changed = yield* list(by, {})
        assert.deepStrictEqual(changed.facets?.genre.at(-1), { value: "Clowns", count: 1 })
        assert.isFalse(changed.facets?.genre.some((entry) => entry.value === "Horror"))
        assert.deepStrictEqual(changed.facets?.tag[0], { value: "elves", count: 3 })
        yield* catalogue.remove(by, id, undefined)
        const removed = yield* list(by, {})
        assert.strictEqual(removed.total, shelf.length - 1)
        assert.isFalse(removed.facets?.genre.some((entry) => entry.value === "Clowns"))
        assert.deepStrictEqual(removed.facets?.tag[0], { value: "elves", count: 2 })
      })
    )

    it.effect("librarians who add books at once lose none of the count", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        yield* Effect.forEach(
          Array.from({ length: 24 }, (_, i) => i),
          (i) =>
            Effect.flatMap(catalogue.add(by, { ...dune, tags: [`a${i % 3}`, `b${i % 2}`] }), (book) =>
              catalogue.update(by, book.id, { tags: [`b${i % 3}`, `a${i % 2}`], genre: `${i % 4}` }, undefined)
            ),
          { concurrency: 8, discard: true }
        )
        const { facets, total } = yield* list(by, {})
        assert.strictEqual(total, 24)
        assert.deepStrictEqual(facets?.author, [{ value: "Frank Herbert", count: 24 }])
        assert.deepStrictEqual(
          facets?.tag.map((entry) => entry.count),
          [12, 12, 8, 8, 8]
        )
      })
    )

    const Year = Schema.Literals([-44, 800, 1605, 1965])
    const Words = Schema.Literals([
      "dune",
      "Dune",
      "Düne",
      "dune messiah",
      "\u{1f4da}",
      "the dune",
      "日本",
      "z".repeat(400)
    ])
    const Written = Schema.Struct({ title: Words, author: Words, year: Schema.NullOr(Year) })
    const sorts = ["createdAt", "title", "author", "publishedYear", "relevance"] as const
    const orders = ["asc", "desc"] as const

    it.effect.prop(
      "walking a list along its cursors shows every book once and in order",
      [
        Schema.Array(Written).check(Schema.isMaxLength(25)),
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 7 }))
      ],
      ([books, limit]) =>
        Effect.gen(function* () {
          const catalogue = yield* Catalogue
          const by = yield* newLibrary
          yield* Effect.forEach(books, ({ author, title, year }) =>
            catalogue.add(by, { title, author, ...(year === null ? {} : { publishedYear: year }) })
          )
          for (const sort of sorts) {
            for (const order of orders) {
              const asked: Asked = { sort, order, facets: false, ...(sort === "relevance" ? { q: "dune" } : {}) }
              const whole = (yield* list(by, asked)).items.map((book) => book.id)
              const pages = yield* walk(by, { ...asked, limit })
              assert.deepStrictEqual(
                pages.flat().map((book) => book.id),
                whole
              )
              assert.strictEqual(new Set(whole).size, whole.length)
              if (sort !== "relevance") assert.strictEqual(whole.length, books.length)
              assert.isTrue(pages.slice(0, -1).every((page) => page.length === limit))
            }
          }
        }),
      { arbitrary: { runs: 12 } }
    )

    it.effect("books added or removed while somebody pages do not repeat or hide others", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const added = yield* Effect.forEach(
          Array.from({ length: 9 }, (_, i) => `Book ${i}`),
          (title) => catalogue.add(by, { title, author: "A" })
        )
        const first = yield* list(by, { limit: 3 })
        yield* catalogue.add(by, { title: "Newer", author: "A" })
        yield* Effect.forEach([added[8], added[6], added[5]], (book) =>
          book === undefined ? Effect.void : catalogue.remove(by, book.id, undefined)
        )
        const cursor = first.nextCursor ?? assert.fail("there is no next page")
        const second = yield* list(by, { limit: 3, cursor })
        assert.deepStrictEqual(
          second.items.map((book) => book.title),
          ["Book 4", "Book 3", "Book 2"]
        )
        assert.isUndefined(second.page)
      })
    )

    it.effect("a cursor counts only for the list it came from", () =>
      Effect.gen(function* () {
        const by = yield* filled
        const other = yield* filled
        const cursor = (yield* list(by, { limit: 2 })).nextCursor ?? assert.fail("there is no next page")
        yield* list(by, { limit: 50, cursor })
        const wrong: ReadonlyArray<readonly [Actor, Asked]> = [
          [other, { cursor }],
          [by, { cursor, order: "asc" }],
          [by, { cursor, sort: "title" }],
          [by, { cursor, q: "dune" }],
          [by, { cursor, tag: ["a"] }],
          [by, { cursor, year: 1965 }],
          [by, { cursor: `${cursor}A` }],
          [by, { cursor: "" }],
          [by, { cursor: "bm90IGEgY3Vyc29y" }]
        ]
        for (const [actor, asked] of wrong) {
          assert.strictEqual((yield* Effect.flip(list(actor, asked)))._tag, "InvalidCursor")
        }
      })
    )

    it.effect("pages by number are the same as along cursors", () =>
      Effect.gen(function* () {
        const by = yield* filled
        const pages = yield* walk(by, { sort: "title", limit: 3 })
        for (const [i, items] of pages.entries()) {
          const page = yield* list(by, { sort: "title", limit: 3, page: i + 1 })
          assert.deepStrictEqual([page.items, page.page, page.total], [items, i + 1, shelf.length])
        }
        const beyond = yield* list(by, { page: 1_000_000, limit: 100 })
        assert.deepStrictEqual([beyond.items, beyond.total, beyond.nextCursor], [[], shelf.length, undefined])
      })
    )

    it.effect("a page costs two statements, a search that must forgive three, a book one", () =>
      Effect.gen(function* () {
        const by = yield* filled
        const browsed = yield* counted(list(by, {}))
        assert.strictEqual(browsed.statements, 2)
        assert.strictEqual((yield* counted(list(by, { genre: "fiction" }))).statements, 2)
        assert.strictEqual((yield* counted(list(by, { q: "tolkien" }))).statements, 2)
        assert.strictEqual((yield* counted(list(by, { q: "tolkeen" }))).statements, 3)
        assert.strictEqual((yield* counted(list(by, { facets: false }))).statements, 1)
        const [book] = browsed.result.items
        const id = book?.id ?? assert.fail("the list is empty")
        const got = yield* counted(Effect.flatMap(Catalogue, (catalogue) => catalogue.get(by.organizationId, id)))
        assert.strictEqual(got.statements, 1)
      })
    )
  })
