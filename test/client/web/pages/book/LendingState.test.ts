import { assert, it } from "@effect/vitest"
import { DateTime } from "effect"
import { BookId } from "#contract/catalogue/Book.ts"
import type { Hold } from "#contract/circulation/Hold.ts"
import { HoldId, LoanId } from "#contract/circulation/Ids.ts"
import type { Availability } from "#contract/circulation/Loan.ts"
import { UserId } from "#contract/identity/User.ts"
import { lendingState } from "../../../../../src/client/web/pages/book/LendingState.ts"

const at = DateTime.makeUnsafe(0)
const bookId = BookId.make("0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a10")
const me = UserId.make("0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a11")
const other = UserId.make("0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a12")

const free: Availability = { bookId, isAvailable: true, activeLoan: null, heldForYou: false, holds: 0, totalLoans: 0 }
const lentTo = (userId: UserId): Availability => ({
  ...free,
  isAvailable: false,
  activeLoan: { id: LoanId.make(bookId), userId, borrowedAt: at, dueAt: at, status: "active" },
  holds: 2
})
const hold: Hold = {
  id: HoldId.make(bookId),
  bookId,
  userId: me,
  bookTitle: "Dune",
  bookAuthor: "Frank Herbert",
  status: "waiting",
  position: 2,
  placedAt: at,
  suspendedAt: null,
  readyAt: null,
  expiresAt: null,
  closedAt: null
}
const stateOf = (availability: Availability, mine: Hold | null = null) =>
  lendingState({ availability, userId: me, loan: null, hold: mine })

it("what is the reader's own comes first", () => {
  assert.strictEqual(stateOf(free)._tag, "available")
  assert.strictEqual(stateOf(lentTo(me))._tag, "mine")
  assert.strictEqual(stateOf(lentTo(other), hold)._tag, "holding")
  assert.strictEqual(stateOf({ ...free, heldForYou: true }, { ...hold, status: "ready" })._tag, "keptForMe")
})

it("who cannot have the book is told until when it is out, and how many wait", () => {
  assert.deepStrictEqual(stateOf(lentTo(other)), { _tag: "taken", dueAt: at, waiting: 2 })
  assert.deepStrictEqual(stateOf({ ...free, isAvailable: false, holds: 1 }), {
    _tag: "taken",
    dueAt: undefined,
    waiting: 1
  })
})
