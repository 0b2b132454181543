import type { Language } from "../extractive/Language.ts"
import { bestQuote } from "./BestQuote.ts"
import { plainWords } from "./PlainWords.ts"
import { verifyCitation } from "./VerifyCitation.ts"

export { plainWords } from "./PlainWords.ts"

/** What may be shown of a sentence that a model wrote. */
export interface CleanSentence {
  /** Plain words: nothing in it links, loads or commands. */
  readonly text: string
  /** Whether its source says what it says: shown plainly, else marked. */
  readonly supported: boolean
  /** Numbers and dates that its source does not have; they are no longer in `text`. */
  readonly removed: ReadonlyArray<string>
}

/** With less in common with its source a sentence is of the model's own making. */
const leastSupport = 0.35

/** Phrases that only carry a number, and go with it: "in 1998", "(1998)", "about 12 percent of". */
const carrier = (number: string): ReadonlyArray<RegExp> => {
  const escaped = number.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&")
  return [
    new RegExp(`\\s*\\((?:[^()]*\\s)?${escaped}[^()]*\\)`, "u"),
    new RegExp(
      `,?\\s*(?<!\\p{L})(?:in|on|since|by|until|from|around|circa|c\\.|as of|during|im Jahr|am|seit|um|en|le|el|nel)\\s+` +
        `(?:the year\\s+|about\\s+)?${escaped}(?![\\p{L}\\p{N}])(?=\\s*(?:[,.;]|$)|\\s+(?:and|und|et|the|he|she|it|they)\\s)`,
      "iu"
    )
  ]
}

/** The sentence without the number; null where it would not be a sentence, or another one, without it. */
const without = (sentence: string, number: string): string | null => {
  const pattern = carrier(number).find((each) => each.test(sentence))
  if (pattern === undefined) return null
  const rest = sentence
    .replace(pattern, "")
    .replace(/^[\s,;]+/u, "")
    .replace(/\s+(?=[.,;])/gu, "")
  return /\p{L}{2}.*\s.*\p{L}{2}/u.test(rest) ? `${rest.slice(0, 1).toUpperCase()}${rest.slice(1)}` : null
}

/**
 * What may be kept of a sentence that a model wrote, given the text that it cites; null when nothing may. A number or
 * date that the text does not have is removed with the phrase that carries it ("in 1998"); where it is what the sentence
 * says, the sentence is dropped, as is one that has little in common with the text. One with a name that the text does
 * not have, or that turns round what is said there, is kept but not supported.
 */
export const cleanSentence = (sentence: string, evidence: string, language: Language): CleanSentence | null => {
  let text = plainWords(sentence)
  if (!/\p{L}{2}/u.test(text)) return null
  const removed = verifyCitation(text, evidence, evidence, language).unknownNumbers
  for (const number of removed) {
    const rest = without(text, number)
    if (rest === null) return null
    text = rest
  }
  const quote = bestQuote(text, evidence, language)
  if (quote === null) return null
  const words = evidence.slice(quote.start, quote.end)
  const { support, unknownNumbers, verified } = verifyCitation(text, words, evidence, language)
  if (unknownNumbers.length > 0 || support < leastSupport) return null
  return { text, supported: verified, removed }
}
