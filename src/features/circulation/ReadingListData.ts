import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { ReadingList } from "#contract/circulation/ReadingList.ts"
import type { Keeper } from "#features/identity/PersonalData.ts"
import { asJson } from "#features/identity/PersonalJson.ts"

const { description, id, name, shared } = ReadingList.fields

const Kept = Schema.Struct({
  id,
  name,
  description,
  shared,
  books: Schema.Array(Schema.Struct({ bookId: BookId, title: Schema.String, note: Schema.NullOr(Schema.String) }))
})
const decode = Schema.decodeUnknownEffect(Schema.Array(Kept))
const encode = asJson(Kept)

/** Somebody's reading lists with their books and notes. They go with their reader. */
export const keeper = Effect.map(SqlClient.SqlClient, (sql): Keeper => ({
  name: "readingLists",
  // Rides on reading_lists_of_reader and reading_list_items_in_order.
  collect: Effect.fnUntraced(function* ({ id, organizationId }) {
    const rows = yield* sql`
      SELECT l.id, l.name, l.description, l.shared, coalesce(items.books, '[]') AS books
      FROM reading_lists l
      LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('bookId', b.id, 'title', b.title, 'note', i.note) ORDER BY i.place) AS books
        FROM reading_list_items i
        JOIN books b ON b.organization_id = i.organization_id AND b.id = i.book_id
        WHERE i.organization_id = l.organization_id AND i.list_id = l.id
      ) items ON true
      WHERE l.organization_id = ${organizationId} AND l.user_id = ${id}
      ORDER BY l.id DESC`
    return yield* encode(yield* Effect.catchTag(decode(rows), "SchemaError", Effect.die))
  }),
  forget: () => Effect.void
}))
