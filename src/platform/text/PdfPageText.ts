import { normaliseText } from "./PlainText.ts"

/** A run of text as pdf.js finds it: `transform` is `[a, b, c, d, x, y]` in points, y grows upwards. */
export interface TextItem {
  readonly str: string
  readonly transform: ReadonlyArray<number>
  readonly width: number
  readonly height: number
  readonly hasEOL: boolean
}

interface Line {
  text: string
  readonly x: number
  readonly y: number
  height: number
  end: number
}

const isUpright = (item: TextItem) => item.transform[1] === 0 && item.transform[2] === 0

const open = (item: TextItem): Line => ({
  text: item.str,
  x: item.transform[4] ?? 0,
  y: item.transform[5] ?? 0,
  height: item.height,
  end: (item.transform[4] ?? 0) + item.width
})

/** Adds a run to its line; a visible distance between two runs without a blank was a blank in print. */
const extend = (line: Line, item: TextItem) => {
  const distance = (item.transform[4] ?? 0) - line.end
  const apart = isUpright(item) && distance > 0.3 * Math.max(line.height, item.height)
  line.text += apart && !/\s$/.test(line.text) && !/^\s/.test(item.str) ? ` ${item.str}` : item.str
  line.height = Math.max(line.height, item.height)
  line.end = (item.transform[4] ?? 0) + item.width
}

const linesOf = (items: Iterable<TextItem>): ReadonlyArray<Line> => {
  const lines: Array<Line> = []
  let line: Line | undefined
  for (const item of items) {
    const moved = line !== undefined && isUpright(item) && Math.abs((item.transform[5] ?? 0) - line.y)
    // Raised notes and dropped initials stay in their line; what moved by most of a line is the next one.
    if (line !== undefined && moved !== false && item.str !== "" && moved > 0.8 * line.height) line = undefined
    if (line === undefined && item.str.trim() !== "") lines.push((line = open(item)))
    else if (line !== undefined) extend(line, item)
    if (item.hasEOL) line = undefined
  }
  return lines
}

const quantile = (values: ReadonlyArray<number>, share: number) =>
  values.toSorted((one, other) => one - other)[Math.floor(share * (values.length - 1))] ?? 0

const mostCommon = (values: ReadonlyArray<number>) => {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best: readonly [value: number, count: number] = [0, 0]
  for (const entry of counts) if (entry[1] > best[1]) best = entry
  return best[0]
}

/** Tells a new paragraph: by a wider gap than between lines, or by an indented line between lines at the margin. */
const paragraphStarts = (lines: ReadonlyArray<Line>) => {
  const drops = lines.flatMap((line, index) => {
    const before = lines[index - 1]
    return before !== undefined && before.y - line.y > 0.5 * line.height ? [before.y - line.y] : []
  })
  const spacing = quantile(drops, 0.25)
  const margin = mostCommon(lines.map((line) => Math.round(line.x)))
  const atMargin = (line: Line | undefined) => line === undefined || Math.abs(line.x - margin) <= 1
  return (index: number): boolean => {
    const line = lines[index]
    const before = lines[index - 1]
    if (line === undefined || before === undefined) return false
    const drop = before.y - line.y
    if (drop > 1.35 * spacing || drop > 2.5 * Math.max(line.height, before.height)) return true
    const indent = (line.x - margin) / (line.height || 1)
    return drop > 0 && indent > 0.7 && indent < 5 && atMargin(before) && atMargin(lines[index + 1])
  }
}

/**
 * Makes words whole that the typesetter broke at a line end ("exam-⏎ple of" becomes "example⏎of"). The hyphen stays
 * where the word has another one ("state-of-the-⏎art") and before a capital or a digit, where it belongs to the word.
 */
export const joinBrokenWords = (text: string): string =>
  text.replace(/(?<![\p{L}\p{M}\p{N}\p{Pd}])([\p{L}\p{M}]+)[-\u2010\u00ad]\n(\p{Ll}\S*)[ \n]?/gu, "$1$2\n")

/**
 * The text of one page as it is read: a newline between lines, an empty line between paragraphs, broken words joined,
 * normalised. The order is that of the file, which for nearly all books is the order of reading.
 */
export const textOfPage = (items: Iterable<TextItem>): string => {
  const lines = linesOf(items)
  const startsParagraph = paragraphStarts(lines)
  const text = lines.map((line, index) => (startsParagraph(index) ? `\n\n${line.text}` : `\n${line.text}`)).join("")
  return normaliseText(joinBrokenWords(text.replace(/(?<![ \t])[ \t]+(?=\n)/g, "")))
}
