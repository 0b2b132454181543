import { Paper, Stack, Switch, Text, Title } from "@mantine/core"
import type { Preference } from "#contract/notifications/Preference.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { usePreferences, useSetPreference } from "./NotificationQueries.ts"

/** One thing that the person is told or not: it moves at once, and back where the library refuses it. */
const Choice = ({ preference: { channels, type } }: { readonly preference: Preference }) => {
  const { preferences } = useMessages().notifications
  const { error, isPending, mutate, variables } = useSetPreference()
  return (
    <Stack gap="xs">
      <Switch
        label={preferences.types[type]}
        size="md"
        checked={isPending ? variables.channels.inApp : channels.inApp}
        onChange={({ currentTarget }) => mutate({ type, channels: { ...channels, inApp: currentTarget.checked } })}
      />
      {error !== null && <FailureAlert error={error} />}
    </Stack>
  )
}

/** What the person wants to be told. */
export const PreferenceList = () => {
  const { preferences } = useMessages().notifications
  return (
    <Paper withBorder p="lg" maw={640}>
      <Title order={2} size="h4">
        {preferences.title}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {preferences.lead}
      </Text>
      <Loaded query={usePreferences()}>
        {({ items }) => (
          <Stack>
            {items.map((preference) => (
              <Choice key={preference.type} preference={preference} />
            ))}
          </Stack>
        )}
      </Loaded>
    </Paper>
  )
}
