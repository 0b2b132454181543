import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, type Layer, Option, Random, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { Learning } from "#features/intelligence/recommender/Learning.ts"
import { Models } from "#features/intelligence/recommender/Models.ts"
import { Recommendations } from "#features/intelligence/recommender/Recommendations.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { listening } from "../../../support/Statements.ts"
import * as Circle from "./ReadingCircle.ts"

const of = (reader: Circle.SomeReader) =>
  Effect.flatMap(Recommendations, (recommendations) => recommendations.of(reader, 10))

/** Thirty books by six authors, and readers who had some of them. */
const randomLibrary = Effect.gen(function* () {
  const library = yield* Circle.library
  const shelf = yield* Effect.forEach(Array.from({ length: 30 }), (_, at) =>
    Effect.map(Random.nextIntBetween(0, 5), (author) => ({ title: `Book ${at}`, author: `Author ${author}` }))
  )
  const books = yield* Circle.shelve(library, shelf)
  const readers = yield* Effect.forEach(Array.from({ length: 8 }), () =>
    Effect.gen(function* () {
      const reader = yield* Circle.reader(library)
      const had = (yield* Random.shuffle(books)).slice(0, yield* Random.nextIntBetween(2, 9))
      yield* Effect.forEach(had, (bookId) => Circle.borrow(reader, bookId))
      return { reader, had: new Set<string>(had) }
    })
  )
  return { library, readers, authorOf: new Map(books.map((id, at) => [String(id), shelf[at]?.author])) }
})

/** What libraries learn from their readers, over a database. */
export const learningSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(Circle.layerOver(database), { excludeTestServices: true })(`what readers teach, ${name}`, (it) => {
    it.effect("is which books the same people had: they are recommended, with the reason", () =>
      Effect.gen(function* () {
        const { book, library } = yield* Circle.circles
        const learned = yield* Circle.learn(library)
        assert.deepInclude(Option.getOrThrow(learned), {
          version: 1,
          kind: "ease",
          readers: 8,
          books: 6,
          interactions: 24
        })
        const reader = yield* Circle.reader(library)
        yield* Circle.borrow(reader, yield* book("Dune"))
        yield* Circle.think(reader)
        const { items, model } = yield* of(reader)
        assert.strictEqual(model, "hybrid-1")
        assert.sameMembers(
          items.slice(0, 2).map(({ book }) => book.title),
          ["Red Mars", "Ubik"]
        )
        assert.deepStrictEqual(items[0]?.reasons, [
          {
            type: "readers",
            text: "Readers who borrowed “Dune” also borrowed this",
            bookId: yield* book("Dune"),
            label: "Dune"
          }
        ])
        // Popular books fill it up.
        assert.lengthOf(items, 6)
      })
    )

    it.effect("is nothing about a reader of books that nobody else had: those get what is like them", () =>
      Effect.gen(function* () {
        const { book, library } = yield* Circle.circles
        yield* Circle.learn(library)
        const reader = yield* Circle.reader(library)
        yield* Circle.shelve(library, [{ title: "The Other Lonely One", author: "The Lonely One's author" }])
        yield* Circle.borrow(reader, yield* book("The Lonely One"))
        yield* Circle.think(reader)
        const { items, model } = yield* of(reader)
        assert.strictEqual(model, "content-1")
        assert.strictEqual(items[0]?.book.title, "The Other Lonely One")
        // And a newcomer what is popular, as before.
        assert.strictEqual((yield* of(yield* Circle.reader(library))).model, "popular-1")
      })
    )

    it.effect("does not hide a book that nobody had yet, where it fits", () =>
      Effect.gen(function* () {
        const { book, library } = yield* Circle.circles
        yield* Circle.learn(library)
        yield* Circle.shelve(library, [{ title: "Dune Again", author: "Dune's author" }])
        const reader = yield* Circle.reader(library)
        yield* Circle.borrow(reader, yield* book("Dune"))
        const found = yield* Circle.think(reader)
        assert.lengthOf(found, 3)
        assert.deepStrictEqual((yield* of(reader)).items[0]?.reasons[0]?.type, "borrowed")
      })
    )

    it.effect("is too little where there are not two books that two readers had", () =>
      Effect.gen(function* () {
        const models = yield* Models
        const library = yield* Circle.library
        assert.isTrue(Option.isNone(yield* Circle.learn(library)))
        const [one, other] = yield* Circle.shelve(library, [{ title: "Emma" }, { title: "Dune" }])
        const reader = yield* Circle.reader(library)
        if (one !== undefined) yield* Circle.borrow(reader, one)
        if (other !== undefined) yield* Circle.borrow(reader, other)
        assert.isTrue(Option.isNone(yield* Circle.learn(library)))
        assert.deepStrictEqual(yield* models.list(library), [])
      })
    )

    it.effect("is never a book that the reader had, nor three of an author, and the same every time", () =>
      Effect.gen(function* () {
        for (let seed = 1; seed <= 3; seed++) {
          const { authorOf, library, readers } = yield* Random.withSeed(randomLibrary, `library ${seed}`)
          const models = yield* Models
          yield* Circle.learn(library)
          const first = yield* models.active(library)
          yield* Circle.learn(library)
          const second = yield* models.active(library)
          assert.deepStrictEqual(
            Option.map(second, (each) => ({ ...each, version: 1 })),
            first
          )
          for (const { had, reader } of readers.slice(0, 4)) {
            const found = yield* Circle.think(reader)
            assert.isFalse(found.some(({ bookId }) => had.has(bookId)))
            const { items } = yield* of(reader)
            assert.isFalse(items.some(({ book }) => had.has(book.id)))
            const authors = Map.groupBy(items, ({ book }) => authorOf.get(book.id))
            for (const each of authors.values()) assert.isAtMost(each.length, 2)
            assert.isTrue(items.every(({ reasons, score }) => reasons.length > 0 && score > 0 && score <= 1))
          }
        }
      })
    )

    it.effect("stays within the library, and names no reader", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const models = yield* Models
        const here = yield* Circle.circles
        const there = yield* Circle.circles
        yield* Circle.learn(here.library)
        assert.isTrue(Option.isNone(yield* models.active(there.library)))
        assert.deepStrictEqual(yield* models.list(there.library), [])
        const active = Option.getOrThrow(yield* models.active(here.library))
        assert.notInclude(active.bookIds, yield* there.book("Dune"))
        // Erasing its readers leaves the model alone: there is nothing of them in it.
        yield* sql`DELETE FROM users WHERE organization_id = ${here.library}`
        assert.deepStrictEqual(Option.getOrThrow(yield* models.active(here.library)).bookIds, active.bookIds)
      })
    )

    it.effect("is swapped at once: whoever asks meanwhile has the whole old model or the whole new one", () =>
      Effect.gen(function* () {
        const models = yield* Models
        const learning = yield* Learning
        const { book, library } = yield* Circle.circles
        yield* Circle.learn(library)
        const seen = new Map<number, ReadonlySet<string>>()
        const look = Effect.gen(function* () {
          const active = Option.getOrThrow(yield* models.active(library))
          const ids = new Set(active.bookIds)
          assert.deepStrictEqual(ids, seen.get(active.version) ?? ids)
          assert.strictEqual(active.model.items, ids.size)
          seen.set(active.version, ids)
        })
        const reading = yield* Effect.forkScoped(Effect.forever(Effect.andThen(look, Effect.sleep("1 millis"))))
        const untilSeen = (version: number) =>
          Effect.suspend(() => (seen.has(version) ? Effect.void : Effect.fail("not yet"))).pipe(
            Effect.retry(Schedule.spaced("1 millis")),
            Effect.raceFirst(Fiber.join(reading))
          )
        yield* untilSeen(1)
        // Each time one more book is known to two readers.
        for (let version = 2; version <= 5; version++) {
          const [more] = yield* Circle.shelve(library, [{ title: `More ${version}` }])
          const readers = [yield* Circle.reader(library), yield* Circle.reader(library)]
          for (const reader of readers) {
            yield* Circle.borrow(reader, yield* book("Dune"))
            if (more !== undefined) yield* Circle.borrow(reader, more)
          }
          const learned = yield* learning.learn(library, () => Effect.void)
          assert.isFalse(seen.has(version))
          yield* learning.use(Option.getOrThrow(learned))
          yield* untilSeen(version)
        }
        assert.deepStrictEqual(
          Array.from(seen, ([version, ids]) => [version, ids.size]),
          [1, 2, 3, 4, 5].map((version) => [version, 5 + version])
        )
      })
    )

    it.effect("is kept with the one before; of older ones only how good they were", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const models = yield* Models
        const learning = yield* Learning
        const { library } = yield* Circle.circles
        yield* Circle.learn(library)
        yield* Circle.learn(library)
        // A worker that died before its model answered.
        yield* learning.learn(library, () => Effect.void)
        assert.deepStrictEqual(
          (yield* models.list(library)).map(({ isActive, version }) => [version, isActive]),
          [
            [2, true],
            [1, false]
          ]
        )
        yield* Circle.learn(library)
        const [latest, ...others] = yield* models.list(library)
        assert.deepInclude(latest, { version: 4, kind: "ease", readers: 8, books: 6, interactions: 24, isActive: true })
        assert.strictEqual(latest?.quality.sample, 8)
        assert.isAbove(latest?.parameters["regularisation"] ?? 0, 0)
        assert.deepStrictEqual(
          others.map(({ version }) => version),
          [2, 1]
        )
        const parts = yield* sql<{ readonly version: number }>`
          SELECT version FROM recommender_parts WHERE organization_id = ${library} ORDER BY version`
        assert.deepStrictEqual(
          parts.map(({ version }) => version),
          [2, 4]
        )
      })
    )

    it.effect("is asked for again only where something was borrowed since", () =>
      Effect.gen(function* () {
        const models = yield* Models
        const { book, library } = yield* Circle.circles
        assert.include(yield* models.outdated, library)
        yield* Circle.learn(library)
        assert.notInclude(yield* models.outdated, library)
        yield* Circle.borrow(yield* Circle.reader(library), yield* book("Dune"), { daysAgo: 0 })
        assert.include(yield* models.outdated, library)
      })
    )

    it.effect("is told to readers who did anything lately, page by page", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const recommendations = yield* Recommendations
        const { book, library } = yield* Circle.circles
        const dune = yield* book("Dune")
        const readers = yield* Effect.forEach([1, 2, 3, 4], () =>
          Effect.tap(Circle.reader(library), (reader) =>
            Effect.andThen(Circle.borrow(reader, dune), Circle.think(reader))
          )
        )
        const ids = readers.map(({ id }) => id).toSorted()
        const [second, away] = [ids[1] ?? null, ids[3] ?? null]
        yield* sql`
          UPDATE user_preferences SET computed_at = now() - interval '100 days'
          WHERE organization_id = ${library} AND user_id = ${away}`
        assert.deepStrictEqual(yield* recommendations.activeAfter(library, null, 2), ids.slice(0, 2))
        assert.deepStrictEqual(yield* recommendations.activeAfter(library, second, 2), ids.slice(2, 3))
      })
    )

    it.effect("is put together with what books are like in six statements, whatever the library holds", () =>
      Effect.gen(function* () {
        const recommendations = yield* Recommendations
        const { book, library } = yield* Circle.circles
        yield* Circle.learn(library)
        const reader = yield* Circle.reader(library)
        yield* Circle.borrow(reader, yield* book("Dune"))
        yield* Circle.think(reader)
        const statements: Array<string> = []
        const { items } = yield* Effect.withTracer(recommendations.find(reader), listening(statements))
        assert.lengthOf(statements, 6)
        assert.lengthOf(items, 2)
      })
    )
  })
