import { Context, Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import type { BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { BookTextNotFound } from "#contract/intelligence/BookTextApi.ts"
import type { PageNotFound, TextPart, TextPartQuery } from "#contract/intelligence/TextPart.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { readPart } from "./TextParts.ts"

/** The texts of books, a part at a time. */
export class BookTextParts extends Context.Service<
  BookTextParts,
  {
    /** Of the book's present file, as far as it was read. One statement, and one more where there is nothing to show. */
    readonly read: (
      organizationId: OrganizationId,
      bookId: BookId,
      part: TextPartQuery
    ) => Effect.Effect<TextPart, BookNotFound | BookTextNotFound | PageNotFound>
  }
>()("luminalib/features/intelligence/BookTextParts") {
  static readonly layer = Layer.effect(
    BookTextParts,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const catalogue = yield* Catalogue
      return BookTextParts.of({
        read: Effect.fn("BookTextParts.read")(
          function* (organizationId, bookId, part) {
            // By the primary keys.
            const from = sql`
              FROM (
                SELECT x.* FROM books b
                JOIN book_texts x ON x.organization_id = b.organization_id AND x.file_id = b.file_id
                WHERE b.organization_id = ${organizationId} AND b.id = ${bookId}
              ) t`
            const found = yield* readPart(sql, from, part)
            if (Option.isSome(found)) return found.value
            yield* catalogue.get(organizationId, bookId)
            return yield* new BookTextNotFound({})
          },
          Effect.catchTag("SqlError", Effect.die)
        )
      })
    })
  )
}
