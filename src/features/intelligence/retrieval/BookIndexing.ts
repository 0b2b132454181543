import { Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import type { JobError } from "#jobs/Job.ts"
import { BookTexts } from "../BookTexts.ts"
import { readingJobError } from "../ReadingJobError.ts"
import type { IndexBookTask } from "./IndexBook.ts"
import { Indexing, type Report } from "./Indexing.ts"

/** Makes the files of books searchable. */
export class BookIndexing extends Context.Service<
  BookIndexing,
  {
    /**
     * Reads the file and indexes its text; gives the number of chunks, or `undefined` where the book is gone or has
     * another file by now. Of a file that cannot be read nothing is found from then on.
     */
    readonly index: (
      task: IndexBookTask,
      report: Report
    ) => Effect.Effect<number | undefined, JobError | SqlError.SqlError>
  }
>()("luminalib/features/intelligence/retrieval/BookIndexing") {
  static readonly layerNoDeps = Layer.effect(
    BookIndexing,
    Effect.gen(function* () {
      const catalogue = yield* Catalogue
      const texts = yield* BookTexts
      const indexing = yield* Indexing

      const index = Effect.fnUntraced(function* (task: IndexBookTask, report: Report) {
        const { bookId, fileId, organizationId } = task
        const { book, file } = yield* catalogue.fileOf(organizationId, bookId)
        if (file.id !== fileId) return undefined
        const { author, title } = book
        const source = { id: bookId, kind: "book", title, author, ownerId: null } as const
        const known = { organizationId, source, contentHash: file.sha256 }
        yield* report(0, "reading")
        return yield* texts.read(organizationId, file).pipe(
          Effect.flatMap((text) => indexing.index({ ...known, ...text }, report)),
          Effect.map(({ chunks }) => chunks),
          Effect.catchTag(["TextExtractionError", "StorageError"], (error) => {
            const failure = readingJobError(error)
            return failure.retry === "never"
              ? Effect.andThen(indexing.refuse({ ...known, failure: failure.code }), Effect.fail(failure))
              : Effect.fail(failure)
          })
        )
      })

      return BookIndexing.of({
        index: Effect.fn("BookIndexing.index")((task, report) =>
          index(task, report).pipe(
            Effect.catchTag(["BookNotFound", "BookFileNotFound", "FileGone", "SourceGone"], () =>
              Effect.succeed(undefined)
            ),
            Effect.catchTag("ThreadError", (error) => Effect.fail(readingJobError(error)))
          )
        )
      })
    })
  )

  /** Asks for Catalogue and Indexing, and what `BookTexts` asks for. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(BookTexts.layer))
}
