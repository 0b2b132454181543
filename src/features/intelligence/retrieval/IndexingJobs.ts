import { Effect, Schema } from "effect"
import { BookFileStored, BookRenamed } from "#contract/catalogue/Book.ts"
import { BookIndexed } from "#contract/intelligence/IntelligenceEvents.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Reactions from "#jobs/Reactions.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { BookIndexing } from "./BookIndexing.ts"
import { IndexBook, indexBook, type IndexBookTask } from "./IndexBook.ts"
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

const indexOne = Effect.gen(function* () {
  const books = yield* BookIndexing
  const reactions = yield* Reactions.Reactions
  const told = ({ bookId, organizationId }: IndexBookTask) =>
    Effect.asVoid(reactions.record(BookIndexed.make({ organizationId, bookId })))
  return Job.handler(IndexBook, ({ payload, report }) =>
    Effect.map(books.index(payload, report), (chunks): Job.Completion =>
      chunks === undefined ? { result: { skipped: true } } : { result: { chunks }, commit: told(payload) }
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
export const handlers = Effect.all([indexOne, findUnindexed]).pipe(Effect.provide(UnindexedRepo.layer))
