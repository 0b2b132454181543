import { detectLanguage } from "../extractive/Language.ts"
import type { Language } from "../extractive/Language.ts"
import { layout } from "../extractive/Layout.ts"
import type { Block } from "../extractive/Layout.ts"
import { sentencesOf } from "../extractive/Sentences.ts"
import { countTokens } from "../llm/TokenEstimate.ts"
import { isWikiHeading } from "./Headings.ts"

/** The smallest stretch that chunks are made of: a heading, a sentence, a row of a table, a piece of what has neither. */
export interface Unit {
  readonly kind: "heading" | "body"
  /** Offsets in UTF-16 units, `end` exclusive; no white space at either end. */
  readonly start: number
  readonly end: number
  /** Does a paragraph begin with it? */
  readonly opens: boolean
}

/** Characters read at a time, so that a text of any length takes little memory. */
const windowLength = 200_000
/** A longer paragraph is read in parts: the time for one grows faster than its length. */
const longestBlock = 2_000
/** Tokens of the longest unit: what is longer is text without punctuation, or words without end. */
const mostTokens = 130

const isInsidePair = (text: string, at: number) =>
  (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800

/** The last match of the first pattern that has one in the second half of `text.slice(start, limit)`. */
const lastPlace = (text: string, start: number, limit: number, patterns: ReadonlyArray<RegExp>): number | undefined => {
  const from = start + Math.floor((limit - start) / 2)
  const half = text.slice(from, limit)
  for (const pattern of patterns) {
    let last: number | undefined
    for (const match of half.matchAll(pattern)) last = from + match.index + match[0].length
    if (last !== undefined && last > start) return last
  }
  return undefined
}

/** Between characters, and between words as Unicode tells them where no space does. */
const betweenWords = (text: string, start: number, limit: number): number => {
  const from = Math.max(start + 1, limit - 40)
  const words = new Intl.Segmenter("und", { granularity: "word" }).segment(text.slice(from, limit + 20))
  const found = words.containing(limit - from)
  const at = found === undefined || found.index === 0 ? limit : from + found.index
  return isInsidePair(text, at) ? at - 1 : at
}

/** Cuts `text.slice(start, end)` into parts no longer than `most`, at the best places. */
function* parts(
  text: string,
  span: { readonly start: number; readonly end: number },
  most: number,
  patterns: ReadonlyArray<RegExp>
): Generator<{ readonly start: number; readonly end: number }> {
  let start = span.start
  while (span.end - start > most) {
    const limit = start + most
    const at = lastPlace(text, start, limit, patterns) ?? betweenWords(text, start, limit)
    yield { start, end: at }
    start = at
  }
  if (start < span.end) yield { start, end: span.end }
}

const paragraphEnds = [/\n\s*\n/gu, /[\n\r\f]+/gu, /[.!?…。！？]["'”’)]*\s+/gu, /\s+/gu]
const sentenceEnds = [/[.!?…]["'”’)]*\s+|[。！？]/gu, /\s+/gu]
const clauseEnds = [/[,;:—–]\s+|[、，；：。！？]/gu, /\s+/gu]

/** Without the white space at its ends; undefined where there is nothing else. */
const trimmed = (text: string, start: number, end: number) => {
  const raw = text.slice(start, end)
  const body = raw.trim()
  if (body === "") return undefined
  const first = start + raw.length - raw.trimStart().length
  return { start: first, end: first + body.length }
}

/** The lines between what layout knows: rows of tables, page numbers, running heads. Nothing is lost. */
function* linesBetween(text: string, start: number, end: number): Generator<Unit> {
  for (const line of text.slice(start, end).matchAll(/[^\n\r\f\u2028\u2029]+/gu)) {
    const from = start + line.index
    const found = trimmed(text, from, from + line[0].length)
    if (found === undefined) continue
    const kind = isWikiHeading(text.slice(found.start, found.end)) ? "heading" : "body"
    yield { kind, ...found, opens: true }
  }
}

/** Sentences and headings of a stretch, without what stands between them. */
const known = (text: string, language: Language): ReadonlyArray<Unit> => {
  const paragraphs = layout(text)
  const pieces = paragraphs.flatMap((block, paragraph): ReadonlyArray<Block & { readonly paragraph: number }> =>
    block.kind === "heading"
      ? [{ ...block, paragraph }]
      : Array.from(parts(text, block, longestBlock, sentenceEnds), (part) => ({ ...block, ...part, paragraph }))
  )
  const headings = paragraphs.flatMap(({ end, kind, start }): ReadonlyArray<Unit> =>
    kind === "heading" ? [{ kind, start, end, opens: true }] : []
  )
  let last: number | undefined
  const sentences = sentencesOf(text, language, pieces).map(({ block, end, start }): Unit => {
    const paragraph = pieces[block]?.paragraph
    const opens = paragraph !== last
    last = paragraph
    const kind = isWikiHeading(text.slice(start, end)) ? "heading" : "body"
    return { kind, start, end, opens }
  })
  return [...headings, ...sentences].toSorted((a, b) => a.start - b.start)
}

/** How long the parts of a unit may be to have so many tokens at most, as densely as they stand in it on average. */
const longestOf = (unit: string): number => {
  const tokens = countTokens(unit)
  return tokens <= mostTokens ? unit.length : Math.max(1, Math.floor((unit.length * mostTokens) / tokens))
}

function* unitsOfStretch(text: string, language: Language): Generator<Unit> {
  let at = 0
  for (const unit of known(text, language)) {
    yield* linesBetween(text, at, unit.start)
    yield unit
    at = unit.end
  }
  yield* linesBetween(text, at, text.length)
}

/**
 * The units of a text in order. Together they hold every character that is not white space, each once; none is cut
 * inside a word or a surrogate pair. Time grows with the length of the text.
 */
export function* unitsOf(text: string): Generator<Unit> {
  const language = detectLanguage(text)
  for (const { end, start } of parts(text, { start: 0, end: text.length }, windowLength, paragraphEnds)) {
    for (const unit of unitsOfStretch(text.slice(start, end), language)) {
      let opens = unit.opens
      const span = { start: start + unit.start, end: start + unit.end }
      for (const part of parts(text, span, longestOf(text.slice(span.start, span.end)), clauseEnds)) {
        const found = trimmed(text, part.start, part.end)
        if (found === undefined) continue
        yield { kind: unit.kind, ...found, opens }
        opens = false
      }
    }
  }
}
