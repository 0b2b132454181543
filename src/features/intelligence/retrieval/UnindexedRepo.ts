import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { analyser } from "./CutText.ts"

/** A book, and its file where that is not searchable as it is now. */
const SeenBook = Schema.Struct({
  organizationId: OrganizationId,
  bookId: BookId,
  fileId: Schema.NullOr(BookFileId)
})

/** Finds books whose texts are not searchable, of any library. */
export class UnindexedRepo extends Context.Service<UnindexedRepo>()(
  "luminalib/features/intelligence/retrieval/UnindexedRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return {
        /**
         * The next books after one, by their ids: with the file where it was never indexed, or another one, or under
         * another title, or by earlier rules. Not one that cannot be read. By primary keys.
         */
        next: SqlSchema.findAll({
          Request: Schema.Struct({ after: Schema.String, limit: Schema.Int }),
          Result: SeenBook,
          execute: ({ after, limit }) => sql`
            SELECT b.organization_id, b.id AS book_id,
              CASE WHEN s.id IS NULL OR s.content_hash <> f.sha256 OR s.analyser <> ${analyser}
                OR s.revision IS DISTINCT FROM s.wanted
                OR s.failure IS NULL AND (s.title <> b.title OR s.author IS DISTINCT FROM b.author)
              THEN f.id END AS file_id
            FROM (
              SELECT organization_id, id, title, author, file_id FROM books WHERE id > ${after} ORDER BY id LIMIT ${limit}
            ) b
            LEFT JOIN book_files f ON f.organization_id = b.organization_id AND f.id = b.file_id
            LEFT JOIN sources s ON s.organization_id = b.organization_id AND s.id = b.id
            ORDER BY b.id`
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(UnindexedRepo, UnindexedRepo.make)
}
