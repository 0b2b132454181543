import "./notifications.css"
import { Tabs } from "@mantine/core"
import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { NotificationList } from "./NotificationList.tsx"
import { useUnread } from "./NotificationQueries.ts"
import { PreferenceList } from "./PreferenceList.tsx"

const NotificationsPage = () => {
  const { notifications } = useMessages()
  const { data } = useUnread()
  const { tabs } = notifications
  return (
    <>
      <PageTitle title={notifications.title} lead={data === undefined ? " " : notifications.lead(data.unread)} />
      <Tabs defaultValue="all" keepMounted={false} maw={820}>
        <Tabs.List aria-label={tabs.label} mb="md">
          <Tabs.Tab value="all">{tabs.all}</Tabs.Tab>
          <Tabs.Tab value="unread">{tabs.unread}</Tabs.Tab>
          <Tabs.Tab value="preferences">{tabs.preferences}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="all">
          <NotificationList isUnreadOnly={false} />
        </Tabs.Panel>
        <Tabs.Panel value="unread">
          <NotificationList isUnreadOnly />
        </Tabs.Panel>
        <Tabs.Panel value="preferences">
          <PreferenceList />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

export const route = createLazyRoute("/inside/notifications")({ component: NotificationsPage })
