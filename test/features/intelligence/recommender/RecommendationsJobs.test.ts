import { assert, layer } from "@effect/vitest"
import { ConfigProvider, DateTime, Effect, Layer, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { BookBorrowed, BookReturned } from "#contract/circulation/CirculationEvents.ts"
import { LoanId } from "#contract/circulation/Ids.ts"
import { Recommendations } from "#features/intelligence/recommender/Recommendations.ts"
import * as RecommendationsJobs from "#features/intelligence/recommender/RecommendationsJobs.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Reactions } from "#jobs/Reactions.ts"
import * as Runner from "#jobs/Runner.ts"
import { layerEmbedded } from "../../../support/TestDatabase.ts"
import * as Circle from "./ReadingCircle.ts"

const features = Reactions.layer(RecommendationsJobs.reactions).pipe(
  Layer.provideMerge(Ledger.layer),
  Layer.provideMerge(InProcess.layer),
  Layer.provideMerge(Circle.layerOver(layerEmbedded))
)

const services = Layer.unwrap(Effect.map(RecommendationsJobs.handlers, Runner.layer)).pipe(
  Layer.provideMerge(features),
  Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ WORKER_DRAIN_SECONDS: "0" })))
)

/** The jobs of a library, oldest first. */
const jobsOf = (organizationId: string) =>
  Effect.flatMap(Ledger, (ledger) =>
    Effect.map(ledger.list({ organizationId, limit: 20 }), (jobs) => jobs.toReversed())
  )

layer(services, { excludeTestServices: true })("a worker", (it) => {
  it.effect("thinks once about a reader who brings back a pile of books, and then of books for them", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const reactions = yield* Reactions
      const recommendations = yield* Recommendations
      const library = yield* Circle.library
      const reader = yield* Circle.reader(library)
      const shelf = Array.from({ length: 6 }, (_, at) => ({ title: `Book ${at}`, tags: ["desert"] }))
      const books = yield* Circle.shelve(library, shelf)
      for (const bookId of books.slice(0, 3)) {
        yield* Circle.borrow(reader, bookId)
        const loan = {
          organizationId: library,
          loanId: LoanId.make(crypto.randomUUID()),
          bookId,
          userId: reader.userId
        }
        yield* sql.withTransaction(reactions.record(BookBorrowed.make(loan)))
        yield* sql.withTransaction(reactions.record(BookReturned.make(loan)))
      }
      const waiting = yield* jobsOf(library)
      assert.deepStrictEqual(
        waiting.map(({ kind, state }) => [kind, state]),
        [["intelligence.recompute-preferences", "pending"]]
      )
      const ended = yield* jobsOf(library).pipe(
        Effect.filterOrFail((jobs) => jobs.length > 1 && jobs.every(({ state }) => state === "completed")),
        Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
      )
      assert.deepStrictEqual(
        ended.map(({ kind, result }) => [kind, result]),
        [
          ["intelligence.recompute-preferences", { preferences: 4 }],
          ["intelligence.recompute-recommendations", { books: 3 }]
        ]
      )
      const { items, model } = yield* recommendations.of(reader, 10)
      assert.strictEqual(model, "content-1")
      assert.sameMembers(
        items.map(({ book }) => book.id),
        books.slice(3)
      )
    })
  )

  it.effect("finds out what is popular where something happened, and leaves other libraries alone", () =>
    Effect.gen(function* () {
      const ledger = yield* Ledger
      const sql = yield* SqlClient.SqlClient
      const busy = yield* Circle.library
      yield* Circle.shelve(busy, [{ title: "Emma" }])
      const empty = yield* Circle.library
      const [entry] = RecommendationsJobs.timetable
      assert.isDefined(entry)
      yield* ledger.enqueue(entry.request(yield* DateTime.now))
      const kept = yield* sql`
        SELECT organization_id FROM popular_books WHERE organization_id IN (${busy}, ${empty})`.pipe(
        Effect.filterOrFail((rows) => rows.length > 0),
        Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
      )
      assert.deepStrictEqual(kept, [{ organizationId: busy }])
    })
  )
})
