import { Effect } from "effect"
import { stretchLength } from "#platform/llm/Stretches.ts"
import { countStretches } from "#platform/llm/TokenEstimate.ts"

/** A part of a text: `text.slice(start, end)`. Offsets count UTF-16 units. */
export interface Chunk {
  readonly start: number
  readonly end: number
}

/**
 * Tokens a text may need. Grows with the text: never more than its UTF-16 units, and for a whole never more than for its
 * pieces together.
 */
export type CountTokens = (text: string) => number

/** A text with the tokens of each of its stretches. */
export interface Measured {
  readonly text: string
  readonly counts: ReadonlyArray<number>
  /** Tokens of the whole. */
  readonly tokens: number
  readonly countTokens: CountTokens
}

/** Reads the whole text once, with others let run in between. */
export const measure = Effect.fnUntraced(function* (text: string, countTokens: CountTokens) {
  const counts = yield* countStretches(text, countTokens)
  const tokens = counts.reduce((sum, count) => sum + count, 0)
  return { text, counts, tokens, countTokens } satisfies Measured
})

/** Whether the text takes at most `room` tokens; read only where its length does not tell. */
export const fits = (text: string, room: number, countTokens: CountTokens): Effect.Effect<boolean> => {
  if (text.length <= room) return Effect.succeed(true)
  if (text.length > room * mostCharactersPerToken) return Effect.succeed(false)
  return Effect.map(measure(text, countTokens), ({ tokens }) => tokens <= room)
}

/** No tokenizer makes fewer tokens of prose than one for so many characters: what is longer need not be counted. */
const mostCharactersPerToken = 8

/** With less room than this a single character may not fit. */
const leastRoom = 4

/** A part is not cut before this share of its room, nor a stretch before its end, however well the place would suit. */
const earliest = 0.6

/** Room above the even share, so that a good place to cut lies within. */
const slack = 1.15

const heading =
  /\n[ \t]*\n(?=[ \t]*(?:#{1,6} |(?:chapter|part|book|prologue|epilogue|kapitel|teil|chapitre|partie|capítulo|capitolo|parte|hoofdstuk|deel)\b[^\n]{0,80}\n))/giu
const paragraph = /\n[ \t]*\n\s*/gu
const sentence = /[.!?…]["'”’»)\]]*\s+|[。！？][”」』]?/gu
const word = /\s+/gu

/**
 * Divides the text into parts of at most `budget` tokens (at least 4), which together are the whole text: nothing is left
 * out, nothing is in two parts. They are about equally long and end where a chapter ends, else a paragraph, a sentence or
 * a word; only a text without any white space is cut elsewhere, and never inside a character. Each part takes some
 * milliseconds, however long it is: whoever divides a long book lets others run in between.
 */
export function* chunks(measured: Measured, budget: number): Generator<Chunk> {
  const { text, tokens } = measured
  let start = 0
  while (start < text.length) {
    const rest = tokens * (1 - start / text.length)
    const even = Math.ceil((rest / Math.ceil(rest / budget)) * slack)
    const room = Math.max(leastRoom, Math.min(budget, even))
    const end = start + cut(longestWithin(measured, start, room), text.length - start)
    yield { start, end }
    start = end
  }
}

/** The beginning of the rest that fits: the whole rest where that does. */
const longestWithin = (measured: Measured, start: number, room: number): string => {
  const { counts, countTokens, text } = measured
  let end = start
  let left = room
  // Whole stretches are not counted again, so that a part of millions of characters is found as fast as one of a page.
  while (left >= leastRoom && end < text.length) {
    const at = Math.floor(end / stretchLength)
    const piece = text.slice(end, Math.min((at + 1) * stretchLength, end + left * mostCharactersPerToken))
    const tokens = piece.length === stretchLength ? (counts[at] ?? 0) : countTokens(piece)
    if (tokens > left) return text.slice(start, end + longestOf(piece, tokens, left, countTokens))
    end += piece.length
    left -= tokens
  }
  return text.slice(start, end)
}

/** Characters of the piece, of so many tokens, that fit. */
const longestOf = (piece: string, tokens: number, room: number, countTokens: CountTokens): number => {
  let window = piece
  while (tokens > room && window.length > 2) {
    const length = Math.max(2, Math.min(window.length - 1, Math.floor((window.length * room) / tokens)))
    window = window.slice(0, length)
    tokens = countTokens(window)
  }
  return window.length
}

/** Characters of the window that make a part. */
const cut = (window: string, rest: number): number => {
  if (window.length === rest) return rest
  const least = Math.max(Math.floor(window.length * earliest), window.length - stretchLength)
  for (const boundary of [heading, paragraph, sentence, word]) {
    const end = lastEnd(window.slice(least), boundary)
    if (end !== undefined) return least + end
  }
  const last = window.charCodeAt(window.length - 1)
  const splitsCharacter = last >= 0xd800 && last <= 0xdbff
  return splitsCharacter && window.length > 1 ? window.length - 1 : window.length
}

/** Where the last boundary ends that does so within the text. */
const lastEnd = (text: string, boundary: RegExp): number | undefined => {
  let end: number | undefined
  for (const match of text.matchAll(boundary)) {
    const at = match.index + match[0].length
    if (at < text.length) end = at
  }
  return end
}
