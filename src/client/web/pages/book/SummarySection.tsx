import { Alert, Button, Skeleton, Stack, Text } from "@mantine/core"
import { IconFileAlert } from "@tabler/icons-react"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { Summary } from "#contract/intelligence/Analysis.ts"
import { hasRole, useUser } from "../../connection/ConnectionContext.tsx"
import { useWorkOn } from "../../live/WorkOn.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Loaded } from "../../parts/Loaded.tsx"
import { Section } from "../../parts/Section.tsx"
import { WorkProgress } from "../../parts/WorkProgress.tsx"
import { useAnalysis, useSummarize } from "./BookQueries.ts"

interface SummaryProps {
  readonly bookId: BookId
  readonly summary: Summary
}

/** What the book says, in short: or how far that is, or why it is not to be had. */
export const SummarySection = ({ bookId }: { readonly bookId: BookId }) => {
  const { book } = useMessages()
  const analysis = useAnalysis(bookId)
  const lines = (
    <Stack gap="xs" role="status" aria-label={book.summary.title}>
      <Skeleton height={14} />
      <Skeleton height={14} />
      <Skeleton height={14} width="70%" />
    </Stack>
  )
  return (
    <Section title={book.summary.title}>
      <Loaded query={analysis} waiting={lines}>
        {({ summary }) => (
          <div aria-live="polite">
            <SummaryText bookId={bookId} summary={summary} />
          </div>
        )}
      </Loaded>
    </Section>
  )
}

const SummaryText = ({ bookId, summary }: SummaryProps) => {
  const { book } = useMessages()
  switch (summary.status) {
    case "none":
      return <Text c="dimmed">{book.summary.none}</Text>
    case "pending":
      return <BeingWritten bookId={bookId} />
    case "ready":
      return <Written summary={summary} />
    case "needs_ocr":
      return <NotWritten bookId={bookId} summary={summary} />
    case "failed":
      return <NotWritten bookId={bookId} summary={summary} />
  }
}

const BeingWritten = ({ bookId }: { readonly bookId: BookId }) => {
  const { book } = useMessages()
  const work = useWorkOn(bookId, "intelligence.summarize-book")
  const label = work?.status === "pending" && work.attempts > 0 ? book.summary.again : book.summary.pending
  return <WorkProgress label={label} progress={work?.progress} />
}

const Written = ({ summary }: { readonly summary: Summary }) => {
  const { book } = useMessages()
  const { date } = useFormats()
  return (
    <Stack gap="sm">
      {(summary.text ?? "").split("\n").map(
        (paragraph) =>
          paragraph.trim() !== "" && (
            <Text key={paragraph} className="prose">
              {paragraph}
            </Text>
          )
      )}
      {summary.generatedAt !== null && (
        <Text size="sm" c="dimmed">
          {book.summary.madeBy(summary.model ?? "", date(summary.generatedAt))}
        </Text>
      )}
    </Stack>
  )
}

const NotWritten = ({ bookId, summary }: SummaryProps) => {
  const { actions, book, notifications } = useMessages()
  const user = useUser()
  const summarize = useSummarize(bookId)
  const reason = summary.error === undefined ? "" : notifications.reason(summary.error.code)
  return (
    <Stack gap="sm">
      <Alert color="yellow" variant="default" icon={<IconFileAlert aria-hidden />} title={book.summary.failed}>
        <Text size="sm">{summary.status === "needs_ocr" ? book.summary.needsOcr : reason}</Text>
      </Alert>
      {summarize.error !== null && <FailureAlert error={summarize.error} />}
      {hasRole(user, "librarian") && (
        <Button variant="default" w="fit-content" loading={summarize.isPending} onClick={() => summarize.mutate()}>
          {actions.tryAgain}
        </Button>
      )}
    </Stack>
  )
}
