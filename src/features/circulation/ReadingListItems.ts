import { Context, Effect, Layer, Option, Schema, Struct } from "effect"
import type { Forbidden } from "#contract/Authorization.ts"
import { BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import {
  AlreadyInReadingList,
  mostItems,
  type NewReadingListItem,
  NotInReadingList,
  ReadingListFull,
  type ReadingListId,
  type ReadingListItem,
  type ReadingListNotFound
} from "#contract/circulation/ReadingList.ts"
import { InvalidCursor } from "#contract/Page.ts"
import { type Remember, rememberNothing } from "#features/idempotency/Remember.ts"
import * as Cursor from "#platform/Cursor.ts"
import type * as NewestFirst from "#platform/NewestFirst.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import type { Actor } from "./CirculationPolicy.ts"
import { ownedBy, visibleTo } from "./ReadingLists.ts"
import { type ItemRow, type ItemRows, ReadingListsRepo } from "./ReadingListsRepo.ts"

type NotChangeable = ReadingListNotFound | Forbidden

/** The books of reading lists, in the order that their owners gave them. Changes of one list follow one another. */
export class ReadingListItems extends Context.Service<
  ReadingListItems,
  {
    /** In the order of the list. Two statements. */
    readonly list: (
      by: Actor,
      id: ReadingListId,
      query: NewestFirst.PageQuery
    ) => Effect.Effect<NewestFirst.Page<ReadingListItem>, ReadingListNotFound | InvalidCursor>
    /** At the end. `remember` is called last in the transaction. */
    readonly add: (
      by: Actor,
      id: ReadingListId,
      item: NewReadingListItem,
      remember?: Remember<ReadingListItem>
    ) => Effect.Effect<ReadingListItem, NotChangeable | BookNotFound | AlreadyInReadingList | ReadingListFull>
    readonly remove: (
      by: Actor,
      id: ReadingListId,
      bookId: BookId
    ) => Effect.Effect<void, NotChangeable | NotInReadingList>
    /** Before another book of the list, or to its end. */
    readonly move: (
      by: Actor,
      id: ReadingListId,
      bookId: BookId,
      before: BookId | null
    ) => Effect.Effect<ReadingListItem, NotChangeable | NotInReadingList>
  }
>()("luminalib/features/circulation/ReadingListItems") {
  static readonly layerNoDeps = Layer.effect(
    ReadingListItems,
    Effect.gen(function* () {
      const repo = yield* ReadingListsRepo
      const wall = yield* TenantWall

      const locked = Effect.fnUntraced(function* (by: Actor, id: ReadingListId) {
        const key = { organizationId: by.organizationId, id }
        const list = yield* Effect.flatMap(visibleTo(by, id, yield* repo.lock(key)), (list) => ownedBy(by, list))
        return { key, list }
      })
      const item = Effect.fnUntraced(function* (by: Actor, id: ReadingListId, bookId: BookId) {
        const found = yield* repo.item({ organizationId: by.organizationId, id, bookId })
        return itemOf(yield* Effect.mapError(Effect.fromOption(found), () => new NotInReadingList({ bookId })))
      })

      const add = Effect.fnUntraced(function* (by: Actor, id: ReadingListId, { bookId, note }: NewReadingListItem) {
        const { key, list } = yield* locked(by, id)
        if (list.books >= mostItems) return yield* new ReadingListFull({ limit: mostItems })
        const inserted = yield* Effect.catchReason(
          repo.insertItem({ ...key, bookId }, note),
          "SqlError",
          "ConstraintError",
          () => Effect.fail(new BookNotFound({ bookId }))
        )
        if (!inserted) return yield* new AlreadyInReadingList({ bookId })
        yield* repo.update(key, {})
        return yield* Effect.catchTag(item(by, id, bookId), "NotInReadingList", Effect.die)
      })

      const remove = Effect.fnUntraced(function* (by: Actor, id: ReadingListId, bookId: BookId) {
        const { key } = yield* locked(by, id)
        if (!(yield* repo.removeItem({ ...key, bookId }))) return yield* new NotInReadingList({ bookId })
        yield* repo.update(key, {})
      })

      const move = Effect.fnUntraced(function* (by: Actor, id: ReadingListId, bookId: BookId, before: BookId | null) {
        const { key } = yield* locked(by, id)
        if (before !== null) yield* item(by, id, before)
        const moved = yield* item(by, id, bookId)
        yield* repo.move({ ...key, bookId }, before)
        yield* repo.update(key, {})
        return moved
      })

      return ReadingListItems.of({
        list: Effect.fn("ReadingListItems.list")(
          function* (by, id, query) {
            const key = { organizationId: by.organizationId, id }
            const { books: total } = yield* visibleTo(by, id, yield* repo.find(key))
            const scope = JSON.stringify(["reading-list", key])
            const rows = rowsOf(scope, query)
            if (Option.isNone(rows)) return yield* new InvalidCursor({})
            return pageOf(yield* repo.items(key, rows.value), { scope, query, total })
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        add: Effect.fn("ReadingListItems.add")(
          (by, id, item, remember = rememberNothing) =>
            wall.within(by.organizationId, Effect.tap(add(by, id, item), remember)),
          Effect.catchTag("SqlError", Effect.die)
        ),
        remove: Effect.fn("ReadingListItems.remove")(
          (by, id, bookId) => wall.within(by.organizationId, remove(by, id, bookId)),
          Effect.catchTag("SqlError", Effect.die)
        ),
        move: Effect.fn("ReadingListItems.move")(
          (by, id, bookId, before) => wall.within(by.organizationId, move(by, id, bookId, before)),
          Effect.catchTag("SqlError", Effect.die)
        )
      })
    })
  )

  /** Asks for SqlClient and TenantWall. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(ReadingListsRepo.layer))
}

const itemOf = ({ addedAt, note, ...row }: ItemRow): ReadingListItem => ({
  book: Struct.omit(row, ["place"]),
  note,
  addedAt
})

const decodeStart = Schema.decodeUnknownOption(
  Schema.Tuple([Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })), BookId])
)

/** One more than a page shows. */
const rowsOf = (scope: string, { cursor, limit, page = 1 }: NewestFirst.PageQuery): Option.Option<ItemRows> =>
  cursor === undefined
    ? Option.some({ after: undefined, limit: limit + 1, offset: (page - 1) * limit })
    : Option.map(Option.flatMap(Cursor.decode(scope, cursor), decodeStart), ([place, bookId]) => ({
        after: { place, bookId },
        limit: limit + 1,
        offset: 0
      }))

const pageOf = (
  found: ReadonlyArray<ItemRow>,
  { query, scope, total }: { readonly query: NewestFirst.PageQuery; readonly scope: string; readonly total: number }
): NewestFirst.Page<ReadingListItem> => {
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  return {
    items: shown.map(itemOf),
    total,
    limit: query.limit,
    ...(query.cursor === undefined ? { page: query.page ?? 1 } : {}),
    ...(found.length > shown.length && last !== undefined
      ? { nextCursor: Cursor.encode(scope, [last.place, last.id]) }
      : {})
  }
}
