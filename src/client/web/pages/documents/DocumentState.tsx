import { Group, Text } from "@mantine/core"
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react"
import type { Document } from "#contract/workspace/Document.ts"
import { useWorkOn } from "../../live/WorkOn.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { WorkProgress } from "../../parts/WorkProgress.tsx"

/** How far a document is: being read, live; ready; or why it could not be read. */
export const DocumentState = ({ document: { error, id, status } }: { readonly document: Document }) => {
  const { documents, failures } = useMessages()
  const work = useWorkOn(id, "workspace.read-document")
  const told = error === undefined ? undefined : failures.byCode(error.code)
  if (status === "processing" || status === "updating") {
    return <WorkProgress label={documents.statuses[status]} progress={work?.progress} />
  }
  const Icon = status === "error" ? IconAlertTriangle : IconCircleCheck
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Icon size={18} aria-hidden style={{ flex: "none", marginTop: 2 }} />
      <Text size="sm" component="div">
        {documents.statuses[status]}
        {error !== undefined && (
          <Text size="sm" component="div" c="var(--mantine-color-error)">
            {told === undefined ? error.message : `${told.title}. ${told.advice}`}
          </Text>
        )}
      </Text>
    </Group>
  )
}
