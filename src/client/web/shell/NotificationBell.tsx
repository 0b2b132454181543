import { ActionIcon, Indicator } from "@mantine/core"
import { IconBell } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useConnection } from "../connection/ConnectionContext.tsx"
import { keys } from "../connection/Keys.ts"
import { useMessages } from "../messages/Messages.tsx"

/** How many notifications were not read yet, and the way to them. */
export const NotificationBell = () => {
  const { shell } = useMessages()
  const { call } = useConnection()
  const { data } = useQuery({
    queryKey: [...keys.notifications, "unread"],
    queryFn: ({ signal }) => call((api) => api.notifications.list({ query: { unread: true, limit: 1 } }), { signal })
  })
  const unread = data?.unread ?? 0
  return (
    <Indicator label={unread > 99 ? "99+" : unread} size={18} disabled={unread === 0} color="red.8" aria-hidden={false}>
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
