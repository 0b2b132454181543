/** A stretch of a text that belongs together: a paragraph, or one line that names what follows. */
export interface Block {
  readonly kind: "paragraph" | "heading"
  /** Offsets in UTF-16 units, `end` exclusive. */
  readonly start: number
  readonly end: number
}

interface Line {
  readonly start: number
  readonly end: number
  /** Without white space at its ends. */
  readonly text: string
  readonly afterBlank: boolean
  readonly beforeBlank: boolean
}

const pageNumber = new RegExp(
  "^[\\s\\-–—|[\\](]*(?:(?:page|seite|pagina|página|p\\.)\\s*)?(?:\\d{1,4}|[ivxlc]{1,6})" +
    "(?:\\s*(?:\\/|of|von|de|di|van)\\s*\\d+)?[\\s\\-–—|[\\])]*$",
  "iu"
)
/** Characters between the halves of a paragraph that a page break cut. */
const widestGap = 200
const listItem = /^(?:[•·▪◦*–—-]\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s)/u
const tableRow = /\|[^|]*\||(?:\S(?:\t| {3,}).*){3}|^[-=_*|+\s.]+$/u
const ends = /[.!?…:;][\p{Pe}\p{Pf}"'”’»*_]*$/u
const startsLow = /^[\p{Ll}]/u
const named = new RegExp(
  "^(?:chapter|part|book|section|act|scene|appendix|prologue|epilogue|preface|foreword|introduction|conclusions?|" +
    "kapitel|teil|buch|abschnitt|vorwort|nachwort|einleitung|schluss|chapitre|partie|livre|avant-propos|épilogue|" +
    "capítulo|parte|libro|prólogo|epílogo|capitolo|prologo|epilogo|introduzione|conclusione|" +
    "hoofdstuk|deel|voorwoord|inleiding|conclusie|livro|introdução|conclusão)(?!\\p{L})",
  "iu"
)
/** What may follow such a word in a heading: nothing, a number, a mark or a title. */
const titled = /^(?:\s*[:.–—-]|\s+[\p{N}\p{Lu}"“«]|$)/u
const numbered = /^(?:§\s*)?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVXLC]{1,7})[.)]?\s+\p{Lu}[^.!?]{1,80}$/u

const isTableRow = (line: string): boolean => line.length < 300 && tableRow.test(line)

/** Lines with what surrounds them; white-space lines, table rows, page numbers and running heads left out. */
const linesOf = (text: string): ReadonlyArray<Line> => {
  const raw = Array.from(text.matchAll(/[^\n\r\f\u2028\u2029]+/gu), (match) => {
    const lead = match[0].length - match[0].trimStart().length
    const trimmed = match[0].trim()
    return { start: match.index + lead, end: match.index + lead + trimmed.length, text: trimmed }
  }).filter((line) => line.text !== "")
  const seen = new Map<string, number>()
  for (const { text: line } of raw) if (line.length < 80) seen.set(line, (seen.get(line) ?? 0) + 1)
  const gap = (from: number, to: number) => (text.slice(from, to).match(/\r\n|[\n\r\f\u2028\u2029]/gu)?.length ?? 0) > 1
  return raw
    .map((line, at) => ({
      ...line,
      afterBlank: at === 0 || gap(raw[at - 1]?.end ?? 0, line.start),
      beforeBlank: at === raw.length - 1 || gap(line.end, raw[at + 1]?.start ?? text.length)
    }))
    .filter(
      (line) =>
        !pageNumber.test(line.text) && !isTableRow(line.text) && !(raw.length > 100 && (seen.get(line.text) ?? 0) >= 5)
    )
}

const isHeading = (line: Line, width: number): boolean => {
  const { text } = line
  if (/^#{1,6}\s/u.test(text)) return true
  const words = text.split(/\s+/u).length
  if (text.length > 90 || words > 12 || ends.test(text) || /[,-]$/u.test(text) || !/\p{L}{2}/u.test(text)) return false
  if (!line.afterBlank && text.length > width * 0.75) return false
  const keyword = named.exec(text)?.[0]
  if (keyword !== undefined && titled.test(text.slice(keyword.length))) return true
  if (numbered.test(text)) return true
  if (text === text.toUpperCase() && text !== text.toLowerCase()) return words <= 10
  return line.afterBlank && line.beforeBlank && /^[\p{Lu}\p{N}"“«]/u.test(text) && words <= 9
}

/** The length that full lines have: where a hard-wrapped text wraps. */
const wrapWidth = (lines: ReadonlyArray<Line>): number => {
  const lengths = lines.map((line) => line.text.length).sort((a, b) => a - b)
  return lengths[Math.floor(lengths.length * 0.8)] ?? 0
}

/** Does `line` go on with the paragraph that `last` was in? */
const continues = (last: Line, line: Line, width: number): boolean => {
  if (listItem.test(line.text) || line.start - last.end > widestGap) return false
  const open = !ends.test(last.text)
  if (line.afterBlank) return open && startsLow.test(line.text)
  if (startsLow.test(line.text)) return true
  return open ? last.text.length >= width * 0.5 : width <= 140 && last.text.length >= width * 0.75
}

/**
 * Paragraphs and headings of plain or Markdown text, in order. Repairs what PDF extraction does: joins hard-wrapped
 * lines and paragraphs cut by a page break, and leaves out table rows, page numbers and running heads (a short line
 * seen 5 times in more than 100).
 */
export const layout = (text: string): ReadonlyArray<Block> => {
  const lines = linesOf(text)
  const width = wrapWidth(lines)
  const blocks: Array<Block> = []
  let last: Line | undefined
  for (const line of lines) {
    const heading = isHeading(line, width)
    const block = blocks.at(-1)
    if (!heading && block?.kind === "paragraph" && last !== undefined && continues(last, line, width)) {
      blocks[blocks.length - 1] = { ...block, end: line.end }
    } else {
      blocks.push({ kind: heading ? "heading" : "paragraph", start: line.start, end: line.end })
    }
    last = line
  }
  return blocks
}
