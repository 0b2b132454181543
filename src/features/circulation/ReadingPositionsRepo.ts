import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { BookBeingRead, type NewReadingPosition, ReadingPosition } from "#contract/circulation/ReadingPosition.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"
import { coverColumn } from "#features/catalogue/BookRow.ts"

/** Who reads. */
export interface Reader {
  readonly organizationId: OrganizationId
  readonly id: UserId
}

/** A book of the library, and how far the reader is in it; without `updatedAt` nothing is known of that. */
const { page, start, fraction } = ReadingPosition.fields
const FoundRow = Schema.Struct({
  bookId: BookId,
  start: Schema.NullOr(start),
  page,
  fraction: Schema.NullOr(fraction),
  updatedAt: Schema.NullOr(Schema.DateTimeUtcFromDate)
})
const ListedRow = Schema.Struct({
  ...BookBeingRead.fields.book.fields,
  start,
  page,
  fraction,
  updatedAt: Schema.DateTimeUtcFromDate
})
const decodeFound = Schema.decodeUnknownEffect(Schema.Array(FoundRow))
const decodeListed = Schema.decodeUnknownEffect(Schema.Array(ListedRow))

/** SQL over `reading_positions`. */
export class ReadingPositionsRepo extends Context.Service<ReadingPositionsRepo>()(
  "luminalib/features/circulation/ReadingPositionsRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const isReaders = ({ id, organizationId }: Reader) =>
        sql`p.organization_id = ${organizationId} AND p.user_id = ${id}`
      return {
        /** Whether there is such a book, which stays until the commit. */
        put: Effect.fnUntraced(function* (reader: Reader, bookId: BookId, position: NewReadingPosition) {
          const rows = yield* sql`
            INSERT INTO reading_positions (organization_id, user_id, book_id, start, page, fraction)
            SELECT b.organization_id, ${reader.id}::uuid, b.id, ${position.start}::int, ${position.page ?? null}::int,
              ${position.fraction}::float8
            FROM books b
            WHERE b.organization_id = ${reader.organizationId} AND b.id = ${bookId}
            FOR KEY SHARE
            ON CONFLICT (organization_id, user_id, book_id) DO UPDATE
            SET start = excluded.start, page = excluded.page, fraction = excluded.fraction, updated_at = now()
            RETURNING book_id`
          return rows.length > 0
        }),
        /** None where there is no such book. By primary keys. */
        find: Effect.fnUntraced(function* (reader: Reader, bookId: BookId) {
          const rows = yield* sql`
            SELECT b.id AS book_id, p.start, p.page, p.fraction, p.updated_at
            FROM books b
            LEFT JOIN reading_positions p ON ${isReaders(reader)} AND p.book_id = b.id
            WHERE b.organization_id = ${reader.organizationId} AND b.id = ${bookId}`
          return Option.fromUndefinedOr((yield* decodeFound(rows))[0])
        }),
        /** Whether there was one. */
        remove: Effect.fnUntraced(function* (reader: Reader, bookId: BookId) {
          const rows = yield* sql`
            DELETE FROM reading_positions p WHERE ${isReaders(reader)} AND p.book_id = ${bookId} RETURNING p.book_id`
          return rows.length > 0
        }),
        /** The last one read first. Rides on reading_positions_newest. */
        newest: Effect.fnUntraced(function* (reader: Reader, limit: number) {
          const rows = yield* sql`
            SELECT b.id, b.title, b.author, ${coverColumn(sql)}, p.start, p.page, p.fraction, p.updated_at
            FROM reading_positions p
            JOIN books b ON b.organization_id = ${reader.organizationId} AND b.id = p.book_id
            WHERE ${isReaders(reader)}
            ORDER BY p.updated_at DESC, p.book_id
            LIMIT ${limit}`
          const listed = yield* decodeListed(rows)
          return listed.map(({ author, cover, id, title, ...place }) => ({
            book: { id, title, author, cover },
            ...place
          }))
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(ReadingPositionsRepo, ReadingPositionsRepo.make)
}
