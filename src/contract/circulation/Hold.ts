import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { BookId } from "../catalogue/Book.ts"
import { UserId } from "../identity/User.ts"
import { declare, members } from "../Problem.ts"
import { Timestamp } from "../Timestamp.ts"
import { HoldId } from "./Ids.ts"

/**
 * `waiting` for the book; `suspended`: keeps its place, but is passed over; `ready`: a copy is kept until `expiresAt`.
 * The others are over: `fulfilled` by a loan, `cancelled`, `expired` where nobody came.
 */
export const HoldStatus = Schema.Literals(["waiting", "suspended", "ready", "fulfilled", "cancelled", "expired"])
export type HoldStatus = typeof HoldStatus.Type

/** Somebody's place in the queue for a book. */
export const Hold = Schema.Struct({
  id: HoldId,
  bookId: Schema.NullOr(BookId).annotate({ description: "Null once the book was removed from the catalogue" }),
  userId: UserId,
  bookTitle: Schema.String.annotate({ description: "As it was when the hold was placed" }),
  bookAuthor: Schema.String,
  status: HoldStatus,
  position: Schema.NullOr(Schema.Int).annotate({
    description: "Of those that wait, from 1, suspended ones among them; null for all others"
  }),
  placedAt: Timestamp,
  suspendedAt: Schema.NullOr(Timestamp),
  readyAt: Schema.NullOr(Timestamp),
  expiresAt: Schema.NullOr(Timestamp).annotate({ description: "The end of a day in the library's time zone" }),
  closedAt: Schema.NullOr(Timestamp)
}).annotate({ identifier: "Hold" })
export type Hold = typeof Hold.Type

/** What may be said when a hold is placed. */
export const PlaceHold = Schema.Struct({
  userId: Schema.optionalKey(
    UserId.annotate({
      description: "For staff: the reader it is placed for. By default whoever calls",
      examples: [UserId.make("0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a10")]
    })
  )
}).annotate({ identifier: "PlaceHold" })
export type PlaceHold = typeof PlaceHold.Type

export class HoldNotFound extends HttpApiError.Problem<HoldNotFound>()(
  "HoldNotFound",
  declare({ code: "HOLD_NOT_FOUND", status: 404, title: "No such hold" }),
  members("HOLD_NOT_FOUND")
) {}

/** The reader waits for this very book. */
export class AlreadyHeld extends HttpApiError.Problem<AlreadyHeld>()(
  "AlreadyHeld",
  declare({ code: "ALREADY_HELD", status: 409, title: "The reader holds the book already" }),
  members("ALREADY_HELD")
) {}

/** Nobody has the book and nobody waits for it: borrow it. */
export class BookAvailable extends HttpApiError.Problem<BookAvailable>()(
  "BookAvailable",
  declare({ code: "BOOK_AVAILABLE", status: 409, title: "The book can be borrowed at once" }),
  members("BOOK_AVAILABLE")
) {}

/** The reader waits for as many books as the library allows. */
export class HoldLimitReached extends HttpApiError.Problem<HoldLimitReached>()(
  "HoldLimitReached",
  declare({ code: "HOLD_LIMIT_REACHED", status: 409, title: "The reader has as many holds as the library allows" }),
  { ...members("HOLD_LIMIT_REACHED"), maxOpenHolds: Schema.Int }
) {}

/** The hold is over. */
export class HoldClosed extends HttpApiError.Problem<HoldClosed>()(
  "HoldClosed",
  declare({ code: "HOLD_CLOSED", status: 409, title: "The hold is over" }),
  { ...members("HOLD_CLOSED"), holdStatus: HoldStatus }
) {}
