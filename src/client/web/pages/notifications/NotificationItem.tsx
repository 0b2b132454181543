import { ActionIcon, Badge, Group, Paper, Stack, Text, Tooltip } from "@mantine/core"
import { IconCheck, IconTrash } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { DateTime } from "effect"
import type { Notification } from "#contract/notifications/Notification.ts"
import { useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useNow } from "../../parts/Now.ts"
import { targetOf, wordsOf } from "./NotificationWords.ts"

interface NotificationItemProps {
  readonly notification: Notification
  readonly onRead: () => void
  readonly onRemove: () => void
}

/** One notification. Whoever follows it has read it. */
export const NotificationItem = ({ notification, onRead, onRemove }: NotificationItemProps) => {
  const messages = useMessages()
  const { notifications } = messages
  const formats = useFormats()
  const now = useNow()
  const user = useUser()
  const { text, title } = wordsOf(notification, messages, formats)
  const target = targetOf(notification, user)
  const isUnread = notification.readAt === null
  return (
    <Paper component="li" withBorder p="md" className="notification" data-unread={isUnread || undefined}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Stack gap={2} flex={1} miw={0}>
          <Group gap="xs">
            {target === undefined ? (
              <Text fw={isUnread ? 700 : 500}>{title}</Text>
            ) : (
              <Link {...target} className="title-link" onClick={isUnread ? onRead : undefined}>
                {title}
              </Link>
            )}
            {isUnread && (
              <Badge size="sm" color="harbour.8">
                {notifications.isNew}
              </Badge>
            )}
          </Group>
          <Text size="sm">{text}</Text>
          <Text
            size="xs"
            c="dimmed"
            component="time"
            dateTime={DateTime.formatIso(notification.createdAt)}
            title={formats.dateTime(notification.createdAt)}
          >
            {formats.fromNow(notification.createdAt, now)}
          </Text>
        </Stack>
        <Group gap={4} wrap="nowrap">
          {isUnread && (
            <Tooltip label={notifications.read(title)}>
              <ActionIcon variant="subtle" size="lg" aria-label={notifications.read(title)} onClick={onRead}>
                <IconCheck size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
          <Tooltip label={notifications.remove(title)}>
            <ActionIcon variant="subtle" size="lg" aria-label={notifications.remove(title)} onClick={onRemove}>
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
    </Paper>
  )
}
