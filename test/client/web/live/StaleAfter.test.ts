import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { BookId } from "#contract/catalogue/Book.ts"
import { ReviewId } from "#contract/circulation/Review.ts"
import { EventId, type LiveEvent } from "#contract/events/LiveEvent.ts"
import { keys } from "../../../../src/client/web/connection/Keys.ts"
import { staleAfter } from "../../../../src/client/web/live/StaleAfter.ts"

const id = "0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a10"
const bookId = BookId.make(id)
const about = { id: EventId.make(id), timestamp: DateTime.makeUnsafe(0), source: "test" }
const moved: LiveEvent = { ...about, eventType: "book.availability-changed", payload: { bookId } }
const reviewed: LiveEvent = {
  ...about,
  eventType: "book.reviewed",
  payload: { bookId, reviewId: ReviewId.make(id) }
}

const updated: LiveEvent = { ...about, eventType: "book.updated", payload: { bookId } }

describe("what events make out of date", () => {
  it("what is shown of a book that is being read, when it gets another title or cover", () => {
    assert.deepInclude(staleAfter([updated]), keys.readingPositions)
  })

  it("the place in a queue, when a book moves", () => {
    assert.deepInclude(staleAfter([moved]), keys.holds)
  })

  it("the reviews to check, when one is written or judged", () => {
    assert.deepInclude(staleAfter([reviewed]), keys.reported)
  })

  it("each thing once, however many events say so", () => {
    const stale = staleAfter([moved, moved, reviewed])
    assert.strictEqual(new Set(stale.map((key) => key.join("\n"))).size, stale.length)
  })
})
