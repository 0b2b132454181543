import { type Option, Schema } from "effect"
import { BookId } from "../catalogue/Book.ts"
import { HoldId, LoanId } from "../circulation/Ids.ts"
import { ReviewId } from "../circulation/Review.ts"
import { UserId } from "../identity/User.ts"
import { JobId, JobStatus } from "../jobs/Job.ts"
import { Notification } from "../notifications/Notification.ts"
import { Timestamp } from "../Timestamp.ts"
import { DocumentId } from "../workspace/Document.ts"

/** Names an event, and the place in the stream of events from which somebody goes on. */
export const EventId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("EventId"))
export type EventId = typeof EventId.Type

const event = <const Type extends string, const Payload extends Schema.Struct.Fields>(
  eventType: Type,
  payload: Payload
) =>
  Schema.Struct({
    id: EventId,
    eventType: Schema.Literal(eventType),
    timestamp: Timestamp,
    /** The part of the library that tells it. */
    source: Schema.String,
    payload: Schema.Struct(payload)
  })

const aboutBook = { bookId: BookId }
const aboutLoan = { loanId: LoanId, bookId: BookId, userId: UserId }
const loanUntil = { ...aboutLoan, dueAt: Timestamp }
const aboutHold = { holdId: HoldId, bookId: BookId, userId: UserId }
const aboutDocument = { documentId: DocumentId }
const aboutJob = {
  jobId: JobId,
  type: Schema.String,
  relatedId: Schema.NullOr(Schema.String),
  status: JobStatus,
  progress: Schema.Finite,
  phase: Schema.NullOr(Schema.String),
  attempts: Schema.Int
}

/** For everybody in the library. What the book says of itself, of its text or of its readers is different now. */
const bookEvents = [
  event("book.created", aboutBook),
  event("book.updated", aboutBook),
  event("book.removed", aboutBook),
  /** Its summary was made, or is not to be had. */
  event("book.summarized", { ...aboutBook, status: Schema.Literals(["ready", "failed"]) }),
  /** A review of it was written, edited, removed, hidden or shown again. */
  event("book.reviewed", { ...aboutBook, reviewId: ReviewId }),
  /** It went out or came back, is kept for somebody, or more or fewer wait for it. */
  event("book.availability-changed", aboutBook),
  /** A review of it was judged, or its consensus made. */
  event("book.analysed", aboutBook),
  event("book.tagged", aboutBook),
  /** Questions are answered from its text now. */
  event("book.indexed", aboutBook)
] as const

/** For the reader whose loan or hold it is, and for staff. */
const circulationEvents = [
  event("loan.borrowed", aboutLoan),
  event("loan.returned", aboutLoan),
  event("loan.renewed", loanUntil),
  event("loan.due-soon", loanUntil),
  event("loan.overdue", loanUntil),
  event("hold.placed", aboutHold),
  event("hold.ready", { ...aboutHold, expiresAt: Timestamp }),
  event("hold.expired", aboutHold),
  event("hold.cancelled", aboutHold)
] as const

/** For whoever asked for the work, and for staff. The job as it is then. */
const jobEvents = [
  /** It waits: new, for another attempt, or given back. */
  event("job.queued", aboutJob),
  event("job.started", aboutJob),
  event("job.progressed", aboutJob),
  event("job.completed", aboutJob),
  event("job.failed", aboutJob),
  event("job.cancelled", aboutJob)
] as const

/** For whoever may see the document. */
const documentEvents = [
  event("document.created", aboutDocument),
  event("document.updated", aboutDocument),
  event("document.removed", aboutDocument),
  event("document.ready", aboutDocument),
  event("document.failed", aboutDocument)
] as const

/** For the person alone. */
const notificationEvents = [
  event("notification.created", { notification: Notification }),
  event("notification.read", { ids: Schema.Union([Schema.Array(Schema.String), Schema.Literal("all")]) }),
  event("notification.removed", { id: Schema.String })
] as const

/** For the person and for admins. */
const identityEvents = [
  /** One session, or all of the person where none is named. */
  event("session.ended", { userId: UserId, sessionId: Schema.optionalKey(Schema.String) }),
  event("user.updated", { userId: UserId })
] as const

/** What happened in a library a moment ago. Small: it names what changed, for whoever shows it to ask for it. */
export const LiveEvent = Schema.Union([
  ...bookEvents,
  ...circulationEvents,
  ...jobEvents,
  ...documentEvents,
  ...notificationEvents,
  ...identityEvents
]).annotate({ identifier: "LiveEvent" })
export type LiveEvent = typeof LiveEvent.Type

export type LiveEventType = LiveEvent["eventType"]

/** What travels of an event of this type. */
export type EncodedPayload<Type extends LiveEventType> = Extract<
  typeof LiveEvent.Encoded,
  { readonly eventType: Type }
>["payload"]

/** Reads an event as it travels; none where it is of a type that only a newer version knows. */
export const decode: (frame: unknown) => Option.Option<LiveEvent> = Schema.decodeUnknownOption(LiveEvent)
