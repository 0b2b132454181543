import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import * as ReadingPositionData from "#features/circulation/ReadingPositionData.ts"
import { ReadingPositions } from "#features/circulation/ReadingPositions.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { listening } from "../../support/Statements.ts"
import * as Desk from "./ReviewDesk.ts"

/** A library with a reader and some books. */
const room = Effect.gen(function* () {
  const { librarian } = yield* Desk.library
  const { organizationId } = librarian
  const reader = yield* Desk.person(organizationId)
  const books = yield* Effect.forEach([1, 2, 3], () => Desk.addBook(organizationId))
  return { organizationId, reader, book: books[0] ?? assert.fail("no book"), books }
})

const halfway = { start: 5000, page: 12, fraction: 0.5 }
const codeOf = (attempt: Effect.Effect<unknown, { readonly code: string }>) =>
  Effect.map(Effect.flip(attempt), ({ code }) => code)

/** How far readers are, over a database. */
export const readingPositionsSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(Layer.provideMerge(ReadingPositions.layer, database), { excludeTestServices: true })(
    `reading positions, ${name}`,
    (it) => {
      it.effect("the last one said is kept, until the reader forgets it", () =>
        Effect.gen(function* () {
          const positions = yield* ReadingPositions
          const { book, reader } = yield* room
          assert.strictEqual(yield* codeOf(positions.get(reader, book)), "READING_POSITION_NOT_FOUND")
          yield* positions.put(reader, book, halfway)
          const { updatedAt: _, ...kept } = yield* positions.get(reader, book)
          assert.deepStrictEqual(kept, { bookId: book, ...halfway })
          yield* positions.put(reader, book, { start: 10, fraction: 0 })
          assert.deepInclude(yield* positions.get(reader, book), { start: 10, page: null, fraction: 0 })
          yield* positions.remove(reader, book)
          assert.strictEqual(yield* codeOf(positions.get(reader, book)), "READING_POSITION_NOT_FOUND")
          assert.strictEqual(yield* codeOf(positions.remove(reader, book)), "READING_POSITION_NOT_FOUND")
        })
      )

      it.effect("the books one is reading are listed with the last one first, and no more than asked for", () =>
        Effect.gen(function* () {
          const positions = yield* ReadingPositions
          const sql = yield* SqlClient.SqlClient
          const { books, organizationId, reader } = yield* room
          for (const [index, book] of books.entries()) {
            yield* positions.put(reader, book, { ...halfway, start: index })
            // Time has passed since.
            yield* sql`
              UPDATE reading_positions SET updated_at = updated_at - interval '1 minute'
              WHERE organization_id = ${organizationId}`
          }
          const order = Effect.map(positions.list(reader, 50), (items) =>
            items.map(({ book }) => books.indexOf(book.id))
          )
          assert.deepStrictEqual(yield* order, [2, 1, 0])
          yield* positions.put(reader, books[0] ?? assert.fail("no book"), halfway)
          assert.deepStrictEqual(yield* order, [0, 2, 1])
          const [first, ...others] = yield* positions.list(reader, 1)
          assert.deepStrictEqual(others, [])
          assert.deepInclude(first, halfway)
          assert.deepStrictEqual(first?.book, {
            id: books[0] ?? assert.fail("no book"),
            title: "Dune",
            author: "Herbert",
            cover: null
          })
        })
      )

      it.effect("are each reader's own, and only of books of their library", () =>
        Effect.gen(function* () {
          const positions = yield* ReadingPositions
          const [ours, theirs] = [yield* room, yield* room]
          const other = yield* Desk.person(ours.organizationId)
          yield* positions.put(ours.reader, ours.book, halfway)
          assert.strictEqual(yield* codeOf(positions.get(other, ours.book)), "READING_POSITION_NOT_FOUND")
          assert.deepStrictEqual(yield* positions.list(other, 10), [])
          for (const book of [theirs.book, BookId.make(crypto.randomUUID())]) {
            assert.strictEqual(yield* codeOf(positions.put(ours.reader, book, halfway)), "BOOK_NOT_FOUND")
            assert.strictEqual(yield* codeOf(positions.get(ours.reader, book)), "BOOK_NOT_FOUND")
            assert.strictEqual(yield* codeOf(positions.remove(ours.reader, book)), "BOOK_NOT_FOUND")
          }
          assert.deepStrictEqual(yield* positions.list(theirs.reader, 10), [])
        })
      )

      it.effect("are told with all that is kept of a reader, and go with the reader and with the book", () =>
        Effect.gen(function* () {
          const positions = yield* ReadingPositions
          const sql = yield* SqlClient.SqlClient
          const { books, organizationId, reader } = yield* room
          const other = yield* Desk.person(organizationId)
          yield* Effect.forEach(books, (book) => positions.put(reader, book, halfway))
          yield* Effect.forEach(books, (book) => positions.put(other, book, halfway))
          const keeper = yield* ReadingPositionData.keeper
          const told = yield* keeper.collect(reader)
          assert.strictEqual(JSON.stringify(told).split('"title":"Dune"').length - 1, 3)

          yield* sql`DELETE FROM books WHERE organization_id = ${organizationId} AND id = ${books[0] ?? null}`
          assert.strictEqual((yield* positions.list(reader, 10)).length, 2)
          yield* sql`DELETE FROM users WHERE organization_id = ${organizationId} AND id = ${reader.id}`
          assert.deepStrictEqual(yield* positions.list(reader, 10), [])
          assert.strictEqual((yield* positions.list(other, 10)).length, 2)
        })
      )

      it.effect("cost one statement, however many books there are", () =>
        Effect.gen(function* () {
          const positions = yield* ReadingPositions
          const { book, books, reader } = yield* room
          yield* Effect.forEach(books, (book) => positions.put(reader, book, halfway))
          const read: Array<string> = []
          yield* Effect.withTracer(positions.list(reader, 10), listening(read))
          yield* Effect.withTracer(positions.get(reader, book), listening(read))
          assert.strictEqual(read.length, 2)
          const statements: Array<string> = []
          yield* Effect.withTracer(positions.put(reader, book, halfway), listening(statements))
          assert.strictEqual(statements.filter((text) => text.includes("reading_positions")).length, 1)
        })
      )

      it.effect("two devices that say so at once leave one of the two", () =>
        Effect.gen(function* () {
          const positions = yield* ReadingPositions
          const { book, reader } = yield* room
          const starts = Array.from({ length: 10 }, (_, index) => index)
          yield* Effect.forEach(starts, (start) => positions.put(reader, book, { ...halfway, start }), {
            concurrency: "unbounded"
          })
          assert.include(starts, (yield* positions.get(reader, book)).start)
          assert.strictEqual((yield* positions.list(reader, 10)).length, 1)
        })
      )
    }
  )
