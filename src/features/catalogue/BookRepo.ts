import { Context, Effect, Layer, Option, Schema } from "effect"
import type { SqlError } from "effect/sql"
import { SqlClient, type Statement } from "effect/sql"
import { type BookChanges, type BookId, IsbnTaken, type NewBook } from "#contract/catalogue/Book.ts"
import type { Book } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { BookHeld, BookOnLoan } from "#contract/circulation/Loan.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { bookColumns, BookRow } from "./BookRow.ts"
import { brokenConstraint } from "#platform/database/ConstraintName.ts"
import type { StagedFile } from "./files/StagedFile.ts"

/** What is known of a book before it is changed. */
const LockedRow = Schema.Struct({
  version: Schema.Int,
  title: Schema.String,
  author: Schema.String,
  fileId: Schema.NullOr(BookFileId)
})
type LockedRow = typeof LockedRow.Type

interface Insertion {
  readonly organizationId: OrganizationId
  readonly id: BookId
  readonly book: NewBook
  readonly file: StagedFile | undefined
}

interface Change {
  readonly organizationId: OrganizationId
  readonly id: BookId
  readonly changes: BookChanges
  /** The book's new file, whose row is there. */
  readonly fileId?: BookFileId
}

/** Rows of `books` with those of their files. Every call joins the caller's transaction. */
export class BookRepo extends Context.Service<
  BookRepo,
  {
    /** One statement. */
    readonly find: (organizationId: OrganizationId, id: BookId) => Effect.Effect<Option.Option<Book>, SqlError.SqlError>
    readonly insert: (insertion: Insertion) => Effect.Effect<Book, SqlError.SqlError | IsbnTaken>
    /** Holds the book until the transaction ends. */
    readonly lock: (
      organizationId: OrganizationId,
      id: BookId
    ) => Effect.Effect<Option.Option<LockedRow>, SqlError.SqlError>
    /** The next version of a book that is locked. A new file empties the summary: it was written from the old one. */
    readonly update: (change: Change) => Effect.Effect<Book, SqlError.SqlError | IsbnTaken>
    /** Removes the book with its file's row, unless somebody has it or waits for it: constraints of circulation say so. */
    readonly remove: (
      organizationId: OrganizationId,
      id: BookId
    ) => Effect.Effect<void, SqlError.SqlError | BookOnLoan | BookHeld>
    /** Whether it was written: not where the book has another file by now. */
    readonly setSummary: (
      organizationId: OrganizationId,
      id: BookId,
      summary: { readonly fileId: BookFileId; readonly text: string | null }
    ) => Effect.Effect<boolean, SqlError.SqlError>
    /** Whether they were written: only where the book has no tags but suggested ones, and has no other file by now. */
    readonly suggestTags: (
      organizationId: OrganizationId,
      id: BookId,
      suggestion: { readonly fileId: BookFileId; readonly tags: ReadonlyArray<string> }
    ) => Effect.Effect<boolean, SqlError.SqlError>
  }
>()("luminalib/features/catalogue/BookRepo") {
  static readonly layer = Layer.effect(
    BookRepo,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return BookRepo.of({
        find: Effect.fn("BookRepo.find")(function* (organizationId, id) {
          const rows = yield* sql`
            SELECT ${bookColumns(sql)}
            FROM books b
            LEFT JOIN book_files f ON f.organization_id = b.organization_id AND f.id = b.file_id
            WHERE b.organization_id = ${organizationId} AND b.id = ${id}`
          return Option.fromUndefinedOr((yield* decodeBooks(rows))[0])
        }),
        insert: Effect.fn("BookRepo.insert")(function* (insertion) {
          return yield* onlyBook(insert(sql, insertion), insertion.book.isbn)
        }),
        lock: Effect.fn("BookRepo.lock")(function* (organizationId, id) {
          const rows = yield* sql`
            SELECT version, title, author, file_id FROM books
            WHERE organization_id = ${organizationId} AND id = ${id} FOR UPDATE`
          return Option.fromUndefinedOr((yield* decodeLocked(rows))[0])
        }),
        update: Effect.fn("BookRepo.update")(function* (change) {
          return yield* onlyBook(update(sql, change), change.changes.isbn ?? undefined)
        }),
        remove: Effect.fn("BookRepo.remove")(function* (organizationId, id) {
          yield* Effect.catchTag(
            sql`DELETE FROM books WHERE organization_id = ${organizationId} AND id = ${id}`,
            "SqlError",
            (error) => Effect.fail(refusals[brokenConstraint(error) ?? ""]?.() ?? error)
          )
        }),
        setSummary: Effect.fn("BookRepo.setSummary")(function* (organizationId, id, { fileId, text }) {
          const rows = yield* sql`
            UPDATE books SET summary = ${text}
            WHERE organization_id = ${organizationId} AND id = ${id} AND file_id = ${fileId}
            RETURNING id`
          return rows.length > 0
        }),
        suggestTags: Effect.fn("BookRepo.suggestTags")(function* (organizationId, id, { fileId, tags }) {
          const rows = yield* sql`
            UPDATE books SET tags = library_tags(${organizationId}, ${tags}), tags_suggested = true
            WHERE organization_id = ${organizationId} AND id = ${id} AND file_id = ${fileId}
              AND (tags_suggested OR tags = '{}')
            RETURNING id`
          return rows.length > 0
        })
      })
    })
  )
}

/** What the constraints of circulation say of a book that is to be removed. */
const refusals: Readonly<Record<string, () => BookOnLoan | BookHeld>> = {
  loans_open_book: () => new BookOnLoan({}),
  holds_open_book: () => new BookHeld({})
}

const decodeRows = Schema.decodeUnknownEffect(Schema.Array(BookRow))
const decodeBooks = (rows: ReadonlyArray<unknown>) => Effect.catchTag(decodeRows(rows), "SchemaError", Effect.die)
const decodeLockedRows = Schema.decodeUnknownEffect(Schema.Array(LockedRow))
const decodeLocked = (rows: ReadonlyArray<unknown>) =>
  Effect.catchTag(decodeLockedRows(rows), "SchemaError", Effect.die)

/** The one book a statement returns; its number may have been taken meanwhile. */
const onlyBook = Effect.fnUntraced(function* (
  statement: Effect.Effect<ReadonlyArray<unknown>, SqlError.SqlError>,
  isbn: string | undefined
) {
  const rows = yield* Effect.catchReason(
    statement,
    "SqlError",
    "UniqueViolation",
    (violation, error): Effect.Effect<never, IsbnTaken | SqlError.SqlError> =>
      violation.constraint === "books_isbn" && isbn !== undefined
        ? Effect.fail(new IsbnTaken({ isbn }))
        : Effect.fail(error)
  )
  const [book] = yield* decodeBooks(rows)
  return book ?? (yield* Effect.die(new Error("a book was written, but the database did not give it back")))
})

/** Book and file in one statement: the library's counters are locked no longer than it takes. */
const insert = (sql: SqlClient.SqlClient, { book, file, id, organizationId }: Insertion) => {
  const inserted = sql`
    INSERT INTO books (id, organization_id, title, author, isbn, genre, published_year, description, language, tags,
      file_id)
    VALUES (${id}, ${organizationId}, ${book.title}, ${book.author}, ${book.isbn ?? null}, ${book.genre ?? null},
      ${book.publishedYear ?? null}, ${book.description ?? null}, ${book.language ?? null},
      library_tags(${organizationId}, ${book.tags ?? []}), ${file?.id ?? null})
    RETURNING *`
  return file === undefined
    ? sql`
        WITH b AS (${inserted}), f AS (SELECT * FROM book_files WHERE false)
        SELECT ${bookColumns(sql)} FROM b LEFT JOIN f ON true`
    : sql`
        WITH b AS (${inserted}), f AS (${insertFile(sql, organizationId, id, file)} RETURNING *)
        SELECT ${bookColumns(sql)} FROM b LEFT JOIN f ON true`
}

/** The row of a file that is stored. */
export const insertFile = (
  sql: SqlClient.SqlClient,
  organizationId: OrganizationId,
  bookId: BookId,
  file: StagedFile
): Statement.Statement<object> => sql`
  INSERT INTO book_files (id, organization_id, book_id, name, type, size, sha256, uploaded_by)
  VALUES (${file.id}, ${organizationId}, ${bookId}, ${file.name}, ${file.type}, ${file.size}, ${file.sha256},
    ${file.uploadedBy})`

const update = (sql: SqlClient.SqlClient, { changes, fileId, id, organizationId }: Change) => {
  const { author, description, genre, isbn, language, publishedYear, tags, title } = changes
  const set = (column: Statement.Fragment, value: unknown) => (value === undefined ? [] : [sql`${column} = ${value}`])
  const assignments = [
    sql`version = version + 1`,
    sql`updated_at = now()`,
    ...set(sql`title`, title),
    ...set(sql`author`, author),
    ...set(sql`isbn`, isbn),
    ...set(sql`genre`, genre),
    ...set(sql`published_year`, publishedYear),
    ...set(sql`description`, description),
    ...set(sql`language`, language),
    ...(tags === undefined ? [] : [sql`tags = library_tags(${organizationId}, ${tags})`, sql`tags_suggested = false`]),
    ...(fileId === undefined ? [] : [sql`file_id = ${fileId}`, sql`summary = NULL`])
  ]
  return sql`
    WITH b AS (
      UPDATE books SET ${sql.csv(assignments)}
      WHERE organization_id = ${organizationId} AND id = ${id}
      RETURNING *
    )
    SELECT ${bookColumns(sql)}
    FROM b
    LEFT JOIN book_files f ON f.organization_id = ${organizationId} AND f.id = b.file_id`
}
