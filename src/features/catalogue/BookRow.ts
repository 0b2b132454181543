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

/** The cover of a book `b`: by a key, so that no list needs a join or a statement more for it. */
export const coverColumn = (sql: SqlClient.SqlClient) => sql`
  (SELECT jsonb_build_object(
    'version', left(c.sha256, 16), 'contentType', c.content_type, 'width', c.width, 'height', c.height,
    'source', CASE WHEN c.file_id IS NULL THEN 'upload' ELSE 'page' END
  ) FROM book_covers c WHERE c.organization_id = b.organization_id AND c.book_id = b.id) AS cover`

/** The columns of a book `b`, its file `f` and its cover. */
export const bookColumns = (sql: SqlClient.SqlClient) => sql`
  b.id, b.title, b.author, b.isbn, b.genre, b.published_year, b.description, b.language, b.tags, b.tags_suggested, b.summary,
  b.version, b.created_at, b.updated_at,
  CASE WHEN f.id IS NOT NULL THEN jsonb_build_object(
    'id', f.id, 'name', f.name, 'type', f.type, 'size', f.size, 'sha256', f.sha256, 'uploadedAt', f.uploaded_at
  ) END AS file,
  ${coverColumn(sql)}`

/** A row of `book_files`, as jobs read it. */
export const FileRow = Schema.Struct({
  ...BookFile.fields,
  bookId: Book.fields.id,
  uploadedAt: Schema.DateTimeUtcFromDate
})
