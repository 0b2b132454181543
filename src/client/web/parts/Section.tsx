import { Group, Paper, Text, Title } from "@mantine/core"
import { type ReactNode, useId } from "react"

interface SectionProps {
  readonly title: string
  readonly lead?: ReactNode
  /** Beside the title. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** A part of a page that is about one thing, with its heading. */
export const Section = ({ aside, children, lead, title }: SectionProps) => {
  const id = useId()
  return (
    <Paper component="section" withBorder p="lg" aria-labelledby={id}>
      <Group justify="space-between">
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {aside}
      </Group>
      {lead !== undefined && (
        <Text size="sm" c="dimmed">
          {lead}
        </Text>
      )}
      <div className="section-content">{children}</div>
    </Paper>
  )
}
