import { Effect, Schema } from "effect"
import { BookFileStored, BookRenamed } from "#contract/catalogue/Book.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Reactions from "#jobs/Reactions.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { BookTexts } from "../BookTexts.ts"
import { readingJobError } from "../ReadingJobError.ts"
import { IndexBook, indexBook, type IndexBookTask } from "./IndexBook.ts"
import { Indexing } from "./Indexing.ts"
import { UnindexedRepo } from "./UnindexedRepo.ts"

/** Asks for the texts of books that are not searchable, as after an upgrade. Goes on in another job after many. */
export const FindUnindexedBooks = Job.make("intelligence.find-unindexed-books", {
  payload: Schema.Struct({ after: Schema.optionalKey(Schema.String) }),
  timeout: "5 minutes",
  priority: -10
})

/** Books that are looked at in one statement, and jobs after which others are let through. */
const booksAtOnce = 500
const jobsAtOnce = 500
/** Until the search goes on. */
const pause = "1 minute"
const beforeAll = "00000000-0000-0000-0000-000000000000"

/** A book is found by its text as soon as it has a file, and under the title that it has. */
export const reactions: ReadonlyArray<Reactions.Reaction> = [
  Reactions.on(BookFileStored, (stored) => [indexBook(stored, { createdBy: stored.storedBy })]),
  Reactions.on(BookRenamed, (renamed) => [indexBook(renamed)])
]

/** Three times an hour; a look at the books of all libraries, some hundreds at a time. */
export const timetable = [
  Timetable.entry({
    name: FindUnindexedBooks.kind,
    cron: "7,27,47 * * * *",
    missed: "once",
    request: () => Job.request(FindUnindexedBooks, {}, { organizationId: null })
  })
]

const skipped: Job.Completion = { result: { skipped: true } }

const indexOne = Effect.gen(function* () {
  const catalogue = yield* Catalogue
  const texts = yield* BookTexts
  const indexing = yield* Indexing

  const run = Effect.fnUntraced(function* ({ payload, report }: Job.Attempt<IndexBookTask>) {
    const { bookId, fileId, organizationId } = payload
    const { book, file } = yield* catalogue.fileOf(organizationId, bookId)
    if (file.id !== fileId) return skipped
    const { author, title } = book
    const known = {
      organizationId,
      source: { id: bookId, kind: "book", title, author, ownerId: null },
      contentHash: file.sha256
    } as const
    yield* report(0, "reading")
    return yield* texts.read(organizationId, file).pipe(
      Effect.flatMap((text) => indexing.index({ ...known, ...text }, report)),
      Effect.map(({ chunks }): Job.Completion => ({ result: { chunks } })),
      Effect.catchTag(["TextExtractionError", "StorageError"], (error) => {
        const failure = readingJobError(error)
        return failure.retry === "never"
          ? Effect.andThen(indexing.refuse({ ...known, failure: failure.code }), Effect.fail(failure))
          : Effect.fail(failure)
      })
    )
  })

  return Job.handler(
    IndexBook,
    Effect.fn("IndexBook.run")((attempt) =>
      run(attempt).pipe(
        Effect.catchTag(["BookNotFound", "BookFileNotFound", "FileGone", "SourceGone"], () => Effect.succeed(skipped)),
        Effect.catchTag("ThreadError", (cause) =>
          Effect.fail(
            new Job.JobError({
              code: "INDEXING_BROKE_OFF",
              message: "Making it searchable broke off.",
              retry: "later",
              cause
            })
          )
        )
      )
    )
  )
})

const findUnindexed = Effect.gen(function* () {
  const repo = yield* UnindexedRepo
  const ledger = yield* Ledger

  /** The next books that are not searchable, and the last one that was looked at; none at the end. */
  const next = Effect.fnUntraced(function* (start: string) {
    const found: Array<IndexBookTask> = []
    let after = start
    while (found.length < jobsAtOnce) {
      const seen = yield* Effect.catchTag(repo.next({ after, limit: booksAtOnce }), "SchemaError", Effect.die)
      for (const { bookId, fileId, organizationId } of seen) {
        after = bookId
        if (fileId !== null) found.push({ organizationId, bookId, fileId })
      }
      if (seen.length < booksAtOnce) return { found, after: undefined }
    }
    return { found, after }
  })

  return Job.handler(FindUnindexedBooks, ({ payload }) =>
    Effect.map(next(payload.after ?? beforeAll), ({ after, found }) => ({
      result: { books: found.length },
      commit: Effect.asVoid(
        ledger.enqueueAll([
          ...found.map((task) => indexBook(task)),
          ...(after === undefined
            ? []
            : [Job.request(FindUnindexedBooks, { after }, { organizationId: null, delay: pause })])
        ])
      )
    }))
  )
})

/** How texts of books become searchable. */
export const handlers = Effect.all([indexOne, findUnindexed]).pipe(
  Effect.provide([UnindexedRepo.layer, BookTexts.layer])
)
