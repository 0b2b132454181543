import type { DateTime } from "effect"
import type { Hold } from "#contract/circulation/Hold.ts"
import type { Availability, Loan } from "#contract/circulation/Loan.ts"

type ActiveLoan = NonNullable<Availability["activeLoan"]>

/** How things stand between a reader and a book. */
export type LendingState =
  | { readonly _tag: "mine"; readonly active: ActiveLoan; readonly loan: Loan | undefined }
  | { readonly _tag: "keptForMe"; readonly hold: Hold | undefined }
  | { readonly _tag: "holding"; readonly hold: Hold }
  | { readonly _tag: "available" }
  | { readonly _tag: "taken"; readonly dueAt: DateTime.Utc | undefined; readonly waiting: number }

interface Known {
  readonly availability: Availability
  readonly userId: string
  readonly loan: Loan | null | undefined
  readonly hold: Hold | null | undefined
}

/** The book's availability as the reader is concerned: what is theirs comes first. */
export const lendingState = ({ availability, hold, loan, userId }: Known): LendingState => {
  const { activeLoan: active, heldForYou, holds, isAvailable } = availability
  if (active?.userId === userId && active !== null) return { _tag: "mine", active, loan: loan ?? undefined }
  if (heldForYou) return { _tag: "keptForMe", hold: hold ?? undefined }
  if (hold !== null && hold !== undefined && hold.status !== "ready") return { _tag: "holding", hold }
  if (isAvailable) return { _tag: "available" }
  return { _tag: "taken", dueAt: active?.dueAt, waiting: holds }
}

/** Problems that say that somebody else was a moment faster. */
export const isLostRace = (code: string): boolean => code === "BOOK_NOT_AVAILABLE" || code === "BOOK_HELD"
