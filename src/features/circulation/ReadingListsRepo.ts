import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, type SqlError, type Statement } from "effect/sql"
import type { BookId } from "#contract/catalogue/Book.ts"
import {
  type NewReadingList,
  ReadingList,
  type ReadingListChanges,
  type ReadingListId
} from "#contract/circulation/ReadingList.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"
import { countedTo } from "#contract/Page.ts"
import { bookColumns, BookRow } from "#features/catalogue/BookRow.ts"
import type * as NewestFirst from "#platform/NewestFirst.ts"

/** A list within its library. */
export interface ListKey {
  readonly organizationId: OrganizationId
  readonly id: ReadingListId
}
interface ItemKey extends ListKey {
  readonly bookId: BookId
}

/** Whose lists: somebody's, or all that are shared. */
export interface ListFilter {
  readonly organizationId: OrganizationId
  readonly userId: UserId | undefined
}

const ListRow = Schema.Struct({
  ...ReadingList.fields,
  createdAt: Schema.DateTimeUtcFromDate,
  updatedAt: Schema.DateTimeUtcFromDate
})
const ItemRow = Schema.Struct({
  ...BookRow.fields,
  place: Schema.Int,
  note: Schema.NullOr(Schema.String),
  addedAt: Schema.DateTimeUtcFromDate
})
export type ItemRow = typeof ItemRow.Type

const decodeLists = Schema.decodeUnknownEffect(Schema.Array(ListRow))
const decodeItems = Schema.decodeUnknownEffect(Schema.Array(ItemRow))
const listsOf = (statement: Statement.Statement<object>) =>
  Effect.flatMap(statement, (rows) => Effect.catchTag(decodeLists(rows), "SchemaError", Effect.die))
const itemsOf = (statement: Statement.Statement<object>) =>
  Effect.flatMap(statement, (rows) => Effect.catchTag(decodeItems(rows), "SchemaError", Effect.die))
const first = <A>(rows: Effect.Effect<ReadonlyArray<A>, SqlError.SqlError>) =>
  Effect.map(rows, ([row]) => Option.fromUndefinedOr(row))
const countOf = (statement: Statement.Statement<{ readonly count: number }>) =>
  Effect.map(statement, ([row]) => row?.count ?? 0)

/** SQL over `reading_lists` and `reading_list_items`. What changes a list holds its row until the commit. */
export class ReadingListsRepo extends Context.Service<ReadingListsRepo>()(
  "luminalib/features/circulation/ReadingListsRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const columns = sql`
        l.id, l.user_id, l.name, l.description, l.shared, l.created_at, l.updated_at,
        (SELECT count(*)::int FROM reading_list_items i WHERE i.organization_id = l.organization_id AND i.list_id = l.id)
          AS books`
      const isList = ({ id, organizationId }: ListKey) => sql`l.organization_id = ${organizationId} AND l.id = ${id}`
      const isIn = ({ id, organizationId }: ListKey) => sql`i.organization_id = ${organizationId} AND i.list_id = ${id}`
      const wanted = ({ organizationId, userId }: ListFilter) =>
        userId === undefined
          ? sql`l.organization_id = ${organizationId} AND l.shared`
          : sql`l.organization_id = ${organizationId} AND l.user_id = ${userId}`
      const items = ({ organizationId }: ListKey) => sql`
        SELECT i.place, i.note, i.added_at, ${bookColumns(sql)}
        FROM reading_list_items i
        JOIN books b ON b.organization_id = ${organizationId} AND b.id = i.book_id
        LEFT JOIN book_files f ON f.organization_id = ${organizationId} AND f.id = b.file_id`

      const find = (key: ListKey) => first(listsOf(sql`SELECT ${columns} FROM reading_lists l WHERE ${isList(key)}`))

      return {
        find,
        /** In two statements: one that waited for the row would count the books of before. */
        lock: (key: ListKey) =>
          Effect.andThen(sql`SELECT FROM reading_lists l WHERE ${isList(key)} FOR UPDATE`, find(key)),
        /** How many the reader has, who is held until the commit: two at once do not make one too many. */
        lockCount: Effect.fnUntraced(function* (organizationId: OrganizationId, userId: UserId) {
          yield* sql`SELECT FROM users WHERE organization_id = ${organizationId} AND id = ${userId} FOR NO KEY UPDATE`
          return yield* countOf(sql`
            SELECT count(*)::int AS count FROM reading_lists
            WHERE organization_id = ${organizationId} AND user_id = ${userId}`)
        }),
        insert: ({ id, organizationId }: ListKey, userId: UserId, list: NewReadingList) =>
          Effect.asVoid(sql`
            INSERT INTO reading_lists (id, organization_id, user_id, name, description, shared)
            VALUES (${id}, ${organizationId}, ${userId}, ${list.name}, ${list.description ?? null},
              ${list.shared ?? false})`),
        update: (key: ListKey, { description, name, shared }: ReadingListChanges) =>
          Effect.asVoid(sql`
            UPDATE reading_lists l SET ${sql.csv([
              sql`updated_at = now()`,
              ...(name === undefined ? [] : [sql`name = ${name}`]),
              ...(description === undefined ? [] : [sql`description = ${description}`]),
              ...(shared === undefined ? [] : [sql`shared = ${shared}`])
            ])}
            WHERE ${isList(key)}`),
        remove: (key: ListKey) => Effect.asVoid(sql`DELETE FROM reading_lists l WHERE ${isList(key)}`),
        /** Rides on reading_lists_of_reader and reading_lists_shared. */
        list: (filter: ListFilter, { before, limit, offset }: NewestFirst.Rows) =>
          listsOf(sql`
            SELECT ${columns}
            FROM reading_lists l
            WHERE ${wanted(filter)} ${before === undefined ? sql`` : sql`AND l.id < ${before}`}
            ORDER BY l.id DESC
            LIMIT ${limit} OFFSET ${offset}`),
        count: (filter: ListFilter) =>
          countOf(sql`
            SELECT count(*)::int AS count
            FROM (SELECT FROM reading_lists l WHERE ${wanted(filter)} LIMIT ${countedTo}) counted`),
        /** Rides on reading_list_items_in_order. */
        items: (key: ListKey, { after, limit, offset }: ItemRows) =>
          itemsOf(sql`
            ${items(key)}
            WHERE ${isIn(key)}
              ${after === undefined ? sql`` : sql`AND (i.place, i.book_id) > (${after.place}, ${after.bookId}::uuid)`}
            ORDER BY i.place, i.book_id
            LIMIT ${limit} OFFSET ${offset}`),
        item: ({ bookId, ...key }: ItemKey) =>
          first(itemsOf(sql`${items(key)} WHERE ${isIn(key)} AND i.book_id = ${bookId}`)),
        /** At the end of a list that is held. False where it is in the list. */
        insertItem: ({ bookId, id, organizationId }: ItemKey, note: string | undefined) =>
          Effect.map(
            sql`
              INSERT INTO reading_list_items (organization_id, list_id, book_id, place, note)
              SELECT ${organizationId}, ${id}, ${bookId}, coalesce(max(i.place), 0) + 1, ${note ?? null}
              FROM reading_list_items i
              WHERE ${isIn({ organizationId, id })}
              ON CONFLICT DO NOTHING
              RETURNING place`,
            (rows) => rows.length > 0
          ),
        /** False where it is not in the list. */
        removeItem: ({ bookId, ...key }: ItemKey) =>
          Effect.map(
            sql`DELETE FROM reading_list_items i WHERE ${isIn(key)} AND i.book_id = ${bookId} RETURNING i.place`,
            (rows) => rows.length > 0
          ),
        /** Numbers the places of a list that is held anew, with one book before another or, without one, at the end. */
        move: ({ bookId, ...key }: ItemKey, before: BookId | null) =>
          Effect.asVoid(sql`
            WITH target AS (
              SELECT coalesce((SELECT i.place FROM reading_list_items i WHERE ${isIn(key)} AND i.book_id = ${before}),
                2147483647) AS place
            ),
            numbered AS (
              SELECT i.book_id, row_number() OVER (
                ORDER BY CASE WHEN i.book_id = ${bookId} THEN target.place ELSE i.place END, i.book_id <> ${bookId},
                  i.book_id
              ) AS place
              FROM reading_list_items i, target
              WHERE ${isIn(key)}
            )
            UPDATE reading_list_items i SET place = numbered.place
            FROM numbered
            WHERE ${isIn(key)} AND i.book_id = numbered.book_id AND i.place <> numbered.place`)
      }
    })
  }
) {
  static readonly layer = Layer.effect(ReadingListsRepo, ReadingListsRepo.make)
}

/** The rows of a list to read. */
export interface ItemRows {
  readonly after: { readonly place: number; readonly bookId: string } | undefined
  readonly limit: number
  readonly offset: number
}
