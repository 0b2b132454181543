import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Holds } from "#features/circulation/Holds.ts"
import { Loans } from "#features/circulation/Loans.ts"
import * as CirculationNews from "#features/circulation/CirculationNews.ts"
import * as RecommendationsJobs from "#features/intelligence/recommender/RecommendationsJobs.ts"
import * as NotificationReactions from "#features/notifications/NotificationReactions.ts"
import { Notifier } from "#features/notifications/Notifier.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { statementsOf } from "../../support/Statements.ts"
import { layerEmbedded } from "../../support/TestDatabase.ts"
import { layerCirculation, newLibrary } from "../circulation/CirculationServices.ts"

/** All that follows from a loan: what is told, and what is thought of the reader. */
const everything = Layer.unwrap(
  Effect.map(NotificationReactions.reactions, (notifications) =>
    Reactions.layer([...CirculationNews.reactions, ...RecommendationsJobs.reactions, ...notifications])
  )
).pipe(Layer.provide(Notifier.layer))

layer(layerCirculation(layerEmbedded, everything), { excludeTestServices: true })("lending", (it) => {
  it.effect("asks the database once for the work that follows, once to tell of it, and once to notify somebody", () =>
    Effect.gen(function* () {
      const [loans, holds] = [yield* Loans, yield* Holds]
      const library = yield* newLibrary({ policy: { maxActiveLoans: 2 } })
      const [ann, bob, book] = [library.reader(0), library.reader(1), library.book(0)]
      assert.deepStrictEqual(
        {
          borrow: yield* statementsOf(loans.borrow(ann, book, {})),
          renew: yield* statementsOf(loans.renew(ann, (yield* loans.borrow(ann, library.book(1), {})).id)),
          hold: yield* statementsOf(holds.place(bob, book, {})),
          returnToNext: yield* statementsOf(loans.giveBack(ann, book))
        },
        {
          // As when nobody listens, the work that follows, and what is told.
          borrow: 6,
          renew: 5,
          hold: 6,
          // Two things happen: the work takes the place of what waits since the loan, and the next reader is notified.
          returnToNext: 9
        }
      )
    })
  )
})
