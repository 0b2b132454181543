import { Badge, Button, Group, Stack, Text } from "@mantine/core"
import { IconDevices } from "@tabler/icons-react"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { OpenSession } from "#contract/identity/Session.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Loaded } from "../../parts/Loaded.tsx"
import { useNow } from "../../parts/Now.ts"
import { Section } from "../../parts/Section.tsx"
import { useToasts } from "../../parts/Toasts.ts"
import { deviceOf } from "./Device.ts"

/** The device that a session is kept on, in words. */
const useDevice = () => {
  const { on, unknown } = useMessages().profile.sessions
  return ({ userAgent }: OpenSession) => {
    if (userAgent === null) return unknown
    const { browser, system } = deviceOf(userAgent)
    if (browser !== undefined && system !== undefined) return on(browser, system)
    return browser ?? system ?? userAgent
  }
}

const SessionRow = ({ session }: { readonly session: OpenSession }) => {
  const { sessions } = useMessages().profile
  const { call } = useConnection()
  const queries = useQueryClient()
  const toasts = useToasts()
  const formats = useFormats()
  const now = useNow()
  const device = useDevice()(session)
  const end = useMutation({
    mutationFn: () => call((api) => api.profile.endSession({ params: { id: session.id } })),
    onSuccess: () => toasts.done(sessions.ended),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.sessions })
  })
  return (
    <Stack component="li" gap="xs">
      <Group wrap="nowrap" align="flex-start">
        <IconDevices size={20} aria-hidden />
        <Stack gap={0} flex={1} miw={0}>
          <Group gap="xs">
            <Text fw={600}>{device}</Text>
            {session.isCurrent && (
              <Badge size="sm" color="harbour.8">
                {sessions.current}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {sessions.since(formats.fromNow(session.createdAt, now))} ·{" "}
            {sessions.lastUsed(formats.fromNow(session.lastUsedAt, now))}
          </Text>
        </Stack>
        {!session.isCurrent && (
          <Button
            size="xs"
            variant="default"
            loading={end.isPending}
            onClick={() => end.mutate()}
            aria-label={sessions.endOf(device)}
          >
            {sessions.end}
          </Button>
        )}
      </Group>
      {end.error !== null && <FailureAlert error={end.error} />}
    </Stack>
  )
}

/** Where the person is logged in, and the end of what should not be. */
export const Sessions = () => {
  const { sessions } = useMessages().profile
  const { call } = useConnection()
  const query = useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }) => call((api) => api.profile.sessions(), { signal })
  })
  return (
    <Section title={sessions.title} lead={sessions.lead}>
      <Loaded query={query}>
        {({ items }) => (
          <Stack component="ul" className="plain-list">
            {items.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </Stack>
        )}
      </Loaded>
    </Section>
  )
}
