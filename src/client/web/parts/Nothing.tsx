import { Stack, Text } from "@mantine/core"
import type { ReactNode } from "react"

interface NothingProps {
  readonly title: string
  readonly children?: ReactNode
}

/** Says that a list is empty, and what to do about it. */
export const Nothing = ({ children, title }: NothingProps) => (
  <Stack align="center" py="xl" gap="sm">
    <Text fw={600}>{title}</Text>
    {children}
  </Stack>
)
