import { Context, Effect, Layer, Option } from "effect"
import { SecureRandom } from "effect/crypto"
import type { SqlError } from "effect/sql"
import {
  type Book,
  type BookChanges,
  BookFileStored,
  BookId,
  BookNotFound,
  BookRenamed,
  type IsbnTaken,
  type NewBook
} from "#contract/catalogue/Book.ts"
import { BookAdded, BookChanged, BookRemoved } from "#contract/catalogue/CatalogueEvents.ts"
import type { BookHeld, BookOnLoan } from "#contract/circulation/Loan.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { PreconditionFailed } from "#contract/Version.ts"
import { Audit } from "#features/identity/Audit.ts"
import type { Remember } from "#features/idempotency/Remember.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { BookRepo } from "./BookRepo.ts"
import type { Actor } from "./CataloguePolicy.ts"
import { CoverRepo } from "./covers/CoverRepo.ts"
import { FileRepo } from "./FileRepo.ts"
import type { Versions } from "./files/ETag.ts"
import { makeDiscard } from "./files/RemoveObjects.ts"
import type { StagedFile } from "./files/StagedFile.ts"
import type { Received } from "./files/Upload.ts"

/** The book meant, in one of the versions meant. */
export interface Target {
  readonly id: BookId
  readonly versions: Versions
}

/**
 * The transactions that change the catalogue: rows, counters, jobs and events together or not at all, behind the wall of
 * the library.
 */
export class BookWriter extends Context.Service<
  BookWriter,
  {
    readonly insert: (
      by: Actor,
      book: Received<NewBook>,
      remember: Remember<Book>
    ) => Effect.Effect<Book, IsbnTaken | SqlError.SqlError>
    /** Whether the target is there, before much is done for it. */
    readonly check: (
      by: Actor,
      target: Target
    ) => Effect.Effect<void, BookNotFound | PreconditionFailed | SqlError.SqlError>
    readonly update: (
      by: Actor,
      target: Target,
      changes: Received<BookChanges>
    ) => Effect.Effect<Book, BookNotFound | PreconditionFailed | IsbnTaken | SqlError.SqlError>
    readonly remove: (
      by: Actor,
      target: Target
    ) => Effect.Effect<void, BookNotFound | PreconditionFailed | BookOnLoan | BookHeld | SqlError.SqlError>
  }
>()("luminalib/features/catalogue/BookWriter") {
  static readonly layer = Layer.effect(
    BookWriter,
    Effect.gen(function* () {
      const wall = yield* TenantWall
      const random = yield* SecureRandom.SecureRandom
      const books = yield* BookRepo
      const files = yield* FileRepo
      const covers = yield* CoverRepo
      const reactions = yield* Reactions
      const audit = yield* Audit
      const discard = yield* makeDiscard

      const stored = ({ id: storedBy, organizationId }: Actor, bookId: BookId, { id: fileId, type }: StagedFile) =>
        reactions.record(BookFileStored.make({ organizationId, bookId, fileId, fileType: type, storedBy }))

      /** The book is locked. */
      const discardCover = Effect.fnUntraced(function* (
        organizationId: OrganizationId,
        bookId: BookId,
        pagesOnly = false
      ) {
        const cover = yield* Effect.catchTag(
          covers.remove({ organizationId, bookId }, pagesOnly),
          "SchemaError",
          Effect.die
        )
        yield* discard(organizationId, "covers", Option.toArray(Option.map(cover, ({ id }) => id)))
      })

      const lock = Effect.fnUntraced(function* (by: Actor, { id, versions }: Target) {
        const found = yield* books.lock(by.organizationId, id)
        if (Option.isNone(found)) return yield* new BookNotFound({ bookId: id })
        return yield* inVersion(found.value, versions)
      })

      const insert = Effect.fnUntraced(function* (by: Actor, { fields, file }: Received<NewBook>) {
        const id = BookId.make(yield* random.uuidV7())
        // First the job, then the book: its insert locks the counters of the library until the commit.
        if (file !== undefined) yield* stored(by, id, file)
        yield* reactions.record(BookAdded.make({ organizationId: by.organizationId, bookId: id }))
        return yield* books.insert({ organizationId: by.organizationId, id, book: fields, file })
      })

      const update = Effect.fnUntraced(function* (by: Actor, target: Target, { fields, file }: Received<BookChanges>) {
        const { organizationId } = by
        const { id } = target
        const { author, fileId, title } = yield* lock(by, target)
        yield* reactions.record(BookChanged.make({ organizationId, bookId: id }))
        if (file === undefined) {
          const isRenamed = (fields.title ?? title) !== title || (fields.author ?? author) !== author
          if (isRenamed && fileId !== null) {
            yield* reactions.record(BookRenamed.make({ organizationId, bookId: id, fileId }))
          }
          return yield* books.update({ organizationId, id, changes: fields })
        }
        // The picture of a page goes with its file, that of a librarian stays.
        yield* discardCover(organizationId, id, true)
        yield* files.replace(organizationId, id, file)
        yield* discard(organizationId, "books", fileId === null ? [] : [fileId])
        yield* stored(by, id, file)
        return yield* books.update({ organizationId, id, changes: fields, fileId: file.id })
      })

      const remove = Effect.fnUntraced(function* (by: Actor, target: Target) {
        const { fileId, title } = yield* lock(by, target)
        yield* discard(by.organizationId, "books", fileId === null ? [] : [fileId])
        yield* discardCover(by.organizationId, target.id)
        yield* books.remove(by.organizationId, target.id)
        yield* reactions.record(BookRemoved.make({ organizationId: by.organizationId, bookId: target.id }))
        yield* audit.record({
          organizationId: by.organizationId,
          actorId: by.id,
          action: "book.remove",
          subject: { type: "book", id: target.id },
          detail: { title }
        })
      })

      return BookWriter.of({
        insert: (by, book, remember) => wall.within(by.organizationId, Effect.tap(insert(by, book), remember)),
        check: Effect.fnUntraced(function* (by, { id, versions }) {
          const found = yield* books.find(by.organizationId, id)
          if (Option.isNone(found)) return yield* new BookNotFound({ bookId: id })
          yield* inVersion(found.value, versions)
        }),
        update: (by, target, changes) => wall.within(by.organizationId, update(by, target, changes)),
        remove: (by, target) => wall.within(by.organizationId, remove(by, target))
      })
    })
  )
}

const inVersion = <A extends { readonly version: number }>(book: A, versions: Versions) =>
  versions === undefined || versions.includes(book.version)
    ? Effect.succeed(book)
    : Effect.fail(new PreconditionFailed({}))
