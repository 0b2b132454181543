import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { BookId } from "../catalogue/Book.ts"
import { LendingPolicy } from "../identity/Organization.ts"
import { UserId } from "../identity/User.ts"
import { declare, members } from "../Problem.ts"
import { Timestamp } from "../Timestamp.ts"
import { LoanId } from "./Ids.ts"

/** `overdue`: it was due and is not back. Follows from the times, so it is true at every moment. */
export const LoanStatus = Schema.Literals(["active", "overdue", "returned"])
export type LoanStatus = typeof LoanStatus.Type

/** Who had which book until when. The policy in force when it was lent stays with it. */
export const Loan = Schema.Struct({
  id: LoanId,
  bookId: Schema.NullOr(BookId).annotate({ description: "Null once the book was removed from the catalogue" }),
  userId: Schema.NullOr(UserId).annotate({ description: "Null once the reader's account was erased" }),
  bookTitle: Schema.String.annotate({ description: "As it was when lent" }),
  bookAuthor: Schema.String,
  borrowedAt: Timestamp,
  dueAt: Timestamp.pipe(Schema.annotateEncoded({ description: "The end of a day in the library's time zone" })),
  returnedAt: Schema.NullOr(Timestamp),
  status: LoanStatus,
  renewals: Schema.Int,
  maxRenewals: Schema.Int
}).annotate({ identifier: "Loan" })
export type Loan = typeof Loan.Type

/** What may be said when a book is borrowed. */
export const Borrow = Schema.Struct({
  loanPeriodDays: Schema.optionalKey(
    LendingPolicy.fields.loanPeriodDays.annotate({
      description: "Fewer days than the library gives; staff may give more",
      examples: [7]
    })
  ),
  userId: Schema.optionalKey(
    UserId.annotate({
      description: "For staff: the reader it is lent to. By default whoever calls",
      examples: [UserId.make("0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a10")]
    })
  )
}).annotate({ identifier: "Borrow" })
export type Borrow = typeof Borrow.Type

const Month = Schema.Struct({
  month: Schema.String.annotate({ description: "In the library's time zone", examples: ["2026-01"] }),
  borrowed: Schema.Int,
  returned: Schema.Int
})

/** What somebody's loans come to. */
export const LoanStatistics = Schema.Struct({
  total: Schema.Int,
  active: Schema.Int.annotate({ description: "Not back, overdue ones among them" }),
  overdue: Schema.Int,
  returned: Schema.Int,
  returnedLate: Schema.Int,
  renewals: Schema.Int,
  onTimeShare: Schema.NullOr(Schema.Finite).annotate({ description: "Of the returned, 0..1" }),
  averageDays: Schema.NullOr(Schema.Finite).annotate({ description: "For which returned ones were kept" }),
  byMonth: Schema.Array(Month).annotate({ description: "The last twelve months in which anything happened" })
}).annotate({ identifier: "LoanStatistics" })
export type LoanStatistics = typeof LoanStatistics.Type

/** Whether a book can be had, as far as the caller is concerned. */
export const Availability = Schema.Struct({
  bookId: BookId,
  isAvailable: Schema.Boolean.annotate({ description: "Neither on loan nor kept for somebody else" }),
  activeLoan: Schema.NullOr(
    Schema.Struct({
      id: Schema.optionalKey(LoanId),
      userId: Schema.optionalKey(UserId),
      borrowedAt: Timestamp,
      dueAt: Timestamp,
      status: LoanStatus
    })
  ).annotate({ description: "`id` and `userId` for the borrower and for staff only" }),
  heldForYou: Schema.Boolean.annotate({ description: "A copy is kept for the caller" }),
  holds: Schema.Int.annotate({ description: "Open ones" }),
  totalLoans: Schema.Int
}).annotate({ identifier: "Availability" })
export type Availability = typeof Availability.Type

/** On loan to somebody else. */
export class BookNotAvailable extends HttpApiError.Problem<BookNotAvailable>()(
  "BookNotAvailable",
  declare({ code: "BOOK_NOT_AVAILABLE", status: 409, title: "The book is on loan" }),
  members("BOOK_NOT_AVAILABLE")
) {}

/** A copy is kept for somebody else; or, of a book to be removed, somebody waits for it. */
export class BookHeld extends HttpApiError.Problem<BookHeld>()(
  "BookHeld",
  declare({ code: "BOOK_HELD", status: 409, title: "The book is held for somebody" }),
  members("BOOK_HELD")
) {}

/** The reader has this very book. */
export class AlreadyBorrowed extends HttpApiError.Problem<AlreadyBorrowed>()(
  "AlreadyBorrowed",
  declare({ code: "ALREADY_BORROWED", status: 409, title: "The reader has the book already" }),
  members("ALREADY_BORROWED")
) {}

/** The reader has as many books as the library lends to one person. */
export class LoanLimitReached extends HttpApiError.Problem<LoanLimitReached>()(
  "LoanLimitReached",
  declare({ code: "LOAN_LIMIT_REACHED", status: 409, title: "The reader has as many books as the library allows" }),
  { ...members("LOAN_LIMIT_REACHED"), maxActiveLoans: Schema.Int }
) {}

/** The library does not lend to this reader at present. */
export class ReaderBlocked extends HttpApiError.Problem<ReaderBlocked>()(
  "ReaderBlocked",
  declare({ code: "READER_BLOCKED", status: 409, title: "The reader may not borrow at present" }),
  members("READER_BLOCKED")
) {}

/** Only staff lend for longer than the library's rules say. */
export class LoanPeriodTooLong extends HttpApiError.Problem<LoanPeriodTooLong>()(
  "LoanPeriodTooLong",
  declare({ code: "LOAN_PERIOD_TOO_LONG", status: 422, title: "The library does not lend for so long" }),
  { ...members("LOAN_PERIOD_TOO_LONG"), loanPeriodDays: Schema.Int }
) {}

/** The book is not on loan. */
export class NoActiveLoan extends HttpApiError.Problem<NoActiveLoan>()(
  "NoActiveLoan",
  declare({ code: "NO_ACTIVE_LOAN", status: 404, title: "The book is not on loan" }),
  members("NO_ACTIVE_LOAN")
) {}

export class LoanNotFound extends HttpApiError.Problem<LoanNotFound>()(
  "LoanNotFound",
  declare({ code: "LOAN_NOT_FOUND", status: 404, title: "No such loan" }),
  members("LOAN_NOT_FOUND")
) {}

/** What is back cannot be renewed. */
export class LoanReturned extends HttpApiError.Problem<LoanReturned>()(
  "LoanReturned",
  declare({ code: "LOAN_RETURNED", status: 409, title: "The book was returned" }),
  members("LOAN_RETURNED")
) {}

export class RenewalLimitReached extends HttpApiError.Problem<RenewalLimitReached>()(
  "RenewalLimitReached",
  declare({ code: "RENEWAL_LIMIT_REACHED", status: 409, title: "The loan was renewed as often as it may be" }),
  { ...members("RENEWAL_LIMIT_REACHED"), maxRenewals: Schema.Int }
) {}

/** The loan is overdue beyond what the library lets pass. */
export class RenewalOverdue extends HttpApiError.Problem<RenewalOverdue>()(
  "RenewalOverdue",
  declare({ code: "RENEWAL_OVERDUE", status: 409, title: "The loan is overdue for too long to be renewed" }),
  members("RENEWAL_OVERDUE")
) {}

/** Somebody waits for the book. */
export class HeldByAnother extends HttpApiError.Problem<HeldByAnother>()(
  "HeldByAnother",
  declare({ code: "HELD_BY_ANOTHER", status: 409, title: "Somebody waits for the book" }),
  members("HELD_BY_ANOTHER")
) {}

/** A book that somebody has at home stays in the catalogue. */
export class BookOnLoan extends HttpApiError.Problem<BookOnLoan>()(
  "BookOnLoan",
  declare({ code: "BOOK_ON_LOAN", status: 409, title: "The book is on loan" }),
  members("BOOK_ON_LOAN")
) {}
