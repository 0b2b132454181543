import { useDebouncedCallback } from "@mantine/hooks"
import { useEffect, useLayoutEffect, useRef } from "react"
import type { TextPart } from "#contract/intelligence/TextPart.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { blocksOf, piecesOf } from "./TextBlocks.ts"

interface PageTextProps {
  readonly part: TextPart
  readonly quote: { readonly start: number; readonly end: number } | undefined
  /** Where to begin to read, in the whole text; none: at the top. */
  readonly startAt: number | undefined
  /** In rem. */
  readonly size: number
  /** Told when the reader has rested at a place: where, and whether they see the end of the page. */
  readonly onRest: (start: number, isAtEnd: boolean) => void
}

/** Milliseconds without moving. */
const rest = 1500
/** Pixels at the top of the window that the header covers. */
const header = 72

const blockOf = (element: Element) => Number(element.getAttribute("data-start"))

/** The first paragraph that can be seen, and whether all that follows can be, too. */
const seenOf = (page: HTMLElement) => {
  const first = [...page.children].find((block) => block.getBoundingClientRect().bottom > header)
  const isAtEnd = page.getBoundingClientRect().bottom <= innerHeight + 1
  return { start: blockOf(first ?? page), isAtEnd }
}

/** The text of a page. What is quoted is marked and brought into view. */
export const PageText = ({ onRest, part, quote, size, startAt }: PageTextProps) => {
  const { read } = useMessages()
  const page = useRef<HTMLDivElement>(null)
  const note = useDebouncedCallback(() => {
    if (page.current === null) return
    const { isAtEnd, start } = seenOf(page.current)
    onRest(start, isAtEnd)
  }, rest)

  useEffect(() => {
    const shown = page.current
    if (shown === null) return
    const mark = shown.querySelector("mark")
    const begun = [...shown.children].findLast((block) => blockOf(block) <= (startAt ?? -1))
    if (mark !== null) mark.scrollIntoView({ block: "center" })
    else if (begun !== undefined && begun !== shown.firstElementChild) begun.scrollIntoView({ block: "start" })
    else scrollTo({ top: 0 })
    note()
  }, [note, part.start, startAt])

  useEffect(() => {
    const flush = () => document.visibilityState === "hidden" && note.flush()
    addEventListener("scroll", note, { passive: true })
    document.addEventListener("visibilitychange", flush)
    return () => {
      removeEventListener("scroll", note)
      document.removeEventListener("visibilitychange", flush)
    }
  }, [note])
  // Whoever leaves before they have rested is noted where they are, while the page is still there to be measured.
  useLayoutEffect(() => () => note.flush(), [note])

  return (
    <div
      ref={page}
      className="page-text"
      data-start={part.start}
      style={{ fontSize: `${size}rem` }}
      {...(part.language === null ? {} : { lang: part.language })}
    >
      {blocksOf(part.text, part.start).map((block) => (
        <p key={block.start} data-start={block.start}>
          {piecesOf(block, quote).map((piece) =>
            piece.isQuoted ? (
              <mark key={piece.start} aria-label={read.quoted}>
                {piece.text}
              </mark>
            ) : (
              piece.text
            )
          )}
        </p>
      ))}
    </div>
  )
}
