import { Group, Progress, Stack, Text, VisuallyHidden } from "@mantine/core"
import { useHotkeys } from "@mantine/hooks"
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import type { BookId } from "#contract/catalogue/Book.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Loaded } from "../../parts/Loaded.tsx"
import { FontSize, useFontSize } from "./FontSize.tsx"
import { PageText } from "./PageText.tsx"
import { PageTurner } from "./PageTurner.tsx"
import { pageQuery, useKeepPlace } from "./ReadQueries.ts"

interface OpenBookProps {
  readonly bookId: BookId
  readonly page: number
  /** Where to begin on the page; none: at its top. */
  readonly startAt: number | undefined
  readonly quote: { readonly start: number; readonly end: number } | undefined
  readonly onTurn: (page: number) => void
}

/** A book, open at a page. */
export const OpenBook = ({ bookId, onTurn, page, quote, startAt }: OpenBookProps) => {
  const { read } = useMessages()
  const { percent } = useFormats()
  const connection = useConnection()
  const queries = useQueryClient()
  const letters = useFontSize()
  const { mutate: keep } = useKeepPlace(bookId)
  const query = useQuery({ ...pageQuery(connection, bookId, page), placeholderData: keepPreviousData })
  const pageCount = query.data?.pageCount ?? page

  const turn = (wanted: number) => {
    const next = Math.max(1, Math.min(pageCount, wanted))
    if (next !== page) onTurn(next)
  }
  useHotkeys([
    ["ArrowLeft", () => turn(page - 1)],
    ["ArrowRight", () => turn(page + 1)]
  ])
  // The next page is there when it is turned to.
  useEffect(() => {
    if (page < pageCount) void queries.prefetchQuery(pageQuery(connection, bookId, page + 1))
  }, [bookId, connection, page, pageCount, queries])

  return (
    <Loaded query={query}>
      {(part) => {
        const shown = part.pages[0]?.number ?? page
        const fraction = part.characters === 0 ? 0 : part.start / part.characters
        return (
          <Stack className="open-book" gap="md" aria-busy={query.isPlaceholderData}>
            <Group justify="space-between" className="read-tools">
              <PageTurner page={shown} pageCount={part.pageCount} onTurn={turn} />
              <FontSize {...letters} />
            </Group>
            <Progress value={fraction * 100} size={3} aria-label={read.progress(percent(fraction))} />
            <VisuallyHidden role="status">{read.pageOf(shown, part.pageCount)}</VisuallyHidden>
            <PageText
              key={shown}
              part={part}
              quote={quote}
              startAt={startAt}
              size={letters.size}
              onRest={(start, isAtEnd) => {
                if (part.characters === 0) return
                const isRead = isAtEnd && shown === part.pageCount
                keep({ start, page: shown, fraction: isRead ? 1 : Math.min(1, start / part.characters) })
              }}
            />
            <Group justify="center">
              <PageTurner isShort page={shown} pageCount={part.pageCount} onTurn={turn} />
            </Group>
            <Text size="sm" c="dimmed" ta="center">
              {read.hint}
            </Text>
          </Stack>
        )
      }}
    </Loaded>
  )
}
