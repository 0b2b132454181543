import type { DateTime } from "effect"
import type { Notification } from "#contract/notifications/Notification.ts"
import { moment } from "../output/Units.ts"

const day = (at: DateTime.Utc) => moment(at).slice(0, 10)

/** A notification as a sentence. */
export const textOf = (notification: Notification): string => {
  switch (notification.type) {
    case "loan.due-soon":
      return `"${notification.data.title}" is due on ${day(notification.data.dueAt)}`
    case "loan.overdue":
      return `"${notification.data.title}" was due on ${day(notification.data.dueAt)}`
    case "hold.ready":
      return `"${notification.data.title}" is kept for you until ${day(notification.data.expiresAt)}`
    case "hold.expired":
      return `"${notification.data.title}" is not kept for you any more`
    case "book.summarized":
      return `"${notification.data.title}" has its summary`
    case "book.summary-failed":
      return `"${notification.data.title}" could not be summarised: ${notification.data.code}`
    case "document.ready":
      return `"${notification.data.title}" can be asked`
    case "document.failed":
      return `"${notification.data.title}" could not be read: ${notification.data.code}`
    case "job.failed":
      return `${notification.data.jobType} failed: ${notification.data.code} (${notification.data.jobId})`
    case "review.hidden":
      return `Your review of "${notification.data.title}" was hidden: ${notification.data.reason}`
    case "review.reported":
      return `Readers object to a review of "${notification.data.title}"`
    case "account.role-changed":
      return `You are ${notification.data.to} now; you were ${notification.data.from}`
  }
}
