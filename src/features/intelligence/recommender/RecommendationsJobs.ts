import { Effect, Schema } from "effect"
import { BookBorrowed, BookReturned } from "#contract/circulation/CirculationEvents.ts"
import { ReviewRemoved, ReviewWritten } from "#contract/circulation/Review.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Reactions from "#jobs/Reactions.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { PopularBooks } from "./PopularBooks.ts"
import { Recommendations } from "./Recommendations.ts"
import { Tastes } from "./Tastes.ts"

const ReaderPayload = Schema.Struct({ organizationId: OrganizationId, userId: UserId })
type ReaderPayload = typeof ReaderPayload.Type

const quick = { timeout: "2 minutes", priority: -5 } as const

/** Finds out anew what a reader likes. */
export const RecomputePreferences = Job.make("intelligence.recompute-preferences", { payload: ReaderPayload, ...quick })

/** Finds books for a reader, by what is known of their taste. */
export const RecomputeRecommendations = Job.make("intelligence.recompute-recommendations", {
  payload: ReaderPayload,
  ...quick
})

/** Finds out what is popular in one library. */
export const RefreshPopularBooks = Job.make("intelligence.refresh-popular-books", {
  payload: Schema.Struct({ organizationId: OrganizationId }),
  ...quick,
  priority: -10
})

/** Asks for that in each library where something happened. */
export const FindOutdatedPopularBooks = Job.make("intelligence.find-outdated-popular-books", {
  payload: Schema.Struct({}),
  ...quick,
  priority: -10
})

/** Who brings back a pile of books is thought about once: after a pause of so long. */
const pause = "2 seconds"

const recomputePreferences = ({ organizationId, userId }: ReaderPayload): Job.JobRequest =>
  Job.request(RecomputePreferences, { organizationId, userId }, { organizationId, replaceKey: userId, delay: pause })

/** Books for one reader, found anew. */
export const recomputeRecommendations = (reader: ReaderPayload): Job.JobRequest =>
  Job.request(RecomputeRecommendations, reader, { organizationId: reader.organizationId, replaceKey: reader.userId })

const refreshPopularBooks = (organizationId: OrganizationId): Job.JobRequest =>
  Job.request(RefreshPopularBooks, { organizationId }, { organizationId, uniqueKey: organizationId })

/** What a reader does with books says what they like. */
export const reactions: ReadonlyArray<Reactions.Reaction> = [
  Reactions.on(BookBorrowed, (borrowed) => [recomputePreferences(borrowed)]),
  Reactions.on(BookReturned, (returned) => [recomputePreferences(returned)]),
  Reactions.on(ReviewWritten, (written) => [recomputePreferences(written)]),
  Reactions.on(ReviewRemoved, (removed) => [recomputePreferences(removed)])
]

/** The work of this feature. */
export const handlers = Effect.gen(function* () {
  const tastes = yield* Tastes
  const recommendations = yield* Recommendations
  const popular = yield* PopularBooks
  const ledger = yield* Ledger

  const preferences = Job.handler(RecomputePreferences, ({ payload }) =>
    Effect.map(tastes.find(payload), (found) => ({
      result: { preferences: found.length },
      // Enqueued in the same transaction: no reader is left with books for yesterday's taste.
      commit: Effect.andThen(tastes.keep(payload, found), ledger.enqueue(recomputeRecommendations(payload)))
    }))
  )
  const books = Job.handler(RecomputeRecommendations, ({ payload }) =>
    Effect.map(recommendations.find(payload), (found) => ({
      result: { books: found.items.length },
      commit: recommendations.keep(payload, found)
    }))
  )
  const refresh = Job.handler(RefreshPopularBooks, ({ payload: { organizationId } }) =>
    Effect.map(popular.find(organizationId), (found) => ({
      result: { books: found.length },
      commit: popular.keep(organizationId, found)
    }))
  )
  const findOutdated = Job.handler(FindOutdatedPopularBooks, () =>
    Effect.map(popular.outdated, (libraries) => ({
      result: { libraries: libraries.length },
      commit: Effect.asVoid(ledger.enqueueAll(libraries.map((id) => refreshPopularBooks(id))))
    }))
  )
  return [preferences, books, refresh, findOutdated]
})

/** Four times an hour; nothing is done in libraries where nothing happened. */
export const timetable = [
  Timetable.entry({
    name: FindOutdatedPopularBooks.kind,
    cron: "*/15 * * * *",
    missed: "once",
    request: () => Job.request(FindOutdatedPopularBooks, {}, { organizationId: null })
  })
]
