import type { Language } from "../extractive/Language.ts"
import { sentencesOf } from "../extractive/Sentences.ts"
import { makeTerms } from "../extractive/Terms.ts"

/** Where a passage supports a sentence: offsets into the passage, and the share of its terms found there, 0..1. */
export interface Quote {
  readonly start: number
  readonly end: number
  readonly support: number
}

/** The sentence, or two that follow one another, of the passage that supports a sentence best; null when none does. */
export const bestQuote = (sentence: string, passage: string, language: Language): Quote | null => {
  const termsOf = makeTerms(language)
  const wanted = [...new Set(termsOf(sentence))]
  if (wanted.length === 0) return null
  const sentences = sentencesOf(passage, language)
  let best: Quote | null = null
  for (const length of [1, 2]) {
    for (let at = 0; at + length <= sentences.length; at++) {
      const start = sentences[at]?.start ?? 0
      const end = sentences[at + length - 1]?.end ?? passage.length
      const found = new Set(termsOf(passage.slice(start, end)))
      const support = wanted.filter((term) => found.has(term)).length / wanted.length
      if (support > 0 && support > (best?.support ?? 0) + (length - 1) * 0.2) best = { start, end, support }
    }
  }
  return best
}
