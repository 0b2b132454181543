import { Button } from "@mantine/core"
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react"
import { useMessages } from "../../messages/Messages.tsx"
import { usePause } from "./QueueQueries.ts"

interface PauseButtonProps {
  readonly scope: "kind" | "queue"
  readonly name: string
  readonly shownName: string
  readonly isPaused: boolean
}

/** Stops a queue or a kind of job, or lets it go on. */
export const PauseButton = ({ isPaused, name, scope, shownName }: PauseButtonProps) => {
  const { queues } = useMessages().jobs
  const pause = usePause(scope, name, shownName)
  const action = isPaused ? queues.resume : queues.pause
  const Icon = isPaused ? IconPlayerPlay : IconPlayerPause
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Icon size={16} aria-hidden />}
      aria-label={queues.of(action, shownName)}
      loading={pause.isPending}
      onClick={() => pause.mutate(isPaused)}
    >
      {action}
    </Button>
  )
}
