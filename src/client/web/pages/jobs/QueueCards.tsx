import { Group, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core"
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react"
import type { QueueView } from "#contract/operations/Queue.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { PauseButton } from "./PauseButton.tsx"

/** Where a queue stands, and the way to stop it. */
export const QueueCard = ({ view }: { readonly view: QueueView }) => {
  const { queues } = useMessages().jobs
  const { duration, number } = useFormats()
  const Icon = view.paused ? IconPlayerPause : IconPlayerPlay
  const counts = [
    [queues.ready, view.ready],
    [queues.waiting, view.waiting],
    [queues.running, view.running],
    [queues.failed, view.failed]
  ] as const
  return (
    <Paper component="section" withBorder p="md" aria-label={view.queue}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {view.queue}
          </Title>
          <PauseButton scope="queue" name={view.queue} shownName={view.queue} isPaused={view.paused} />
        </Group>
        <Group gap={6}>
          <Icon size={16} aria-hidden />
          <Text size="sm" fw={view.paused ? 700 : 400}>
            {view.paused ? queues.paused : queues.going}
          </Text>
        </Group>
        <SimpleGrid component="dl" cols={{ base: 2, xs: 4 }} m={0}>
          {counts.map(([label, count]) => (
            <div key={label}>
              <Text component="dt" size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                {label}
              </Text>
              <Text component="dd" m={0} fz={24} fw={600}>
                {number(count)}
              </Text>
            </div>
          ))}
        </SimpleGrid>
        {view.oldestReadySeconds !== null && (
          <Text size="sm" c="dimmed">
            {queues.oldest(duration(view.oldestReadySeconds))}
          </Text>
        )}
      </Stack>
    </Paper>
  )
}
