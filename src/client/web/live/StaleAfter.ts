import type { QueryKey } from "@tanstack/react-query"
import type { LiveEvent } from "#contract/events/LiveEvent.ts"
import { keys } from "../connection/Keys.ts"

const aboutBook = (bookId: string): ReadonlyArray<QueryKey> => [keys.books, keys.book(bookId)]

/** What the page was told before and that an event makes out of date. */
const staleAfterOne = (event: LiveEvent): ReadonlyArray<QueryKey> => {
  switch (event.eventType) {
    case "book.created":
    case "book.removed":
    case "book.updated":
      return [
        ...aboutBook(event.payload.bookId),
        keys.cover(event.payload.bookId),
        keys.readingLists,
        keys.readingPositions,
        keys.suggestions,
        keys.recommendations
      ]
    case "book.indexed":
      return [keys.text(event.payload.bookId)]
    case "book.analysed":
    case "book.summarized":
    case "book.tagged":
      return aboutBook(event.payload.bookId)
    // Whoever waits for it may have moved up.
    case "book.availability-changed":
      return [...aboutBook(event.payload.bookId), keys.holds]
    case "book.reviewed":
      return [...aboutBook(event.payload.bookId), keys.reported]
    case "loan.borrowed":
    case "loan.returned":
    case "loan.renewed":
    case "loan.due-soon":
    case "loan.overdue":
      return [keys.loans, keys.recommendations, keys.book(event.payload.bookId)]
    case "hold.placed":
    case "hold.ready":
    case "hold.expired":
    case "hold.cancelled":
      return [keys.holds, keys.book(event.payload.bookId)]
    case "job.queued":
    case "job.started":
    case "job.completed":
    case "job.failed":
    case "job.cancelled":
      return [keys.jobs, keys.job(event.payload.jobId), keys.queues, keys.deadLetters]
    case "document.created":
    case "document.updated":
    case "document.removed":
    case "document.ready":
    case "document.failed":
      return [keys.documents, keys.document(event.payload.documentId)]
    case "notification.created":
    case "notification.read":
    case "notification.removed":
      return [keys.notifications]
    case "session.ended":
      return [keys.sessions]
    case "user.updated":
      return [keys.users, keys.profile]
    // What a job has done so far is shown as it comes; it makes no answer wrong.
    case "job.progressed":
      return []
    default:
      return []
  }
}

/** The keys of all that events make out of date, each once. */
export const staleAfter = (events: ReadonlyArray<LiveEvent>): ReadonlyArray<QueryKey> => {
  const stale = new Map<string, QueryKey>()
  for (const key of events.flatMap(staleAfterOne)) stale.set(key.join("\n"), key)
  return [...stale.values()]
}
