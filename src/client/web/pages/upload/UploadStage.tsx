import { Anchor, Group, Stack, Text } from "@mantine/core"
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { Book } from "#contract/catalogue/Book.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { useWorkOn } from "../../live/WorkOn.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { WorkProgress } from "../../parts/WorkProgress.tsx"

/** Milliseconds between looks while the summary is awaited: events say it sooner where they come. */
const lookAgain = 10_000

const useSummaryOf = (book: Book) => {
  const { call } = useConnection()
  return useQuery({
    queryKey: keys.analysis(book.id),
    queryFn: ({ signal }) => call((api) => api.intelligence.analysis({ params: { id: book.id } }), { signal }),
    refetchInterval: ({ state }) => (state.data?.summary.status === "pending" ? lookAgain : false)
  }).data?.summary
}

/** How far the library is with a book that was added: reading it, then writing its summary. */
export const UploadStage = ({ book }: { readonly book: Book }) => {
  const { notifications, upload } = useMessages()
  const summary = useSummaryOf(book)
  const work = useWorkOn(book.id, "intelligence.summarize-book")
  const link = (
    <Anchor
      underline="always"
      renderRoot={(props) => <Link to="/books/$bookId" params={{ bookId: book.id }} {...props} />}
    >
      {upload.toBook(book.title)}
    </Anchor>
  )
  const status = summary?.status ?? "pending"
  if (status === "pending") {
    const isReading = work?.phase === "extracting"
    const label = work?.status === "running" ? (isReading ? upload.extracting : upload.summarising) : upload.queued
    return (
      <Stack gap="xs">
        <WorkProgress label={label} progress={work?.progress} />
        <Text size="sm">{link}</Text>
      </Stack>
    )
  }
  const isGood = status === "ready" || status === "none"
  const Icon = isGood ? IconCircleCheck : IconAlertTriangle
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <Icon size={20} aria-hidden style={{ flex: "none" }} />
      <Text size="sm">
        {isGood ? upload.done : upload.noSummary}{" "}
        {isGood ? "" : summary?.error === undefined ? "" : notifications.reason(summary.error.code)} {link}
      </Text>
    </Group>
  )
}
