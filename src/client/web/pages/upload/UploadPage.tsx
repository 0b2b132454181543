import "./upload.css"
import { Alert, Button, Group, Stack, Text } from "@mantine/core"
import type { FileRejection } from "@mantine/dropzone"
import { createLazyRoute, useBlocker } from "@tanstack/react-router"
import { useEffect, useState, useSyncExternalStore } from "react"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { Confirm } from "../../parts/Confirm.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { FileDrop } from "./FileDrop.tsx"
import { sendFile } from "./SendFile.ts"
import { isSaid, UploadCard } from "./UploadCard.tsx"
import { UploadQueue } from "./UploadQueue.ts"

/** Adds books by their files, as many at once as somebody likes. */
const UploadPage = () => {
  const { upload } = useMessages()
  const connection = useConnection()
  const [queue] = useState(() => new UploadQueue(sendFile(connection)))
  const items = useSyncExternalStore(queue.subscribe, queue.get)
  useEffect(() => queue.stop, [queue])
  const [refused, setRefused] = useState<ReadonlyArray<FileRejection>>([])
  const ready = items.filter(({ state }) => state._tag === "ready")
  const isSending = items.some(({ state }) => state._tag === "sending" || state._tag === "waiting")
  const leaving = useBlocker({ shouldBlockFn: () => isSending, enableBeforeUnload: isSending, withResolver: true })
  const added = items.filter(({ state }) => state._tag === "added").length
  return (
    <Stack maw={820} mx="auto">
      <PageTitle title={upload.title} lead={upload.lead} />
      <FileDrop onFiles={(files) => queue.add(files, upload.unknownAuthor)} onRefused={setRefused} />
      {refused.length > 0 && (
        <Alert role="alert" color="yellow" variant="default" title={upload.refused}>
          <Text size="sm">{refused.map(({ file }) => file.name).join(", ")}</Text>
        </Alert>
      )}
      {items.length > 0 && (
        <Group justify="space-between">
          <Text role="status" size="sm">
            {upload.addedOf(added, items.length)}
          </Text>
          {ready.length > 0 && (
            <Button disabled={!ready.every(isSaid)} onClick={() => queue.send()}>
              {upload.add(ready.length)}
            </Button>
          )}
        </Group>
      )}
      <Stack component="ul" className="uploads" aria-label={upload.files}>
        {items.map((item) => (
          <UploadCard key={item.id} item={item} queue={queue} />
        ))}
      </Stack>
      <Confirm
        isOpen={leaving.status === "blocked"}
        title={upload.leaveTitle}
        action={upload.leave}
        isPending={false}
        error={null}
        onConfirm={() => leaving.proceed?.()}
        onClose={() => leaving.reset?.()}
      >
        <Text size="sm">{upload.leaveLead}</Text>
      </Confirm>
    </Stack>
  )
}

export const route = createLazyRoute("/inside/desk/upload")({ component: UploadPage })
