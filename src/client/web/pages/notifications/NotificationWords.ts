import type { LinkProps } from "@tanstack/react-router"
import type { User } from "#contract/identity/User.ts"
import type { Notification } from "#contract/notifications/Notification.ts"
import { hasRole } from "../../connection/ConnectionContext.tsx"
import type { Messages } from "../../messages/en/index.ts"
import type { Formats } from "../../parts/Formats.ts"

/** What a notification says, in the reader's language. */
export const wordsOf = (
  notification: Notification,
  { jobs: { kindName }, notifications: { reason, tell } }: Pick<Messages, "jobs" | "notifications">,
  { date }: Formats
): { readonly title: string; readonly text: string } => {
  switch (notification.type) {
    case "loan.due-soon":
    case "loan.overdue":
      return tell[notification.type](notification.data.title, date(notification.data.dueAt))
    case "hold.ready":
      return tell["hold.ready"](notification.data.title, date(notification.data.expiresAt))
    case "hold.expired":
    case "book.summarized":
    case "document.ready":
    case "review.reported":
      return tell[notification.type](notification.data.title)
    case "book.summary-failed":
    case "document.failed":
      return tell[notification.type](notification.data.title, reason(notification.data.code))
    case "job.failed":
      return tell["job.failed"](kindName(notification.data.jobType), reason(notification.data.code))
    case "review.hidden":
      return tell["review.hidden"](notification.data.title, notification.data.reason)
    case "account.role-changed":
      return tell["account.role-changed"](notification.data.from, notification.data.to)
  }
}

type Target = Pick<LinkProps, "to" | "params" | "search">

/** Where what a notification is about is seen; undefined where the person can see it nowhere. */
export const targetOf = (notification: Notification, user: User): Target | undefined => {
  switch (notification.type) {
    case "loan.due-soon":
    case "loan.overdue":
      return { to: "/loans" }
    case "hold.ready":
    case "hold.expired":
    case "book.summarized":
    case "book.summary-failed":
    case "review.hidden":
      return { to: "/books/$bookId", params: { bookId: notification.data.bookId } }
    case "document.ready":
    case "document.failed":
      return { to: "/documents/$documentId", params: { documentId: notification.data.documentId } }
    case "job.failed":
      return hasRole(user, "librarian") ? { to: "/desk/jobs", search: { job: notification.data.jobId } } : undefined
    case "review.reported":
      return { to: "/desk/reviews" }
    case "account.role-changed":
      return { to: "/profile" }
  }
}
