import { Effect, Schema } from "effect"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { BookSummarized } from "#contract/intelligence/Analysis.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Reactions from "#jobs/Reactions.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { Descriptions } from "./Descriptions.ts"

/** Reads the words of a library's books that changed. */
export const DescribeBooks = Job.make("intelligence.describe-books", {
  payload: Schema.Struct({ organizationId: OrganizationId }),
  timeout: "1 hour",
  priority: -10
})

/** Asks for that in each library that has such books. */
export const FindUndescribedBooks = Job.make("intelligence.find-undescribed-books", {
  payload: Schema.Struct({}),
  timeout: "2 minutes",
  priority: -10
})

/** Books that come one after the other are read together. */
const pause = "2 seconds"

const describeBooks = (organizationId: OrganizationId): Job.JobRequest =>
  Job.request(DescribeBooks, { organizationId }, { organizationId, replaceKey: organizationId, delay: pause })

/** A summary says what a book is about. */
export const reactions: ReadonlyArray<Reactions.Reaction> = [
  Reactions.on(BookSummarized, ({ organizationId }) => [describeBooks(organizationId)])
]

/** How the words of books are read. */
export const handlers = Effect.gen(function* () {
  const descriptions = yield* Descriptions
  const ledger = yield* Ledger
  const describe = Job.handler(DescribeBooks, ({ payload: { organizationId } }) =>
    Effect.map(descriptions.describe(organizationId), (books) => ({ result: { books } }))
  )
  const findUndescribed = Job.handler(FindUndescribedBooks, () =>
    Effect.map(descriptions.waiting, (libraries) => ({
      result: { libraries: libraries.length },
      commit: Effect.asVoid(ledger.enqueueAll(libraries.map((id) => describeBooks(id))))
    }))
  )
  return [describe, findUndescribed]
})

/** Every five minutes; nothing is done where no words changed. */
export const timetable = [
  Timetable.entry({
    name: FindUndescribedBooks.kind,
    cron: "*/5 * * * *",
    missed: "once",
    request: () => Job.request(FindUndescribedBooks, {}, { organizationId: null })
  })
]
