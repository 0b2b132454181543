import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const NotificationsPage = () => {
  const { notifications } = useMessages()
  return <PageTitle title={notifications.title} />
}

export const route = createLazyRoute("/inside/notifications")({ component: NotificationsPage })
