import { Progress, Stack, Text } from "@mantine/core"
import { useFormats } from "./Formats.ts"

interface WorkProgressProps {
  /** What is being done. */
  readonly label: string
  /** 0..1; left out where nobody knows how far it is. */
  readonly progress: number | undefined
}

/** How far some long work is. */
export const WorkProgress = ({ label, progress }: WorkProgressProps) => {
  const { percent } = useFormats()
  const isKnown = progress !== undefined && progress > 0
  return (
    <Stack gap={4}>
      <Text size="sm">{isKnown ? `${label} · ${percent(progress)}` : label}</Text>
      <Progress value={isKnown ? progress * 100 : 100} animated striped={!isKnown} aria-label={label} size="sm" />
    </Stack>
  )
}
