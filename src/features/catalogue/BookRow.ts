import { Schema } from "effect"
import type { SqlClient } from "effect/sql"
import { Book } from "#contract/catalogue/Book.ts"
import { BookFile } from "#contract/catalogue/BookFile.ts"

/** A book as the database gives it: the columns of {@link bookColumns}. */
export const BookRow = Schema.Struct({
  ...Book.fields,
  createdAt: Schema.DateTimeUtcFromDate,
  updatedAt: Schema.DateTimeUtcFromDate
})

/** The columns of a book `b` and its file `f`. */
export const bookColumns = (sql: SqlClient.SqlClient) => sql`
  b.id, b.title, b.author, b.isbn, b.genre, b.published_year, b.description, b.language, b.tags, b.tags_suggested, b.summary,
  b.version, b.created_at, b.updated_at,
  CASE WHEN f.id IS NOT NULL THEN jsonb_build_object(
    'id', f.id, 'name', f.name, 'type', f.type, 'size', f.size, 'sha256', f.sha256, 'uploadedAt', f.uploaded_at
  ) END AS file`

/** A row of `book_files`, as jobs read it. */
export const FileRow = Schema.Struct({
  ...BookFile.fields,
  bookId: Book.fields.id,
  uploadedAt: Schema.DateTimeUtcFromDate
})
