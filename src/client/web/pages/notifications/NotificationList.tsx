import { Button, Group, Skeleton, Stack, Text } from "@mantine/core"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { Nothing } from "../../parts/Nothing.tsx"
import { ShowMore } from "../../parts/ShowMore.tsx"
import { useToasts } from "../../parts/Toasts.ts"
import { NotificationItem } from "./NotificationItem.tsx"
import { useNotificationChange, useNotifications, useUnread } from "./NotificationQueries.ts"

/** Notifications, the newest first. What others do with them, in another window too, is seen here at once. */
export const NotificationList = ({ isUnreadOnly }: { readonly isUnreadOnly: boolean }) => {
  const { notifications } = useMessages()
  const toasts = useToasts()
  const pages = useNotifications(isUnreadOnly)
  const unread = useUnread().data?.unread ?? 0
  const { error, isPending, mutate } = useNotificationChange()
  if (pages.data === undefined) {
    return pages.error === null ? (
      <Stack aria-hidden>
        <Skeleton height={88} />
        <Skeleton height={88} />
        <Skeleton height={88} />
      </Stack>
    ) : (
      <FailureAlert error={pages.error} onRetry={() => void pages.refetch()} />
    )
  }
  const items = pages.data.pages.flatMap((page) => page.items)
  if (items.length === 0) {
    return (
      <Nothing title={isUnreadOnly ? notifications.nothingUnread : notifications.nothing}>
        <Text size="sm">{notifications.nothingLead}</Text>
      </Nothing>
    )
  }
  return (
    <Stack>
      {unread > 0 && (
        <Group justify="flex-end">
          <Button
            variant="default"
            disabled={isPending}
            onClick={() => mutate({ _tag: "readAll" }, { onSuccess: () => toasts.done(notifications.allRead(unread)) })}
          >
            {notifications.readAll}
          </Button>
        </Group>
      )}
      {error !== null && <FailureAlert error={error} />}
      <Stack component="ul" gap="sm" className="plain-list">
        {items.map((notification) => (
          <NotificationItem
            key={notification.id}
            notification={notification}
            onRead={() => mutate({ _tag: "read", id: notification.id })}
            onRemove={() => mutate({ _tag: "remove", id: notification.id })}
          />
        ))}
      </Stack>
      <ShowMore pages={pages} />
    </Stack>
  )
}
