import { assert, layer } from "@effect/vitest"
import { Duration, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { installationLibrary } from "#contract/identity/Organization.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import type { Actor } from "#features/circulation/CirculationPolicy.ts"
import { HoldLists } from "#features/circulation/HoldLists.ts"
import { Holds } from "#features/circulation/Holds.ts"
import { LoanLists } from "#features/circulation/LoanLists.ts"
import { Loans } from "#features/circulation/Loans.ts"
import { Notices } from "#features/circulation/Notices.ts"
import { ReviewList } from "#features/circulation/ReviewList.ts"
import { Analyses } from "#features/intelligence/Analyses.ts"
import { Recommendations } from "#features/intelligence/recommender/Recommendations.ts"
import { Tastes } from "#features/intelligence/recommender/Tastes.ts"
import { layerCatalogue } from "../features/catalogue/CatalogueServices.ts"
import { book, layerTown, reader } from "./Town.ts"

const services = Layer.mergeAll(
  Loans.layer,
  LoanLists.layer,
  Holds.layer,
  HoldLists.layer,
  Notices.layer,
  ReviewList.layer,
  Analyses.layer,
  Recommendations.layer,
  Tastes.layer
).pipe(Layer.provideMerge(layerCatalogue(layerTown)))

const organizationId = installationLibrary
const librarian: Actor = { id: reader(1), organizationId, role: "librarian" }
const somebody: Actor = { id: reader(7), organizationId, role: "member" }

/** Rows of loans, holds and books that were read without an index so far. */
const readWithoutIndex = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`SELECT pg_stat_force_next_flush()`
  yield* sql`SELECT pg_stat_clear_snapshot()`
  const rows = yield* sql<{ readonly rows: number }>`
    SELECT sum(seq_tup_read)::int AS rows FROM pg_stat_user_tables WHERE relname IN ('loans', 'holds', 'books')`
  return rows[0]?.rows ?? 0
})

layer(services, { excludeTestServices: true, timeout: "5 minutes" })("a library with half a million loans", (it) => {
  it.effect("answers every call of every day by its indexes", () =>
    Effect.gen(function* () {
      const [loans, lists, holds, queues] = [yield* Loans, yield* LoanLists, yield* Holds, yield* HoldLists]
      const [catalogue, notices] = [yield* Catalogue, yield* Notices]
      const read = new Map<string, number>()
      const measure = Effect.fnUntraced(function* <A, E, R>(name: string, call: Effect.Effect<A, E, R>) {
        const before = yield* readWithoutIndex
        const [spent] = yield* Effect.timed(call)
        read.set(name, (yield* readWithoutIndex) - before)
        yield* Effect.logInfo(`${name}: ${Math.round(Duration.toMillis(spent))} ms`)
      })
      const page = { limit: 20 }
      yield* measure("borrow", loans.borrow(somebody, book(50_000), {}))
      yield* measure("return", loans.giveBack(somebody, book(50_000)))
      yield* measure("return to the next", loans.giveBack(librarian, book(2)))
      yield* measure("hold", holds.place(somebody, book(9_000), {}))
      yield* measure("availability", lists.availability(somebody, book(3)))
      yield* measure("list", lists.current(somebody, page))
      yield* measure("history", lists.history(somebody, page))
      yield* measure("overdue", lists.overdue(organizationId, page))
      yield* measure("my holds", queues.mine(somebody, page))
      yield* measure("queue", queues.ofBook(organizationId, book(3), page))
      yield* measure("books", catalogue.list(organizationId, { ...page, facets: false }))
      const [analyses, tastes, recommendations] = [yield* Analyses, yield* Tastes, yield* Recommendations]
      const reviews = yield* ReviewList
      yield* measure("reviews", reviews.ofBook(somebody, book(3), page))
      yield* measure("analysis", analyses.get(organizationId, book(3)))
      yield* measure("recommendations of what is popular", recommendations.of(somebody, 20))
      const person = { organizationId, userId: somebody.id }
      yield* measure(
        "taste",
        Effect.flatMap(tastes.find(person), (taste) => tastes.keep(person, taste))
      )
      yield* measure(
        "recommendations found",
        Effect.flatMap(recommendations.find(person), (found) => recommendations.keep(person, found))
      )
      yield* measure("recommendations", recommendations.of(somebody, 20))
      yield* measure("notices, all at once", notices.note)
      yield* measure("notices, when there are none", notices.note)
      yield* measure("queues moved", holds.moveOn)
      assert.deepStrictEqual(
        [...read].filter(([, rows]) => rows > 0),
        []
      )
    })
  )
})
