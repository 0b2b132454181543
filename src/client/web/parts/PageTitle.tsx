import { Group, Stack, Text, Title } from "@mantine/core"
import type { ReactNode } from "react"

interface PageTitleProps {
  readonly title: string
  /** What the heading says where it is more than the page's name. */
  readonly heading?: string
  readonly lead?: ReactNode
  readonly children?: ReactNode
}

/** The heading of a page, which is also its name in the browser's tab, with what can be done beside it. */
export const PageTitle = ({ children, heading, lead, title }: PageTitleProps) => (
  <Group justify="space-between" align="flex-end" mb="lg">
    <title>{`${title} · LuminaLib`}</title>
    <Stack gap={4}>
      <Title order={1} size="h2" tabIndex={-1} id="page-title">
        {heading ?? title}
      </Title>
      {lead !== undefined && <Text c="dimmed">{lead}</Text>}
    </Stack>
    {children}
  </Group>
)
