/** A part of a text: `text.slice(start, end)`. Offsets count UTF-16 units. */
export interface Chunk {
  readonly start: number
  readonly end: number
}

/** Tokens a text may need. Grows with the text. */
export type CountTokens = (text: string) => number

/** No tokenizer makes fewer tokens of prose than one for so many characters: what is longer need not be counted. */
const mostCharactersPerToken = 8

/** A part is not cut before this share of its room, however well the place would suit. */
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
 * a word; only a text without any white space is cut elsewhere, and never inside a character. Each part takes well under
 * a millisecond: whoever divides a long book lets others run in between.
 */
export function* chunks(text: string, budget: number, countTokens: CountTokens): Generator<Chunk> {
  const total = countTokens(text)
  let start = 0
  while (start < text.length) {
    const rest = total * (1 - start / text.length)
    const even = Math.ceil((rest / Math.ceil(rest / budget)) * slack)
    const room = Math.max(4, Math.min(budget, even))
    const end = start + cut(longestWithin(text, start, room, countTokens), text.length - start)
    yield { start, end }
    start = end
  }
}

/** The beginning of the rest that fits: the whole rest where that does. */
const longestWithin = (text: string, start: number, room: number, countTokens: CountTokens): string => {
  let window = text.slice(start, start + room * mostCharactersPerToken)
  let tokens = countTokens(window)
  while (tokens > room && window.length > 2) {
    const length = Math.max(2, Math.min(window.length - 1, Math.floor((window.length * room) / tokens)))
    window = window.slice(0, length)
    tokens = countTokens(window)
  }
  return window
}

/** Characters of the window that make a part. */
const cut = (window: string, rest: number): number => {
  if (window.length === rest) return rest
  const least = Math.floor(window.length * earliest)
  for (const boundary of [heading, paragraph, sentence, word]) {
    const end = lastEnd(window, boundary, least)
    if (end !== undefined) return end
  }
  const last = window.charCodeAt(window.length - 1)
  const splitsCharacter = last >= 0xd800 && last <= 0xdbff
  return splitsCharacter && window.length > 1 ? window.length - 1 : window.length
}

/** Where the last boundary ends that does so behind `least`. */
const lastEnd = (window: string, boundary: RegExp, least: number): number | undefined => {
  let end: number | undefined
  for (const match of window.matchAll(boundary)) {
    const at = match.index + match[0].length
    if (at > least && at < window.length) end = at
  }
  return end
}
