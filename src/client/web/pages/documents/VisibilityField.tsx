import { Group, Radio } from "@mantine/core"
import type { Visibility } from "#contract/workspace/Document.ts"
import { useMessages } from "../../messages/Messages.tsx"

interface VisibilityFieldProps {
  readonly value: Visibility
  readonly onChange: (visibility: Visibility) => void
}

/** Who may read a document. */
export const VisibilityField = ({ onChange, value }: VisibilityFieldProps) => {
  const { documents } = useMessages()
  return (
    <Radio.Group
      label={documents.visibility}
      value={value}
      onChange={(chosen) => onChange(chosen === "organization" ? "organization" : "private")}
    >
      <Group mt={6}>
        <Radio value="private" label={documents.visibilities.private} />
        <Radio value="organization" label={documents.visibilities.organization} />
      </Group>
    </Radio.Group>
  )
}
