import type { Language } from "../extractive/Language.ts"
import { makeTerms } from "../extractive/Terms.ts"
import { findQuote } from "./FindQuote.ts"
import type { Place } from "./FindQuote.ts"

/** Whether a sentence may lean on a quote. */
export interface Verification {
  /** The quote stands in the chunk, and what the sentence says of numbers, dates and names is said there too. */
  readonly verified: boolean
  /** Where in the chunk the quote stands; null when it does not. */
  readonly quoteFound: Place | null
  /** Numbers and dates of the sentence, as written, that its source does not have. */
  readonly unknownNumbers: ReadonlyArray<string>
  readonly unknownNames: ReadonlyArray<string>
  /** Share of the sentence's content terms that occur in the chunk, 0..1. */
  readonly support: number
}

const numbersIn = (text: string) => text.match(/\d+(?:[.,]\d+)*/gu) ?? []

/** Does the quote stand in the chunk, and does the sentence say no more than is said there? */
export const verifyCitation = (sentence: string, quote: string, chunk: string, language: Language): Verification => {
  const termsOf = makeTerms(language)
  const known = new Set(termsOf(chunk))
  const terms = termsOf(sentence)
  const support = terms.length === 0 ? 0 : terms.filter((term) => known.has(term)).length / terms.length
  const numbers = new Set(numbersIn(chunk))
  const unknownNumbers = numbersIn(sentence).filter((number) => !numbers.has(number))
  const quoteFound = findQuote(quote, chunk)
  return {
    verified: quoteFound !== null && unknownNumbers.length === 0 && support >= 0.5,
    quoteFound,
    unknownNumbers,
    unknownNames: [],
    support
  }
}
