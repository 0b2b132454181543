import { bestQuote } from "./BestQuote.ts"
import { cleanSentence, plainWords } from "./CleanAnswer.ts"
import type { Evidence } from "./Evidence.ts"
import { verifyCitation } from "./VerifyCitation.ts"

/** A sentence of a model, with the passages that it says it is from. */
export interface WrittenSentence {
  readonly text: string
  /** Passages, counted from 0; none where the model named none. */
  readonly cited: ReadonlyArray<number>
}

/** Where a passage says what a sentence says: offsets into its text in UTF-16 units, `end` exclusive. */
export interface CheckedQuote {
  readonly passage: number
  readonly start: number
  readonly end: number
  /** Share of the sentence's terms found there, 0..1. */
  readonly support: number
  readonly verified: boolean
}

/** What may be shown of a sentence, and what it rests on: at least one quote. */
export interface CheckedSentence {
  readonly text: string
  readonly supported: boolean
  readonly quotes: ReadonlyArray<CheckedQuote>
}

/** A quote with less in common with its sentence is none. */
const leastSupport = 0.2
/** A passage that the model did not name is taken for the source of a sentence from here on. */
const surelySource = 0.5
const mostQuotes = 3

const quotesOf = (text: string, passages: ReadonlyArray<Evidence>, from: ReadonlyArray<number>) =>
  from.flatMap((passage): ReadonlyArray<CheckedQuote> => {
    const evidence = passages[passage]
    const quote = evidence === undefined ? null : bestQuote(text, evidence.text, evidence.language)
    if (evidence === undefined || quote === null || quote.support < leastSupport) return []
    const { end, start, support } = quote
    const words = evidence.text.slice(start, end)
    return [
      { passage, start, end, support, verified: verifyCitation(text, words, evidence.text, evidence.language).verified }
    ]
  })

const restingOn = (
  sentence: string,
  passages: ReadonlyArray<Evidence>,
  quotes: ReadonlyArray<CheckedQuote>
): CheckedSentence | null => {
  const [first] = quotes
  if (first === undefined) return null
  const named = [...new Set(quotes.map(({ passage }) => passage))]
  const evidence = named.map((passage) => passages[passage]?.text ?? "").join("\n\n")
  const cleaned = cleanSentence(sentence, evidence, passages[first.passage]?.language ?? "und")
  if (cleaned === null) return null
  // What was taken out of the sentence is not held against its quotes.
  const again = cleaned.removed.length === 0 ? quotes : quotesOf(cleaned.text, passages, named)
  return again.length === 0 ? null : { text: cleaned.text, supported: cleaned.supported, quotes: again }
}

/**
 * What may be shown of a sentence that a model wrote from these passages; null when nothing may. Its citations are looked
 * for in the passages that it names; where these do not say it, or it names none, in the one that says it best.
 */
export const checkSentence = (
  { cited, text }: WrittenSentence,
  passages: ReadonlyArray<Evidence>
): CheckedSentence | null => {
  const plain = plainWords(text)
  if (!/\p{L}/u.test(plain)) return null
  const named = restingOn(text, passages, quotesOf(plain, passages, [...new Set(cited)].slice(0, mostQuotes)))
  if (named?.supported === true) return named
  const [best] = quotesOf(plain, passages, [...passages.keys()]).toSorted((a, b) => b.support - a.support)
  if (best === undefined || best.support < surelySource) return named
  const found = restingOn(text, passages, [best])
  return found?.supported === true ? found : (named ?? found)
}
