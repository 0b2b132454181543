import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { mostItems, mostLists, ReadingListId } from "#contract/circulation/ReadingList.ts"
import { ReadingListItems } from "#features/circulation/ReadingListItems.ts"
import { ReadingLists } from "#features/circulation/ReadingLists.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import * as Desk from "./ReviewDesk.ts"

/** A library with a reader who begins a list, and some books. */
const begun = Effect.gen(function* () {
  const lists = yield* ReadingLists
  const { librarian } = yield* Desk.library
  const { organizationId } = librarian
  const reader = yield* Desk.person(organizationId)
  const list = yield* lists.add(reader, { name: "For the summer" })
  const books = yield* Effect.forEach([1, 2, 3, 4], () => Desk.addBook(organizationId))
  return { organizationId, librarian, reader, list, books }
})
type Begun = Effect.Success<typeof begun>

/** Puts all the books in the list, and tells their order. */
const filled = Effect.gen(function* () {
  const items = yield* ReadingListItems
  const room = yield* begun
  for (const bookId of room.books) yield* items.add(room.reader, room.list.id, { bookId })
  return room
})

const orderOf = ({ books, list, reader }: Begun) =>
  Effect.gen(function* () {
    const items = yield* ReadingListItems
    const page = yield* items.list(reader, list.id, { limit: 100 })
    return page.items.map(({ book }) => books.indexOf(book.id) + 1)
  })

/** Reading lists over a database. */
export const readingListsSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(
    Layer.mergeAll(ReadingLists.layer, ReadingListItems.layer).pipe(
      Layer.provideMerge(Layer.merge(database, NodeCrypto.layer))
    ),
    { excludeTestServices: true }
  )(`reading lists, ${name}`, (it) => {
    it.effect("are begun, renamed, described and removed by their owner", () =>
      Effect.gen(function* () {
        const lists = yield* ReadingLists
        const { list, reader } = yield* begun
        assert.deepInclude(list, { name: "For the summer", description: null, shared: false, books: 0 })
        const changed = yield* lists.update(reader, list.id, { description: "Short ones." })
        assert.deepInclude(changed, { name: "For the summer", description: "Short ones." })
        assert.isNull((yield* lists.update(reader, list.id, { description: null })).description)
        yield* lists.remove(reader, list.id)
        assert.strictEqual((yield* Effect.flip(lists.get(reader, list.id))).code, "READING_LIST_NOT_FOUND")
      })
    )

    it.effect("keep books in the order that they were put in, or moved to", () =>
      Effect.gen(function* () {
        const items = yield* ReadingListItems
        const room = yield* filled
        const { list, reader } = room
        const [one, two, three, four] = room.books
        assert(one !== undefined && two !== undefined && three !== undefined && four !== undefined)
        assert.deepStrictEqual(yield* orderOf(room), [1, 2, 3, 4])
        yield* items.move(reader, list.id, four, one)
        assert.deepStrictEqual(yield* orderOf(room), [4, 1, 2, 3])
        yield* items.move(reader, list.id, one, three)
        assert.deepStrictEqual(yield* orderOf(room), [4, 2, 1, 3])
        yield* items.move(reader, list.id, four, null)
        assert.deepStrictEqual(yield* orderOf(room), [2, 1, 3, 4])
        yield* items.move(reader, list.id, two, two)
        assert.deepStrictEqual(yield* orderOf(room), [2, 1, 3, 4])
        yield* items.remove(reader, list.id, one)
        yield* items.add(reader, list.id, { bookId: one, note: "Again." })
        assert.deepStrictEqual(yield* orderOf(room), [2, 3, 4, 1])
      })
    )

    it.effect("are read page by page", () =>
      Effect.gen(function* () {
        const items = yield* ReadingListItems
        const lists = yield* ReadingLists
        const { books, list, reader } = yield* filled
        const first = yield* items.list(reader, list.id, { limit: 3 })
        assert.deepInclude(first, { total: 4, limit: 3, page: 1 })
        const cursor = first.nextCursor ?? ""
        const second = yield* items.list(reader, list.id, { limit: 3, cursor })
        assert.deepStrictEqual(
          second.items.map(({ book }) => book.id),
          books.slice(3)
        )
        assert.isUndefined(second.nextCursor)
        const other = yield* lists.add(reader, { name: "Another" })
        const refused = yield* Effect.flip(items.list(reader, other.id, { limit: 3, cursor }))
        assert.strictEqual(refused.code, "INVALID_CURSOR")
        const newest = yield* lists.list(reader, { limit: 1 })
        assert.deepStrictEqual([newest.items[0]?.id, newest.total], [other.id, 2])
        const older = yield* lists.list(reader, { limit: 1, cursor: newest.nextCursor ?? "" })
        assert.deepInclude(older.items[0], { id: list.id, books: 4 })
      })
    )

    it.effect("are there for others where they are shared, to be seen and not to be touched", () =>
      Effect.gen(function* () {
        const items = yield* ReadingListItems
        const lists = yield* ReadingLists
        const sql = yield* SqlClient.SqlClient
        const { books, librarian, list, organizationId, reader } = yield* filled
        const [bookId = BookId.make(crypto.randomUUID())] = books
        const neighbour = yield* Desk.person(organizationId)
        assert.strictEqual((yield* Effect.flip(lists.get(neighbour, list.id)))._tag, "ReadingListNotFound")
        assert.strictEqual((yield* Effect.flip(lists.remove(librarian, list.id)))._tag, "ReadingListNotFound")
        yield* lists.update(reader, list.id, { shared: true })
        assert.strictEqual((yield* lists.list(neighbour, { limit: 10, of: "shared" })).total, 1)
        assert.strictEqual((yield* lists.list(neighbour, { limit: 10 })).total, 0)
        assert.lengthOf((yield* items.list(neighbour, list.id, { limit: 10 })).items, 4)
        const touched = [
          lists.update(neighbour, list.id, { name: "Mine" }),
          lists.remove(neighbour, list.id),
          items.remove(neighbour, list.id, bookId),
          items.move(librarian, list.id, bookId, null)
        ]
        for (const attempt of touched) assert.strictEqual((yield* Effect.flip(attempt))._tag, "Forbidden")
        const stranger = yield* Effect.map(Desk.library, (there) => there.librarian)
        assert.strictEqual((yield* Effect.flip(lists.get(stranger, list.id)))._tag, "ReadingListNotFound")
        yield* lists.remove(librarian, list.id)
        const noted = yield* sql`SELECT action FROM audit_entries WHERE organization_id = ${organizationId}`
        assert.deepStrictEqual(noted, [{ action: "reading-list.remove" }])
      })
    )

    it.effect("have a book once, only books of their library, and none that is gone", () =>
      Effect.gen(function* () {
        const items = yield* ReadingListItems
        const lists = yield* ReadingLists
        const sql = yield* SqlClient.SqlClient
        const { books, list, reader } = yield* filled
        const [bookId = BookId.make(crypto.randomUUID())] = books
        const again = yield* Effect.flip(items.add(reader, list.id, { bookId }))
        assert.strictEqual(again._tag, "AlreadyInReadingList")
        const elsewhere = yield* Effect.flatMap(Desk.library, (there) => Desk.addBook(there.librarian.organizationId))
        const unknown = yield* Effect.flip(items.add(reader, list.id, { bookId: elsewhere }))
        assert.strictEqual(unknown._tag, "BookNotFound")
        for (const missing of [
          items.remove(reader, list.id, elsewhere),
          items.move(reader, list.id, elsewhere, null),
          items.move(reader, list.id, bookId, elsewhere)
        ]) {
          assert.strictEqual((yield* Effect.flip(missing))._tag, "NotInReadingList")
        }
        const nowhere = ReadingListId.make(crypto.randomUUID())
        assert.strictEqual((yield* Effect.flip(items.add(reader, nowhere, { bookId })))._tag, "ReadingListNotFound")
        yield* sql`DELETE FROM books WHERE id = ${bookId}`
        assert.strictEqual((yield* lists.get(reader, list.id)).books, 3)
        yield* sql`DELETE FROM users WHERE id = ${reader.id}`
        assert.strictEqual((yield* Effect.flip(lists.get(reader, list.id)))._tag, "ReadingListNotFound")
      })
    )

    it.effect("are limited, also for those who add twice at once", () =>
      Effect.gen(function* () {
        const items = yield* ReadingListItems
        const lists = yield* ReadingLists
        const sql = yield* SqlClient.SqlClient
        const { books, list, organizationId, reader } = yield* begun
        yield* sql`
          INSERT INTO reading_lists (id, organization_id, user_id, name)
          SELECT gen_random_uuid(), ${organizationId}, ${reader.id}, 'One of many' FROM generate_series(2, ${mostLists - 1})`
        const adding = Effect.result(lists.add(reader, { name: "The last" }))
        const added = yield* Effect.all([adding, adding, adding], { concurrency: "unbounded" })
        assert.strictEqual(added.filter(({ _tag }) => _tag === "Success").length, 1)
        yield* sql`
          INSERT INTO books (id, organization_id, title, author)
          SELECT gen_random_uuid(), ${organizationId}, 'One of many', 'Somebody' FROM generate_series(2, ${mostItems})`
        yield* sql`
          INSERT INTO reading_list_items (organization_id, list_id, book_id, place)
          SELECT ${organizationId}, ${list.id}, id, 1 FROM books
          WHERE organization_id = ${organizationId} AND title = 'One of many'`
        const putting = books.slice(0, 3).map((bookId) => Effect.result(items.add(reader, list.id, { bookId })))
        const put = yield* Effect.all(putting, { concurrency: "unbounded" })
        assert.strictEqual(put.filter(({ _tag }) => _tag === "Success").length, 1)
        assert.strictEqual((yield* lists.get(reader, list.id)).books, mostItems)
      })
    )
  })
