import { DateTime } from "effect"
import * as Events from "#contract/circulation/CirculationEvents.ts"
import { ReviewRemoved, ReviewReported, ReviewWritten } from "#contract/circulation/Review.ts"
import { everybody, news, withStaff } from "#jobs/News.ts"
import * as Reactions from "#jobs/Reactions.ts"

const loan = ({ bookId, loanId, userId }: Events.BookBorrowed | Events.BookReturned) => ({ loanId, bookId, userId })
const loanUntil = ({
  bookId,
  dueAt,
  loanId,
  userId
}: Events.LoanRenewed | Events.LoanDueSoon | Events.LoanOverdue) => ({
  loanId,
  bookId,
  userId,
  dueAt: DateTime.formatIso(dueAt)
})
const hold = ({ bookId, holdId, userId }: Events.HoldPlaced | Events.HoldExpired | Events.HoldCancelled) => ({
  holdId,
  bookId,
  userId
})
/** Whether the book is to be had, and how many wait for it, concerns everybody; who has it does not. */
const availability = ({ bookId, organizationId }: Pick<Events.BookBorrowed, "bookId" | "organizationId">) =>
  news("book.availability-changed", organizationId, { bookId }, everybody)
const reviewed = ({ bookId, organizationId, reviewId }: ReviewWritten | ReviewRemoved) => [
  news("book.reviewed", organizationId, { bookId, reviewId }, everybody)
]

/** What readers, staff and, of books, everybody sees happen in circulation. */
export const reactions: ReadonlyArray<Reactions.Reaction> = [
  Reactions.announce(Events.BookBorrowed, (event) => [
    news("loan.borrowed", event.organizationId, loan(event), withStaff(event.userId)),
    availability(event)
  ]),
  Reactions.announce(Events.BookReturned, (event) => [
    news("loan.returned", event.organizationId, loan(event), withStaff(event.userId)),
    availability(event)
  ]),
  Reactions.announce(Events.LoanRenewed, (event) => [
    news("loan.renewed", event.organizationId, loanUntil(event), withStaff(event.userId))
  ]),
  Reactions.announce(Events.LoanDueSoon, (event) => [
    news("loan.due-soon", event.organizationId, loanUntil(event), withStaff(event.userId))
  ]),
  Reactions.announce(Events.LoanOverdue, (event) => [
    news("loan.overdue", event.organizationId, loanUntil(event), withStaff(event.userId))
  ]),
  Reactions.announce(Events.HoldPlaced, (event) => [
    news("hold.placed", event.organizationId, hold(event), withStaff(event.userId)),
    availability(event)
  ]),
  Reactions.announce(Events.HoldReady, (event) => {
    const { bookId, expiresAt, holdId, organizationId, userId } = event
    const payload = { holdId, bookId, userId, expiresAt: DateTime.formatIso(expiresAt) }
    return [news("hold.ready", organizationId, payload, withStaff(userId)), availability(event)]
  }),
  Reactions.announce(Events.HoldExpired, (event) => [
    news("hold.expired", event.organizationId, hold(event), withStaff(event.userId)),
    availability(event)
  ]),
  Reactions.announce(Events.HoldCancelled, (event) => [
    news("hold.cancelled", event.organizationId, hold(event), withStaff(event.userId)),
    availability(event)
  ]),
  Reactions.announce(ReviewWritten, reviewed),
  Reactions.announce(ReviewRemoved, reviewed),
  // Whoever checks reviews sees that there is one more.
  Reactions.announce(ReviewReported, ({ bookId, organizationId, reviewId }) => [
    news("book.reviewed", organizationId, { bookId, reviewId }, withStaff(null))
  ])
]
