import { ActionIcon, Indicator } from "@mantine/core"
import { IconBell } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { useMessages } from "../messages/Messages.tsx"
import { useUnread } from "../pages/notifications/NotificationQueries.ts"

/** How many notifications were not read yet, and the way to them. */
export const NotificationBell = () => {
  const { shell } = useMessages()
  const unread = useUnread().data?.unread ?? 0
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
