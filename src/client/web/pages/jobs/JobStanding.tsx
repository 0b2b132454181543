import { Group, Progress, Stack, Text } from "@mantine/core"
import { IconAlertTriangle, IconBan, IconCircleCheck, IconClock, IconPlayerPlay } from "@tabler/icons-react"
import type { JobStatus, JobView } from "#contract/jobs/Job.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"

const icons: Readonly<Record<JobStatus, typeof IconClock>> = {
  pending: IconClock,
  running: IconPlayerPlay,
  completed: IconCircleCheck,
  failed: IconAlertTriangle,
  cancelled: IconBan
}

type Standing = Pick<JobView, "phase" | "progress" | "status">

/** Where a job stands, in a word and, while it runs, how far it is. */
export const JobStanding = ({ phase, progress, status }: Standing) => {
  const { jobs } = useMessages()
  const { percent } = useFormats()
  const Icon = icons[status]
  const word = jobs.statuses[status]
  return (
    <Stack gap={4}>
      <Group gap={6} wrap="nowrap">
        <Icon size={18} aria-hidden style={{ flex: "none" }} />
        <Text size="sm" fw={status === "failed" ? 700 : 400}>
          {status === "running" ? `${word} · ${percent(progress)}` : word}
        </Text>
      </Group>
      {status === "running" && (
        <>
          <Progress value={progress * 100} aria-label={jobs.progress} animated size="sm" />
          {phase !== null && <Text size="xs">{jobs.phaseName(phase)}</Text>}
        </>
      )}
    </Stack>
  )
}
