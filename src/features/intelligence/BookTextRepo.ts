import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

const FileRef = Schema.Struct({ organizationId: Schema.String, fileId: Schema.String })

const Page = Schema.Struct({ number: Schema.Int, start: Schema.Int, end: Schema.Int })

/** What a file says. `pages` are offsets into `text`, in UTF-16 units. */
export const BookText = Schema.Struct({
  text: Schema.String,
  pages: Schema.Array(Page),
  language: Schema.NullOr(Schema.String)
})
export type BookText = typeof BookText.Type

const NewText = Schema.Struct({
  ...FileRef.fields,
  text: Schema.String,
  pages: Schema.fromJsonString(Schema.Array(Page)),
  language: Schema.NullOr(Schema.String)
})

/** Table `book_texts`. */
export class BookTextRepo extends Context.Service<BookTextRepo>()("luminalib/features/intelligence/BookTextRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return {
      /** By the primary key. */
      find: SqlSchema.findOneOption({
        Request: FileRef,
        Result: BookText,
        execute: ({ fileId, organizationId }) => sql`
          SELECT text, pages, language
          FROM book_texts
          WHERE organization_id = ${organizationId} AND file_id = ${fileId}`
      }),
      /** Of two that read the same file at once, the first stays. */
      insert: SqlSchema.void({
        Request: NewText,
        execute: ({ fileId, language, organizationId, pages, text }) => sql`
          INSERT INTO book_texts (organization_id, file_id, text, pages, characters, language)
          VALUES (${organizationId}, ${fileId}, ${text}, ${pages}::jsonb, ${text.length}, ${language})
          ON CONFLICT (organization_id, file_id) DO NOTHING`
      })
    }
  })
}) {
  static readonly layer = Layer.effect(BookTextRepo, BookTextRepo.make)
}
