import { Context, Effect, Layer, Option } from "effect"
import type { SqlError } from "effect/sql"
import type { Forbidden } from "#contract/Authorization.ts"
import { type Book, type BookChanges, type BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import type { IsbnTaken, NewBook } from "#contract/catalogue/Book.ts"
import { type BookFile, type BookFileId, BookFileNotFound } from "#contract/catalogue/BookFile.ts"
import type { BookHeld, BookOnLoan } from "#contract/circulation/Loan.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { InvalidCursor } from "#contract/Page.ts"
import type { PreconditionFailed } from "#contract/Version.ts"
import { Audit } from "#features/identity/Audit.ts"
import { type Remember, rememberNothing } from "#features/idempotency/Remember.ts"
import { BookList, type ListedBooks, type ListRequest } from "./BookList.ts"
import { BookRepo } from "./BookRepo.ts"
import { bookChangesShape, newBookShape } from "./BookShapes.ts"
import { BookWriter } from "./BookWriter.ts"
import { type Actor, mayChange } from "./CataloguePolicy.ts"
import { CoverRepo } from "./covers/CoverRepo.ts"
import { FileRepo } from "./FileRepo.ts"
import { DeletedFiles } from "./files/DeletedFiles.ts"
import type { Versions } from "./files/ETag.ts"
import { fileKey } from "./files/FileKey.ts"
import type { Form, FormRefused } from "./files/Form.ts"
import type { StoredFile } from "./files/StagedFile.ts"
import { Upload } from "./files/Upload.ts"

/** A book's file, and where it is stored. */
export interface StoredBookFile extends BookFile, StoredFile {
  readonly bookId: BookId
}

/** The books of a library and their files. Nothing here ever sees or touches those of another. */
export class Catalogue extends Context.Service<
  Catalogue,
  {
    /** One transaction, in which `remember` is called last. */
    readonly add: (by: Actor, book: NewBook, remember?: Remember<Book>) => Effect.Effect<Book, Forbidden | IsbnTaken>
    /**
     * Stores the form's file, then inserts its row, the book and what `BookFileStored` causes in one transaction, in
     * which `remember` is called last. One that breaks off, is refused or whose transaction fails leaves neither row nor
     * file.
     */
    readonly addForm: (
      by: Actor,
      form: Form,
      remember?: Remember<Book>
    ) => Effect.Effect<Book, Forbidden | IsbnTaken | FormRefused>
    /** One statement. */
    readonly get: (organizationId: OrganizationId, id: BookId) => Effect.Effect<Book, BookNotFound>
    /** At most three statements, and one of `BookContents`; see `BookList`. */
    readonly list: (organizationId: OrganizationId, request: ListRequest) => Effect.Effect<ListedBooks, InvalidCursor>
    /** What is left out stays, null empties; the version grows with each call, and a stale version is refused. */
    readonly update: (
      by: Actor,
      id: BookId,
      changes: BookChanges,
      versions: Versions
    ) => Effect.Effect<Book, Forbidden | BookNotFound | PreconditionFailed | IsbnTaken>
    /** The same; a file in the form replaces the book's, empties the summary and is `BookFileStored`. */
    readonly updateForm: (
      by: Actor,
      id: BookId,
      form: Form,
      versions: Versions
    ) => Effect.Effect<Book, Forbidden | BookNotFound | PreconditionFailed | IsbnTaken | FormRefused>
    /**
     * Removes the book and its file's row, audited; the file itself is removed by a job of the same transaction. Not a
     * book that somebody has or waits for.
     */
    readonly remove: (
      by: Actor,
      id: BookId,
      versions: Versions
    ) => Effect.Effect<void, Forbidden | BookNotFound | PreconditionFailed | BookOnLoan | BookHeld>
    /** One statement. */
    readonly fileOf: (
      organizationId: OrganizationId,
      id: BookId
    ) => Effect.Effect<{ readonly book: Book; readonly file: StoredBookFile }, BookNotFound | BookFileNotFound>
    /** For jobs: none where the file was replaced or removed since they were asked for. */
    readonly fileById: (
      organizationId: OrganizationId,
      fileId: BookFileId
    ) => Effect.Effect<Option.Option<StoredBookFile>, SqlError.SqlError>
    /**
     * Shows the summary with the book and finds the book by it, unless it has another file by now: then false. Joins
     * the caller's transaction. Leaves the version as it is: whoever edits the book did not touch this.
     */
    readonly setSummary: (
      organizationId: OrganizationId,
      id: BookId,
      fileId: BookFileId,
      text: string | null
    ) => Effect.Effect<boolean, SqlError.SqlError>
    /**
     * Gives tags to a book that nobody has tagged, as the library writes them; false where somebody has, or the book has
     * another file by now. Joins the caller's transaction. Leaves the version as it is: an edit goes before.
     */
    readonly suggestTags: (
      organizationId: OrganizationId,
      id: BookId,
      fileId: BookFileId,
      tags: ReadonlyArray<string>
    ) => Effect.Effect<boolean, SqlError.SqlError>
  }
>()("luminalib/features/catalogue/Catalogue") {
  static readonly layerNoDeps = Layer.effect(
    Catalogue,
    Effect.gen(function* () {
      const books = yield* BookRepo
      const files = yield* FileRepo
      const lists = yield* BookList
      const writer = yield* BookWriter
      const upload = yield* Upload

      const get = Effect.fnUntraced(function* (organizationId: OrganizationId, id: BookId) {
        const book = yield* Effect.catchTag(books.find(organizationId, id), "SqlError", Effect.die)
        return yield* Effect.mapError(Effect.fromOption(book), () => new BookNotFound({ bookId: id }))
      })

      return Catalogue.of({
        add: Effect.fn("Catalogue.add")(
          function* (by, book, remember = rememberNothing) {
            yield* mayChange(by)
            return yield* writer.insert(by, { fields: book, file: undefined }, remember)
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        addForm: Effect.fn("Catalogue.addForm")(
          function* (by, form, remember = rememberNothing) {
            yield* mayChange(by)
            return yield* upload.receive(by, form, newBookShape, (received) => writer.insert(by, received, remember))
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        get: Effect.fn("Catalogue.get")(get),
        list: Effect.fn("Catalogue.list")(lists.list, Effect.catchTag("SqlError", Effect.die)),
        update: Effect.fn("Catalogue.update")(
          function* (by, id, changes, versions) {
            yield* mayChange(by)
            return yield* writer.update(by, { id, versions }, { fields: changes, file: undefined })
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        updateForm: Effect.fn("Catalogue.updateForm")(
          function* (by, id, form, versions) {
            yield* mayChange(by)
            // Nobody sends fifty megabytes to learn that there is no such book.
            yield* writer.check(by, { id, versions })
            const target = { id, versions }
            return yield* upload.receive(by, form, bookChangesShape, (received) => writer.update(by, target, received))
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        remove: Effect.fn("Catalogue.remove")(
          function* (by, id, versions) {
            yield* mayChange(by)
            yield* writer.remove(by, { id, versions })
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        fileOf: Effect.fn("Catalogue.fileOf")(function* (organizationId, id) {
          const book = yield* get(organizationId, id)
          if (book.file === null) return yield* new BookFileNotFound({})
          return { book, file: { ...book.file, bookId: id, key: fileKey(organizationId, "books", book.file.id) } }
        }),
        fileById: Effect.fn("Catalogue.fileById")(function* (organizationId, fileId) {
          const file = yield* files.find(organizationId, fileId)
          return Option.map(file, (file) => ({ ...file, key: fileKey(organizationId, "books", fileId) }))
        }),
        setSummary: Effect.fn("Catalogue.setSummary")((organizationId, id, fileId, text) =>
          books.setSummary(organizationId, id, { fileId, text })
        ),
        suggestTags: Effect.fn("Catalogue.suggestTags")((organizationId, id, fileId, tags) =>
          books.suggestTags(organizationId, id, { fileId, tags })
        )
      })
    })
  )

  /** Asks for SqlClient, Storage, BookContents, SecureRandom, Ledger and Reactions. */
  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([BookWriter.layer, BookList.layer, Upload.layer]),
    Layer.provide([BookRepo.layer, FileRepo.layer, CoverRepo.layer, DeletedFiles.layer, Audit.layer])
  )
}
