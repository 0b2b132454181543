import { Effect } from "effect"
import { stretches } from "./Stretches.ts"

/**
 * Tokens that the text may need: more than nearly every tokenizer makes of it, so that what fits by this count fits.
 * Three ASCII characters count as one token (English prose has about four), any other character as one. Never more than
 * the text has UTF-16 units, and for a whole never more than for its pieces together.
 */
export const countTokens = (text: string): number => {
  let ascii = 0
  let other = 0
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) < 128) ascii++
    else other++
  }
  return Math.ceil(ascii / 3) + other
}

/** `countTokens` of each stretch of a text of any length, with others let run in between. */
export const countStretches = Effect.fnUntraced(function* (text: string, count: (text: string) => number) {
  const counts: Array<number> = []
  for (const stretch of stretches(text)) {
    counts.push(count(stretch))
    yield* Effect.yieldNow
  }
  return counts
})

/** Tokenizers split at spaces, so a word is never less than one token; a fifth is taken off for the odd merge. */
const tokensPerWord = 0.8

const countWords = (text: string, atMost: number): number => {
  let words = 0
  for (const _ of text.matchAll(/\p{L}+/gu)) if (++words >= atMost) break
  return words
}

/**
 * Whether the texts need more tokens together than `limit`, whichever way they are counted: such cannot fit. They are
 * read to the word that decides, with others let run in between, and not at all where they are too short for so many
 * words: a word takes two UTF-16 units at least, a letter and what parts it from the next. The word at the end of a
 * stretch may count twice; that is far less than the fifth.
 */
export const surelyExceeds = Effect.fnUntraced(function* (texts: ReadonlyArray<string>, limit: number) {
  let missing = Math.ceil((limit + 1) / tokensPerWord)
  const units = texts.reduce((sum, text) => sum + text.length + 1, 0)
  if (units / 2 < missing) return false
  for (const text of texts) {
    for (const stretch of stretches(text)) {
      missing -= countWords(stretch, missing)
      if (missing <= 0) return true
      yield* Effect.yieldNow
    }
  }
  return false
})
