import { DateTime, Effect } from "effect"
import { HoldExpired, HoldReady, LoanDueSoon, LoanOverdue } from "#contract/circulation/CirculationEvents.ts"
import { ReviewHidden, ReviewReported } from "#contract/circulation/Review.ts"
import { RoleChanged, type UserId } from "#contract/identity/User.ts"
import { BookSummarized } from "#contract/intelligence/Analysis.ts"
import { DocumentRead } from "#contract/workspace/Document.ts"
import * as Reactions from "#jobs/Reactions.ts"
import { Notifier, type Recipients } from "./Notifier.ts"

const person = (userId: UserId): Recipients => ({ _tag: "Person", userId })

/**
 * What people are told of what happens in other features, in the transaction in which it happens. That a job failed for
 * good is told by the database: `tell_of_failed_job` in sql/.
 */
export const reactions = Effect.map(Notifier, ({ tell }): ReadonlyArray<Reactions.Reaction> => [
  Reactions.act(LoanDueSoon, ({ bookId, dueAt, loanId, organizationId, userId }) => {
    const data = { loanId, bookId, dueAt: DateTime.formatIso(dueAt) }
    return tell({ organizationId, to: person(userId), type: "loan.due-soon", data, subject: `${loanId}/${data.dueAt}` })
  }),
  Reactions.act(LoanOverdue, ({ bookId, dueAt, loanId, organizationId, userId }) => {
    const data = { loanId, bookId, dueAt: DateTime.formatIso(dueAt) }
    return tell({ organizationId, to: person(userId), type: "loan.overdue", data, subject: `${loanId}/${data.dueAt}` })
  }),
  Reactions.act(HoldReady, ({ bookId, expiresAt, holdId, organizationId, userId }) =>
    tell({
      organizationId,
      to: person(userId),
      type: "hold.ready",
      data: { holdId, bookId, expiresAt: DateTime.formatIso(expiresAt) }
    })
  ),
  Reactions.act(HoldExpired, ({ bookId, holdId, organizationId, userId }) =>
    tell({ organizationId, to: person(userId), type: "hold.expired", data: { holdId, bookId } })
  ),
  // Of one file once, whatever model or prompts write its summary anew.
  Reactions.act(BookSummarized, ({ bookId, fileId, organizationId }) =>
    tell({
      organizationId,
      to: { _tag: "Uploader", fileId },
      type: "book.summarized",
      data: { bookId },
      subject: fileId
    })
  ),
  // A new title makes a document be read again, and is nothing new to its owner.
  Reactions.act(DocumentRead, ({ documentId, fileId, organizationId }) =>
    tell({
      organizationId,
      to: { _tag: "Owner", documentId },
      type: "document.ready",
      data: { documentId },
      subject: fileId
    })
  ),
  Reactions.act(ReviewHidden, ({ bookId, by, organizationId, reason, reviewId, userId }) =>
    by === userId
      ? Effect.void
      : tell({ organizationId, to: person(userId), type: "review.hidden", data: { reviewId, bookId, reason } })
  ),
  Reactions.act(ReviewReported, ({ bookId, by, organizationId, reviewId }) =>
    tell({ organizationId, to: { _tag: "Staff", but: by }, type: "review.reported", data: { reviewId, bookId } })
  ),
  Reactions.act(RoleChanged, ({ by, from, organizationId, to, userId }) =>
    by === userId
      ? Effect.void
      : tell({ organizationId, to: person(userId), type: "account.role-changed", data: { from, to } })
  )
])
