import "@mantine/dropzone/styles.css"
import { Stack, Text } from "@mantine/core"
import { Dropzone, type FileRejection } from "@mantine/dropzone"
import { IconUpload } from "@tabler/icons-react"
import { useMessages } from "../../messages/Messages.tsx"

interface FileDropProps {
  readonly onFiles: (files: ReadonlyArray<File>) => void
  /** Told with each drop which of its files are left out. */
  readonly onRefused: (refused: ReadonlyArray<FileRejection>) => void
}

/** What the library reads, and by which names it goes. */
const readable = { "application/pdf": [".pdf"], "text/plain": [".txt"] }

/** Takes files that are dropped, or picked by mouse or keyboard. */
export const FileDrop = ({ onFiles, onRefused }: FileDropProps) => {
  const { upload } = useMessages()
  return (
    <Dropzone
      accept={readable}
      onDropAny={(_, refused) => onRefused(refused)}
      onDrop={onFiles}
      aria-label={upload.drop}
      inputProps={{ "aria-label": upload.choose }}
      p="xl"
    >
      <Stack align="center" gap="xs">
        <IconUpload size={36} stroke={1.5} aria-hidden />
        <Text fw={600} ta="center">
          {upload.drop}
        </Text>
        <Text size="sm" ta="center">
          {upload.dropLead}
        </Text>
      </Stack>
    </Dropzone>
  )
}
