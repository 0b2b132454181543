import { CloseButton, Group, Paper, Stack, Text, TextInput } from "@mantine/core"
import { IconFileText } from "@tabler/icons-react"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { WorkProgress } from "../../parts/WorkProgress.tsx"
import type { UploadItem, UploadQueue } from "./UploadQueue.ts"
import { UploadStage } from "./UploadStage.tsx"

interface UploadCardProps {
  readonly item: UploadItem
  readonly queue: UploadQueue
}

/** One file: what is said of it, and how far it is. */
export const UploadCard = ({ item, queue }: UploadCardProps) => {
  const { upload } = useMessages()
  const { bytes } = useFormats()
  const { file, id, state } = item
  return (
    <Paper withBorder p="md" component="li">
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap" miw={0}>
            <IconFileText size={20} aria-hidden style={{ flex: "none" }} />
            <Text fw={600} className="file-name">
              {file.name}
            </Text>
            <Text size="sm" c="dimmed" style={{ flex: "none" }}>
              {bytes(file.size)}
            </Text>
          </Group>
          <CloseButton
            aria-label={state._tag === "added" ? upload.putAway(file.name) : upload.remove(file.name)}
            onClick={() => queue.remove(id)}
          />
        </Group>
        {(state._tag === "ready" || state._tag === "failed") && <Words item={item} queue={queue} />}
        <div aria-live="polite">
          <Standing item={item} />
        </div>
        {state._tag === "failed" && (
          <FailureAlert error={state.error} onRetry={isSaid(item) ? () => queue.send(id) : undefined} />
        )}
      </Stack>
    </Paper>
  )
}

/** Whether enough is said of a file to make a book of it. */
export const isSaid = ({ author, title }: UploadItem): boolean => author.trim() !== "" && title.trim() !== ""

const Words = ({ item: { author, file, id, title }, queue }: UploadCardProps) => {
  const { upload } = useMessages()
  return (
    <Group grow align="flex-start" className="upload-words" role="group" aria-label={file.name}>
      <TextInput
        label={upload.bookTitle}
        required
        maxLength={500}
        value={title}
        error={title.trim() === "" ? upload.titleMissing : undefined}
        onChange={({ currentTarget }) => queue.describe(id, { title: currentTarget.value })}
      />
      <TextInput
        label={upload.author}
        required
        maxLength={300}
        value={author}
        error={author.trim() === "" ? upload.authorMissing : undefined}
        onChange={({ currentTarget }) => queue.describe(id, { author: currentTarget.value })}
      />
    </Group>
  )
}

const Standing = ({ item: { state } }: Pick<UploadCardProps, "item">) => {
  const { upload } = useMessages()
  const { percent } = useFormats()
  switch (state._tag) {
    case "ready":
      return null
    case "failed":
      return null
    case "waiting":
      return <Text size="sm">{upload.waiting}</Text>
    case "sending":
      return (
        <WorkProgress
          label={state.share < 1 ? upload.sending : upload.sent(percent(1))}
          progress={state.share < 1 ? state.share : undefined}
        />
      )
    case "added":
      return <UploadStage book={state.book} />
  }
}
