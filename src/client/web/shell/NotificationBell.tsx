import { ActionIcon, Indicator } from "@mantine/core"
import { IconBell } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { NotificationType } from "#contract/notifications/Notification.ts"
import { useLiveEvents } from "../live/LiveContext.tsx"
import { useMessages } from "../messages/Messages.tsx"
import { useUnread } from "../pages/notifications/NotificationQueries.ts"
import { wordsOf } from "../pages/notifications/NotificationWords.ts"
import { useFormats } from "../parts/Formats.ts"
import { useToasts } from "../parts/Toasts.ts"

/** What one wants to know at once, whatever one is doing. All else waits behind the bell. */
const urgent: ReadonlySet<NotificationType> = new Set([
  "hold.ready",
  "loan.due-soon",
  "loan.overdue",
  "review.hidden",
  "account.role-changed"
])

/** Shows what is urgent when it happens. */
const useUrgentNews = () => {
  const messages = useMessages()
  const formats = useFormats()
  const toasts = useToasts()
  useLiveEvents(({ eventType, payload }) => {
    if (eventType !== "notification.created") return
    const { notification } = payload
    if (!urgent.has(notification.type)) return
    const { text, title } = wordsOf(notification, messages, formats)
    toasts.told(title, text)
  })
}

/** How many notifications were not read yet, and the way to them. */
export const NotificationBell = () => {
  const { shell } = useMessages()
  const unread = useUnread().data?.unread ?? 0
  useUrgentNews()
  return (
    <Indicator
      label={unread > 99 ? "99+" : unread}
      size={18}
      offset={6}
      disabled={unread === 0}
      color="red.8"
      aria-hidden={false}
    >
      <ActionIcon
        variant="subtle"
        size="lg"
        renderRoot={(props) => <Link to="/notifications" {...props} />}
        aria-label={unread === 0 ? shell.notifications : shell.unread(unread)}
      >
        <IconBell size={20} aria-hidden />
      </ActionIcon>
    </Indicator>
  )
}
