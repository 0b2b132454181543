import { Context, Effect, Layer, Option } from "effect"
import type { SqlError } from "effect/sql"
import type { Forbidden } from "#contract/Authorization.ts"
import { BookCoverChanged, BookNotFound } from "#contract/catalogue/Book.ts"
import { type Cover, CoverNotFound } from "#contract/catalogue/Cover.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Reactions } from "#jobs/Reactions.ts"
import type { StorageKey } from "#platform/storage/StorageKey.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { BookRepo } from "../BookRepo.ts"
import { type Actor, mayChange } from "../CataloguePolicy.ts"
import { DeletedFiles } from "../files/DeletedFiles.ts"
import { fileKey } from "../files/FileKey.ts"
import type { Form } from "../files/Form.ts"
import { makeDiscard } from "../files/RemoveObjects.ts"
import { CoverFiles, type StagedCover } from "./CoverFiles.ts"
import * as CoverForm from "./CoverForm.ts"
import { type BookKey, CoverRepo } from "./CoverRepo.ts"
import { renderCover, type RenderCoverTask } from "./RenderCover.ts"

/** A cover as it is sent. */
export interface CoverFile {
  readonly key: StorageKey
  readonly contentType: Cover["contentType"]
  readonly size: number
  readonly sha256: string
}

type PictureRefused = Effect.Error<ReturnType<typeof CoverForm.receive>>

/**
 * The pictures of books. They change without the book: its version stays, and nothing that was read in it is read anew.
 * Whoever watches is told that the book changed.
 */
export class Covers extends Context.Service<
  Covers,
  {
    /** One statement. */
    readonly file: (book: BookKey) => Effect.Effect<CoverFile, BookNotFound | CoverNotFound>
    /** By staff: the form's picture in the place of the one there was. */
    readonly put: (
      by: Actor,
      bookId: BookKey["bookId"],
      form: Form
    ) => Effect.Effect<Cover, Forbidden | BookNotFound | PictureRefused>
    /** By staff. After an uploaded one the first page of the book's file becomes the cover. */
    readonly remove: (
      by: Actor,
      bookId: BookKey["bookId"]
    ) => Effect.Effect<void, Forbidden | BookNotFound | CoverNotFound>
    /**
     * For the job that draws first pages, in its transaction: the picture becomes the cover, unless the book is gone, has
     * another file, or has a cover by now; then it goes. Or why there is no picture, which is remembered.
     */
    readonly showPage: (task: RenderCoverTask, page: StagedCover | string) => Effect.Effect<void, SqlError.SqlError>
  }
>()("luminalib/features/catalogue/covers/Covers") {
  static readonly layerNoDeps = Layer.effect(
    Covers,
    Effect.gen(function* () {
      const wall = yield* TenantWall
      const books = yield* BookRepo
      const covers = yield* CoverRepo
      const files = yield* CoverFiles
      const reactions = yield* Reactions
      const ledger = yield* Ledger
      const discard = yield* makeDiscard

      const find = Effect.fnUntraced(function* (book: BookKey) {
        const found = yield* covers.find(book)
        return yield* Effect.mapError(Effect.fromOption(found), () => new BookNotFound({ bookId: book.bookId }))
      })
      const lock = Effect.fnUntraced(function* ({ bookId, organizationId }: BookKey) {
        const found = yield* books.lock(organizationId, bookId)
        return yield* Effect.mapError(Effect.fromOption(found), () => new BookNotFound({ bookId }))
      })
      const changed = (book: BookKey) => reactions.record(BookCoverChanged.make(book))

      const replace = Effect.fnUntraced(function* (book: BookKey, staged: StagedCover) {
        yield* lock(book)
        const before = yield* covers.remove(book)
        yield* discard(book.organizationId, "covers", Option.toArray(Option.map(before, ({ id }) => id)))
        yield* covers.insert(book, { ...staged, fileId: null })
        yield* changed(book)
        return coverOf(staged, "upload")
      })

      const remove = Effect.fnUntraced(function* (book: BookKey) {
        const { organizationId } = book
        const { fileId } = yield* lock(book)
        const removed = yield* covers.remove(book)
        if (Option.isNone(removed)) return yield* new CoverNotFound({})
        yield* discard(organizationId, "covers", [removed.value.id])
        yield* changed(book)
        if (removed.value.fileId !== null || fileId === null) return
        yield* covers.forgetRendered(organizationId, fileId)
        yield* ledger.enqueue(renderCover({ ...book, fileId }))
      })

      const showPage = Effect.fnUntraced(function* ({ fileId, ...book }: RenderCoverTask, page: StagedCover | string) {
        const { organizationId } = book
        const found = yield* books.lock(organizationId, book.bookId)
        const isPresent = Option.exists(found, (locked) => locked.fileId === fileId)
        if (typeof page === "string") {
          return isPresent ? yield* covers.setRendered(organizationId, fileId, page) : undefined
        }
        if (!isPresent || !(yield* covers.wantsPage(book, fileId))) {
          return yield* discard(organizationId, "covers", [page.id])
        }
        yield* covers.setRendered(organizationId, fileId, null)
        yield* covers.insert(book, { ...page, fileId })
        yield* changed(book)
      })

      return Covers.of({
        file: Effect.fn("Covers.file")(
          function* (book) {
            const { contentType, id, sha256, size } = yield* find(book)
            if (id === null || contentType === null || sha256 === null || size === null) {
              return yield* new CoverNotFound({})
            }
            return { key: fileKey(book.organizationId, "covers", id), contentType, size, sha256 }
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        put: Effect.fn("Covers.put")(
          function* (by, bookId, form) {
            const book = { organizationId: by.organizationId, bookId }
            yield* mayChange(by)
            // Nobody sends five megabytes to learn that there is no such book.
            yield* find(book)
            const picture = yield* CoverForm.receive(form)
            return yield* files.keep(by.organizationId, picture, (staged) =>
              wall.within(by.organizationId, replace(book, staged))
            )
          },
          Effect.catchTag(["SqlError", "SchemaError", "StorageError"], Effect.die)
        ),
        remove: Effect.fn("Covers.remove")(
          function* (by, bookId) {
            yield* mayChange(by)
            yield* wall.within(by.organizationId, remove({ organizationId: by.organizationId, bookId }))
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        showPage: Effect.fn("Covers.showPage")((task, page) => wall.within(task.organizationId, showPage(task, page)))
      })
    })
  )

  /** Asks for SqlClient, TenantWall, Storage, SecureRandom, Ledger and Reactions. */
  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([BookRepo.layer, CoverRepo.layer, CoverFiles.layer, DeletedFiles.layer])
  )
}

const coverOf = ({ contentType, height, sha256, width }: StagedCover, source: Cover["source"]): Cover => ({
  version: sha256.slice(0, 16),
  contentType,
  width,
  height,
  source
})
