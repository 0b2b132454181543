import { endsInside } from "./Abbreviations.ts"
import type { Language } from "./Language.ts"
import { layout } from "./Layout.ts"
import type { Block } from "./Layout.ts"

/** One sentence where it stands: `text.slice(start, end)` of the source is `text`, with its line breaks. */
export interface Sentence {
  readonly text: string
  /** Offsets in UTF-16 units, `end` exclusive. */
  readonly start: number
  readonly end: number
  /** Which block of the layout it is in, counted from 0. */
  readonly block: number
}

/** Longer "sentences" are text without punctuation, cut at the last clause or word before this many characters. */
const longest = 1_000
/** Extracted text sometimes loses the space after a full stop: "accuracy.The most". */
const glued = /(?<=\p{Ll}{3}[.!?]["”’)]?)(?=\p{Lu}\p{Ll}*\s)/u

/** The sentence as a reader wants it: one line, words joined again that a line break had hyphenated. */
export const readable = (sentence: string): string =>
  sentence
    .replace(/(\p{Ll})[-\u00ad\u2010][ \t]*[\r\n\f]+\s*(?=\p{Ll})/gu, "$1")
    .replace(/[\r\n\f]+\s*[-–—[(]?\s*\d{1,4}\s*[-–—\])]?\s*[\r\n\f]+/gu, " ")
    .replaceAll("\u00ad", "")
    .replace(/&(?:amp|quot|lt|gt|#39|apos);/gu, (entity) => entities[entity] ?? entity)
    .replace(/\s+/gu, " ")
    .trim()

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&quot;": '"',
  "&lt;": "<",
  "&gt;": ">",
  "&#39;": "'",
  "&apos;": "'"
}

/** Is the text written without capitals? Then they cannot tell where sentences begin. */
export const isCaseless = (text: string): boolean => {
  const sample = text.slice(0, 50_000)
  return (sample.match(/\p{Lu}/gu)?.length ?? 0) < (sample.match(/\p{Ll}/gu)?.length ?? 0) * 0.005
}

/** Offsets of the parts between sentence marks, whatever follows them. */
const marks = (flat: string): ReadonlyArray<readonly [start: number, end: number]> =>
  Array.from(flat.matchAll(/\S.*?(?:[.!?…]["'”’)]*(?=\s)|$)\s*/gu), (match) => [
    match.index,
    match.index + match[0].length
  ])

/** Offsets of the parts that Unicode's rules see in a stretch without line breaks. */
const parts = (flat: string, language: Language): ReadonlyArray<readonly [start: number, end: number]> => {
  const segmenter = new Intl.Segmenter(language === "und" ? "en" : language, { granularity: "sentence" })
  return Array.from(segmenter.segment(flat)).flatMap(({ index, segment }) => {
    let at = index
    return segment.split(glued).map((piece) => [at, (at += piece.length)] as const)
  })
}

/** Joins parts that were cut after an abbreviation, before a lower-case word or before a closing mark. */
const repaired = (
  flat: string,
  options: { readonly language: Language; readonly caseless: boolean }
): ReadonlyArray<readonly [start: number, end: number]> => {
  const joined: Array<readonly [start: number, end: number]> = []
  for (const [start, end] of options.caseless ? marks(flat) : parts(flat, options.language)) {
    const last = joined.at(-1)
    if (last !== undefined && endsInside(flat.slice(...last), flat.slice(start, end), options)) {
      joined[joined.length - 1] = [last[0], end]
    } else {
      joined.push([start, end])
    }
  }
  return joined
}

/** Cuts what is too long to be a sentence, at punctuation if there is some, else between words. */
const cut = (flat: string, from: number, to: number): ReadonlyArray<readonly [start: number, end: number]> => {
  const pieces: Array<readonly [start: number, end: number]> = []
  let start = from
  while (to - start > longest) {
    const window = flat.slice(start, start + longest / 2)
    const clause = Math.max(window.lastIndexOf("; "), window.lastIndexOf(", "), window.lastIndexOf(": "))
    const space = window.lastIndexOf(" ")
    const length = clause > longest / 5 ? clause + 1 : space > 0 ? space : window.length
    pieces.push([start, start + length])
    start += length
  }
  pieces.push([start, to])
  return pieces
}

/**
 * The sentences of the paragraphs of a text, in order, with their places; headings are not sentences. Unicode
 * segmentation (UAX 29), repaired for abbreviations, initials, ordinals, quotations and hard-wrapped lines.
 */
export const sentencesOf = (
  text: string,
  language: Language,
  blocks: ReadonlyArray<Block> = layout(text)
): ReadonlyArray<Sentence> => {
  const options = { language, caseless: isCaseless(text) }
  return blocks.flatMap((block, index) => {
    if (block.kind === "heading") return []
    const flat = text.slice(block.start, block.end).replace(/\s/gu, " ")
    return repaired(flat, options)
      .flatMap(([start, end]) => cut(flat, start, end))
      .flatMap(([start, end]) => {
        const raw = flat.slice(start, end)
        const first = block.start + start + (raw.length - raw.trimStart().length)
        const last = first + raw.trim().length
        return first === last ? [] : [{ text: text.slice(first, last), start: first, end: last, block: index }]
      })
  })
}
