import { Schema } from "effect"
import { BookId } from "../catalogue/Book.ts"
import { OrganizationId } from "../identity/Organization.ts"
import { UserId } from "../identity/User.ts"
import { Timestamp } from "../Timestamp.ts"
import { HoldId, LoanId } from "./Ids.ts"

const aboutLoan = { organizationId: OrganizationId, loanId: LoanId, bookId: BookId, userId: UserId }
const aboutHold = { organizationId: OrganizationId, holdId: HoldId, bookId: BookId, userId: UserId }

/** A book went out. `userId`: who has it now. */
export const BookBorrowed = Schema.TaggedStruct("BookBorrowed", aboutLoan)
export type BookBorrowed = typeof BookBorrowed.Type

/** A book came back. `userId`: who had it. */
export const BookReturned = Schema.TaggedStruct("BookReturned", aboutLoan)
export type BookReturned = typeof BookReturned.Type

/** A loan was prolonged, until `dueAt`. */
export const LoanRenewed = Schema.TaggedStruct("LoanRenewed", { ...aboutLoan, dueAt: Timestamp })
export type LoanRenewed = typeof LoanRenewed.Type

/** A loan ends soon. Recorded once for each due date. */
export const LoanDueSoon = Schema.TaggedStruct("LoanDueSoon", { ...aboutLoan, dueAt: Timestamp })
export type LoanDueSoon = typeof LoanDueSoon.Type

/** A loan was due and is not back. Recorded once for each due date. */
export const LoanOverdue = Schema.TaggedStruct("LoanOverdue", { ...aboutLoan, dueAt: Timestamp })
export type LoanOverdue = typeof LoanOverdue.Type

/** Somebody waits for a book. */
export const HoldPlaced = Schema.TaggedStruct("HoldPlaced", aboutHold)
export type HoldPlaced = typeof HoldPlaced.Type

/** A copy is kept for whoever held it, until `expiresAt`. */
export const HoldReady = Schema.TaggedStruct("HoldReady", { ...aboutHold, expiresAt: Timestamp })
export type HoldReady = typeof HoldReady.Type

/** A copy was kept for somebody who did not come. */
export const HoldExpired = Schema.TaggedStruct("HoldExpired", aboutHold)
export type HoldExpired = typeof HoldExpired.Type

/** Somebody waits for a book no longer, or for a copy that was kept. */
export const HoldCancelled = Schema.TaggedStruct("HoldCancelled", aboutHold)
export type HoldCancelled = typeof HoldCancelled.Type
