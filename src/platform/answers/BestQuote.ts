import type { Language } from "../extractive/Language.ts"
import { statementsOf } from "./Passages.ts"
import { supportIn } from "./Support.ts"

/** Where a passage supports a sentence: offsets into the passage, and the share of its terms found there, 0..1. */
export interface Quote {
  readonly start: number
  readonly end: number
  readonly support: number
}

/** Two sentences are quoted where one leaves out this much more. */
const worthASecond = 0.15

/**
 * The sentence, or two that follow one another, of the passage that supports a sentence best; null when none does. Lines
 * of tables and headings count as sentences.
 */
export const bestQuote = (sentence: string, passage: string, language: Language): Quote | null => {
  const statements = statementsOf([{ text: passage, language, score: 1 }])[0] ?? []
  let best: Quote | null = null
  for (const length of [1, 2]) {
    const least = length === 1 ? 0 : (best?.support ?? 0) + worthASecond
    for (let at = 0; at + length <= statements.length; at++) {
      const start = statements[at]?.start ?? 0
      const end = statements[at + length - 1]?.end ?? passage.length
      const support = supportIn(sentence, passage.slice(start, end), language)
      if (support > 0 && support >= least && support > (best?.support ?? 0)) best = { start, end, support }
    }
  }
  return best
}
