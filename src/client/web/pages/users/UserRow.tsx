import { Badge, Button, Group, Paper, Stack, Text } from "@mantine/core"
import type { User } from "#contract/identity/User.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"

interface UserRowProps {
  readonly user: User
  readonly isSelf: boolean
  readonly onManage: () => void
}

/** A person of the library in a list: who they are, what they may do, and what they may not. */
export const UserRow = ({ isSelf, onManage, user }: UserRowProps) => {
  const { users } = useMessages()
  const { date } = useFormats()
  return (
    <Paper component="li" withBorder p="md">
      <Group justify="space-between" gap="sm">
        <Stack gap={2} miw={0} flex="1 1 220px">
          <Group gap="xs">
            <Text fw={600} style={{ overflowWrap: "anywhere" }}>
              {user.fullName}
            </Text>
            {isSelf && (
              <Badge size="sm" color="harbour.8">
                {users.you}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {user.email}
          </Text>
          {user.blockedAt !== null && (
            <Text size="sm" c="var(--mantine-color-error)">
              {user.blockedReason === null ? users.blocked : users.blockedBecause(user.blockedReason)}
            </Text>
          )}
        </Stack>
        <Group gap="md" justify="space-between" flex="0 1 auto">
          <Stack gap={2}>
            <Group gap="xs">
              {!user.active && (
                <Badge size="sm" color="gray.7">
                  {users.deactivated}
                </Badge>
              )}
              <Text size="sm" fw={600}>
                {users.roles[user.role]}
              </Text>
            </Group>
            <Text size="xs" c="dimmed">
              {users.since(date(user.createdAt))}
            </Text>
          </Stack>
          <Button variant="default" size="xs" aria-label={users.manageOf(user.fullName)} onClick={onManage}>
            {users.manage}
          </Button>
        </Group>
      </Group>
    </Paper>
  )
}
