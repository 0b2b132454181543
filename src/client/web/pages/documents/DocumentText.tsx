import { Button, Group, Pagination, Text } from "@mantine/core"
import { useEffect, useRef, useState } from "react"
import { type TextPart, type TextPartQuery, usualCharacters } from "#contract/intelligence/TextPart.ts"
import type { Document } from "#contract/workspace/Document.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { useContent } from "./DocumentQueries.ts"

/** What is shown before a cited passage, where the text has no pages. */
const before = 2000

/** What an address asks to be shown. */
interface Wanted {
  readonly page?: number
  readonly start?: number
  readonly end?: number
}

/** The part that is asked for first: around the passage, or the page. */
const partOf = (pages: number, { page, start }: Wanted): TextPartQuery => {
  if (start !== undefined) return { start: Math.max(0, start - before), end: start + usualCharacters }
  return pages > 1 ? { page: page ?? 1 } : {}
}

/** A text, with what was cited marked in it and moved into view. */
const Marked = ({ part, wanted: { end, start } }: { readonly part: TextPart; readonly wanted: Wanted }) => {
  const { documents } = useMessages()
  const mark = useRef<HTMLElement>(null)
  useEffect(() => {
    mark.current?.scrollIntoView({ block: "center" })
  }, [start, end])
  if (start === undefined || end === undefined || end <= part.start || start >= part.end) return part.text
  const from = Math.max(0, start - part.start)
  const to = Math.min(part.text.length, end - part.start)
  return (
    <>
      {part.text.slice(0, from)}
      <mark ref={mark} aria-label={documents.quote}>
        {part.text.slice(from, to)}
      </mark>
      {part.text.slice(to)}
    </>
  )
}

interface DocumentTextProps {
  readonly document: Document
  readonly wanted: Wanted
  readonly onGo: (wanted: Wanted) => void
}

/** Looks up on which page the passage begins, so that whole pages are shown. */
const usePageOf = (document: Document, { end, start }: Wanted): Wanted & { readonly isKnown: boolean } => {
  const isWanted = (document.pages ?? 0) > 1 && start !== undefined
  const { data } = useContent(document.id, { start: start ?? 0, end: (start ?? 0) + 1 }, isWanted)
  const number = data?.start === start ? data?.pages[0]?.number : undefined
  return isWanted
    ? { isKnown: number !== undefined, ...(number === undefined ? {} : { page: number }) }
    : { isKnown: true, ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
}

/** The text of a document, page by page, or part by part where it has none. */
export const DocumentText = ({ document, onGo, wanted }: DocumentTextProps) => {
  const { actions, documents } = useMessages()
  const pages = document.pages ?? 1
  const { isKnown, ...found } = usePageOf(document, wanted)
  const asked = partOf(pages, { ...(wanted.page === undefined ? {} : { page: wanted.page }), ...found })
  const [more, setMore] = useState(0)
  const query: TextPartQuery =
    asked.page === undefined ? { ...asked, end: (asked.end ?? usualCharacters) + more * usualCharacters } : asked
  const content = useContent(document.id, query, isKnown)
  return (
    <Loaded query={content}>
      {(part) => (
        <>
          {part.start > 0 && asked.page === undefined && (
            <Button variant="default" size="xs" mb="md" onClick={() => onGo({})}>
              {documents.fromStart}
            </Button>
          )}
          <Text component="div" className="document-text" {...(part.language === null ? {} : { lang: part.language })}>
            <Marked part={part} wanted={wanted} />
          </Text>
          {asked.page === undefined && part.end < part.characters && (
            <Button variant="default" mt="md" loading={content.isFetching} onClick={() => setMore(more + 1)}>
              {actions.more}
            </Button>
          )}
          {asked.page !== undefined && (
            <Group component="nav" mt="lg" aria-label={documents.pageNavigation}>
              <Pagination
                total={part.pageCount}
                value={asked.page}
                onChange={(page) => {
                  onGo({ page })
                  scrollTo({ top: 0 })
                }}
                getItemProps={(page) => ({ "aria-label": documents.page(page, part.pageCount) })}
                getControlProps={(control) => ({
                  "aria-label": control === "next" ? documents.next : documents.previous
                })}
              />
            </Group>
          )}
        </>
      )}
    </Loaded>
  )
}
