import { assert, layer } from "@effect/vitest"
import { Effect, type Layer, Random } from "effect"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { PopularBooks } from "#features/intelligence/recommender/PopularBooks.ts"
import { Recommendations } from "#features/intelligence/recommender/Recommendations.ts"
import { Tastes } from "#features/intelligence/recommender/Tastes.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { listening } from "../../../support/Statements.ts"
import * as Circle from "./ReadingCircle.ts"

const shelf: ReadonlyArray<Circle.OnShelf> = [
  { title: "Dune", author: "Frank Herbert", genre: "Science fiction", tags: ["desert", "Ecology"] },
  { title: "Dune Messiah", author: "Frank Herbert", genre: "Science fiction", tags: ["desert"] },
  { title: "Children of Dune", author: "Frank Herbert", genre: "Science fiction", tags: ["desert"] },
  { title: "God Emperor of Dune", author: "Frank Herbert", genre: "Science fiction", tags: ["desert"] },
  { title: "Red Mars", genre: "Science fiction", tags: ["ecology", "Mars"] },
  { title: "Walden", genre: "Essays", tags: ["ecology", "solitude", "Massachusetts"] },
  { title: "Emma", genre: "Novel", tags: ["marriage"] }
]

/** A library with these books, and one reader. */
const opened = Effect.gen(function* () {
  const library = yield* Circle.library
  const ids = yield* Circle.shelve(library, shelf)
  const byTitle = new Map(shelf.map(({ title }, at) => [title, ids[at]]))
  const book = (title: string) => Effect.orDie(Effect.fromNullishOr(byTitle.get(title)))
  return { library, book, reader: yield* Circle.reader(library) }
})

const of = (reader: Circle.SomeReader, limit = 10) =>
  Effect.flatMap(Recommendations, (recommendations) => recommendations.of(reader, limit))

const titlesFor = (reader: Circle.SomeReader, limit?: number) =>
  Effect.map(of(reader, limit), ({ items }) => items.map(({ book }) => book.title))

/** Forty books by six authors, some of which one reader had and reviewed. */
const randomLibrary = Effect.gen(function* () {
  const library = yield* Circle.library
  const reader = yield* Circle.reader(library)
  const one = (letters: string) => Effect.map(Random.nextIntBetween(0, letters.length - 1), (at) => letters.charAt(at))
  const shelf = yield* Effect.forEach(Array.from({ length: 40 }), (_, at) =>
    Effect.all({
      title: Effect.succeed(`Book ${at}`),
      author: one("ABCDEF"),
      genre: one("xyz"),
      tags: Effect.map(Effect.all([one("klmnop"), one("klmnop")]), (tags) => [...new Set(tags)])
    })
  )
  const ids = yield* Circle.shelve(library, shelf)
  const books = yield* Effect.forEach(ids, (id) =>
    Effect.gen(function* () {
      const borrowed = (yield* Random.next) < 0.3
      if (borrowed) yield* Circle.borrow(reader, id, { daysAgo: yield* Random.nextIntBetween(0, 900) })
      if (borrowed && (yield* Random.nextBoolean)) {
        yield* Circle.review(reader, id, yield* Random.nextIntBetween(1, 5))
      }
      return { id, borrowed }
    })
  )
  return { reader, books }
})

/** Recommendations over a database. */
export const recommendationsSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(Circle.layerOver(database), { excludeTestServices: true })(`recommendations, ${name}`, (it) => {
    it.effect("are books like those that a reader had, at most two of one author, filled up with popular ones", () =>
      Effect.gen(function* () {
        const { book, reader } = yield* opened
        yield* Circle.borrow(reader, yield* book("Dune"))
        yield* Circle.think(reader)
        const { items, model } = yield* of(reader)
        assert.strictEqual(model, "content-1")
        assert.deepStrictEqual(
          items.map(({ book }) => book.title),
          ["Dune Messiah", "Children of Dune", "Red Mars", "Walden", "Emma"]
        )
        assert.deepStrictEqual(items[0]?.reasons, [
          {
            type: "borrowed",
            text: "Because you borrowed “Dune”",
            bookId: yield* book("Dune"),
            label: "Dune"
          },
          { type: "tag", text: "You read about “desert”", label: "desert" },
          { type: "author", text: "You read Frank Herbert", label: "Frank Herbert" }
        ])
        assert.deepStrictEqual(items.at(-1)?.reasons, [{ type: "new", text: "New in your library" }])
        assert.deepStrictEqual(yield* titlesFor(reader, 2), ["Dune Messiah", "Children of Dune"])
      })
    )

    it.effect("follow what was liked, and avoid what was not", () =>
      Effect.gen(function* () {
        const { book, reader } = yield* opened
        yield* Circle.borrow(reader, yield* book("Dune Messiah"))
        yield* Circle.review(reader, yield* book("Dune Messiah"), 1)
        yield* Circle.borrow(reader, yield* book("Walden"))
        yield* Circle.review(reader, yield* book("Walden"), 5)
        const found = yield* Circle.think(reader)
        assert.deepStrictEqual(
          found.map(({ bookId }) => bookId),
          [yield* book("Red Mars")]
        )
        assert.deepInclude(found[0]?.reasons[0], { type: "rated", text: "Because you gave “Walden” 5 of 5" })
        const kept = yield* Effect.flatMap(Tastes, (tastes) => tastes.kept(reader))
        assert.isBelow(kept.find(({ key }) => key === "desert")?.weight ?? 0, 0)
        assert.isAbove(kept.find(({ key }) => key === "solitude")?.weight ?? 0, 0)
      })
    )

    it.effect("are of today rather than of last year", () =>
      Effect.gen(function* () {
        const { book, reader } = yield* opened
        yield* Circle.borrow(reader, yield* book("Dune"), { daysAgo: 700 })
        yield* Circle.borrow(reader, yield* book("Walden"), { daysAgo: 2 })
        yield* Circle.think(reader)
        assert.deepStrictEqual((yield* titlesFor(reader))[0], "Red Mars")
      })
    )

    it.effect("leave out at once what is borrowed or removed, and say what can be borrowed now", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { book, library, reader } = yield* opened
        yield* Circle.borrow(reader, yield* book("Dune"))
        yield* Circle.think(reader)
        const before = yield* of(reader)
        assert.isTrue(before.items.every(({ available }) => available))
        yield* Circle.borrow(reader, yield* book("Dune Messiah"), { isBack: false })
        yield* sql`DELETE FROM books WHERE id = ${yield* book("Children of Dune")}`
        const neighbour = yield* Circle.reader(library)
        yield* Circle.borrow(neighbour, yield* book("Walden"), { isBack: false })
        const { items } = yield* of(reader)
        assert.deepStrictEqual(
          items.map(({ available, book }) => [book.title, available]),
          [
            ["God Emperor of Dune", true],
            ["Red Mars", true],
            ["Walden", false],
            ["Emma", true]
          ]
        )
      })
    )

    it.effect("are for a newcomer what is read and new, and what others read counts more", () =>
      Effect.gen(function* () {
        const popular = yield* PopularBooks
        const { book, library, reader } = yield* opened
        const others = yield* Effect.forEach([1, 2, 3], () => Circle.reader(library))
        for (const other of others) yield* Circle.borrow(other, yield* book("Emma"))
        const { items, model } = yield* of(reader)
        assert.strictEqual(model, "popular-1")
        assert.deepInclude(items[0], { score: 1, reasons: [{ type: "popular", text: "Popular in your library" }] })
        assert.strictEqual(items[0]?.book.title, "Emma")
        const herberts = items.filter(({ book }) => book.author === "Frank Herbert")
        assert.lengthOf(herberts, 2)
        // What was found is kept; it is found anew where something happened since.
        assert.isFalse((yield* popular.outdated).includes(library))
        yield* Circle.borrow(others[0] ?? reader, yield* book("Walden"), { daysAgo: 0, isBack: false })
        assert.isTrue((yield* popular.outdated).includes(library))
      })
    )

    it.effect("of an empty library are none, and of the same library some as soon as it has books", () =>
      Effect.gen(function* () {
        const library = yield* Circle.library
        const reader = yield* Circle.reader(library)
        assert.deepStrictEqual(yield* titlesFor(reader), [])
        yield* Circle.shelve(library, [{ title: "Emma" }])
        assert.deepStrictEqual(yield* titlesFor(reader), ["Emma"])
      })
    )

    it.effect("stay within their library, and go with their reader", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const here = yield* opened
        const there = yield* opened
        yield* Circle.borrow(here.reader, yield* here.book("Dune"))
        const found = yield* Circle.think(here.reader)
        assert.isFalse(found.some(({ bookId }) => bookId === String(there.book)))
        const { items } = yield* of(here.reader)
        const ids: ReadonlyArray<BookId> = items.map(({ book }) => book.id)
        for (const { title } of shelf) assert.notInclude(ids, yield* there.book(title))
        yield* sql`DELETE FROM users WHERE id = ${here.reader.id}`
        yield* Circle.think(here.reader)
        const kept = yield* sql`
          SELECT FROM recommendation_snapshots WHERE user_id = ${here.reader.id}
          UNION ALL SELECT FROM user_preferences WHERE user_id = ${here.reader.id}`
        assert.lengthOf(kept, 0)
      })
    )

    it.effect(
      "are in eight random libraries never of what was borrowed, never three of an author, always the same",
      () =>
        Effect.gen(function* () {
          const recommendations = yield* Recommendations
          for (let seed = 1; seed <= 8; seed++) {
            const { books, reader } = yield* Random.withSeed(randomLibrary, `library ${seed}`)
            const found = yield* Circle.think(reader)
            assert.deepStrictEqual((yield* recommendations.find(reader)).items, found, `library ${seed}`)
            const { items } = yield* of(reader, 50)
            assert.deepStrictEqual((yield* of(reader, 50)).items, items)
            assert.deepStrictEqual((yield* of(reader, 3)).items, items.slice(0, 3))
            const borrowed = new Set(books.filter(({ borrowed }) => borrowed).map(({ id }) => id))
            assert.isFalse(found.some(({ bookId }) => borrowed.has(BookId.make(bookId))))
            assert.isFalse(items.some(({ book }) => borrowed.has(book.id)))
            assert.strictEqual(new Set(items.map(({ book }) => book.id)).size, items.length)
            const authors = Map.groupBy(items, ({ book }) => book.author)
            for (const of of authors.values()) assert.isAtMost(of.length, 2)
            assert.isTrue(items.every(({ reasons, score }) => reasons.length > 0 && score >= 0 && score <= 1))
          }
        })
    )

    it.effect("are read with one statement, with two where popular books fill them up", () =>
      Effect.gen(function* () {
        const { book, reader } = yield* opened
        yield* Circle.borrow(reader, yield* book("Dune"))
        yield* Circle.think(reader)
        yield* of(reader)
        const counted = Effect.fnUntraced(function* (limit: number) {
          const statements: Array<string> = []
          yield* Effect.withTracer(of(reader, limit), listening(statements))
          return statements.length
        })
        assert.deepStrictEqual([yield* counted(2), yield* counted(10)], [1, 2])
      })
    )
  })
