import { normaliseText } from "./PlainText.ts"

/** A page on its way: `gap` is what stands between it and the page before. */
export interface PageText {
  readonly text: string
  readonly gap: string
}

/**
 * Characters of a page that nobody printed: about one of a paperback with its spaces, so citations lead close enough.
 */
const PAGE_LENGTH = 3000
/** A page is never cut shorter than this in search of a better end. */
const SHORTEST_PAGE = 1500

/** Page ends, the best first: between paragraphs, lines, sentences, words. */
const ends = [/\n\n/g, /\n/g, /[.!?…]["'”’)\]]? /gu, / /g]

const isLowSurrogate = (text: string, index: number) => (text.charCodeAt(index) & 0xfc00) === 0xdc00

/** Where the page that begins at `start` ends: the last good place before the full length, or the full length. */
const endOfPage = (text: string, start: number): number => {
  const limit = start + PAGE_LENGTH
  if (limit >= text.length) return text.length
  const window = text.slice(start + SHORTEST_PAGE, limit)
  for (const end of ends) {
    const last = Array.from(window.matchAll(end)).at(-1)
    if (last !== undefined) return start + SHORTEST_PAGE + last.index + last[0].trimEnd().length
  }
  return isLowSurrogate(text, limit) ? limit - 1 : limit
}

/**
 * Normalised pages of a text file: those of its form feeds if it has any, else virtual ones of about 3,000 characters
 * that end with a paragraph where possible. Virtual pages joined by their gaps are the normalised text, unchanged.
 */
export function* pagesOfText(source: string): Generator<PageText> {
  if (source.includes("\f")) {
    const pages = source.split("\f").map(normaliseText)
    // A form feed at the end closes the last page and opens none.
    if (pages.at(-1) === "") pages.pop()
    for (const text of pages) yield { text, gap: "\n\n" }
    return
  }
  const text = normaliseText(source)
  for (let start = 0, gap = ""; start < text.length;) {
    const end = endOfPage(text, start)
    yield { text: text.slice(start, end), gap }
    const next = /\s*/y
    next.lastIndex = end
    gap = next.exec(text)?.[0] ?? ""
    start = end + gap.length
  }
}
