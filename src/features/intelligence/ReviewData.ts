import { Effect, Schema } from "effect"
import { ReviewId } from "#contract/circulation/Review.ts"
import { Timestamp } from "#contract/Timestamp.ts"
import { ReviewTexts } from "#features/circulation/ReviewTexts.ts"
import type { Keeper } from "#features/identity/PersonalData.ts"
import { asJson } from "#features/identity/PersonalJson.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { updateConsensus } from "./UpdateConsensus.ts"

const encodeReports = asJson(Schema.Struct({ reviewId: ReviewId, reason: Schema.String, at: Timestamp }))

/** What people object to; and texts that tell of what somebody said who is forgotten are made anew. */
export const keeper = Effect.gen(function* () {
  const texts = yield* ReviewTexts
  const ledger = yield* Ledger

  const ofReports: Keeper = {
    name: "reviewReports",
    collect: (person) => Effect.flatMap(texts.reportsOf(person), encodeReports),
    // Reviews go before the account, so that the statistics of books are locked before their jobs, as everywhere.
    forget: Effect.fnUntraced(function* (person) {
      const { organizationId } = person
      const books = yield* texts.forget(person)
      yield* Effect.forEach(books, (bookId) => ledger.enqueue(updateConsensus({ organizationId, bookId })), {
        discard: true
      })
    })
  }
  return ofReports
}).pipe(Effect.provide(ReviewTexts.layer))
