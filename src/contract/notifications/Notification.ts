import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { BookId } from "../catalogue/Book.ts"
import { HoldId, LoanId } from "../circulation/Ids.ts"
import { ReviewId } from "../circulation/Review.ts"
import { Role } from "../identity/Role.ts"
import { JobId } from "../jobs/Job.ts"
import { declare, members } from "../Problem.ts"
import { Timestamp } from "../Timestamp.ts"
import { DocumentId } from "../workspace/Document.ts"

export const NotificationId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("NotificationId"))
export type NotificationId = typeof NotificationId.Type

const notification = <const Type extends string, const Data extends Schema.Struct.Fields>(type: Type, data: Data) =>
  Schema.Struct({
    id: NotificationId,
    type: Schema.Literal(type),
    data: Schema.Struct(data),
    createdAt: Timestamp,
    readAt: Schema.NullOr(Timestamp).annotate({ description: "Null until it is marked as read" })
  })

const Title = Schema.String.annotate({ description: "As it was then", examples: ["Moby-Dick"] })
const Code = Schema.String.annotate({ description: "Of the last failure", examples: ["PDF_ENCRYPTED", "NEEDS_OCR"] })

const aboutBook = { bookId: BookId, title: Title }
const aboutDocument = { documentId: DocumentId, title: Title }
const failure = { jobId: JobId, code: Code }

/** For the reader whose loan or hold it is. */
const lending = [
  notification("loan.due-soon", { loanId: LoanId, ...aboutBook, dueAt: Timestamp }),
  notification("loan.overdue", { loanId: LoanId, ...aboutBook, dueAt: Timestamp }),
  notification("hold.ready", { holdId: HoldId, ...aboutBook, expiresAt: Timestamp }),
  notification("hold.expired", { holdId: HoldId, ...aboutBook })
] as const

/** For whoever uploaded the book, whose document it is, or who asked for the work. Failed: for good. */
const reading = [
  notification("book.summarized", aboutBook),
  notification("book.summary-failed", { ...aboutBook, ...failure }),
  notification("document.ready", aboutDocument),
  notification("document.failed", { ...aboutDocument, ...failure }),
  notification("job.failed", { ...failure, jobType: Schema.String, relatedId: Schema.NullOr(Schema.String) })
] as const

/** For its author when a review is hidden; for staff when readers begin to object to one. */
const reviewing = [
  notification("review.hidden", { reviewId: ReviewId, ...aboutBook, reason: Schema.String }),
  notification("review.reported", { reviewId: ReviewId, ...aboutBook })
] as const

/** For the person, when somebody else changed it. */
const account = [notification("account.role-changed", { from: Role, to: Role })] as const

/** Something that a person is told, as ids and titles: how it is said is a matter of their language. */
export const Notification = Schema.Union([...lending, ...reading, ...reviewing, ...account]).annotate({
  identifier: "Notification",
  description: "`type` says what `data` holds. There may be more types one day: pass over those that you do not know"
})
export type Notification = typeof Notification.Type

/** What a person can be told. */
export const NotificationType = Schema.Literals(
  Notification.members.map(({ fields: { type } }) => type.literal)
).annotate({ examples: ["hold.ready"] })
export type NotificationType = typeof NotificationType.Type

/** Those of others are absent. */
export class NotificationNotFound extends HttpApiError.Problem<NotificationNotFound>()(
  "NotificationNotFound",
  declare({ code: "NOTIFICATION_NOT_FOUND", status: 404, title: "No such notification" }),
  { ...members("NOTIFICATION_NOT_FOUND"), notificationId: NotificationId }
) {}
