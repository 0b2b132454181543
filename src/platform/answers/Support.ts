import { detectLanguage } from "../extractive/Language.ts"
import type { Language } from "../extractive/Language.ts"
import { tokensOf } from "./Wording.ts"
import type { Token } from "./Wording.ts"

const keysOf = (tokens: ReadonlyArray<Token>): ReadonlySet<string> =>
  new Set(
    tokens.flatMap(({ fact, form, stem }) => (fact === undefined ? [stem, form] : [...fact.readings, ...fact.implied]))
  )

/** Is the sentence in another language than its source? Then only names and numbers can be found again. */
const isForeign = (sentence: string, language: Language): boolean => {
  const own = detectLanguage(sentence)
  return own !== "und" && language !== "und" && own !== language && sentence.length > 40
}

/**
 * Share of a sentence's content terms (stems, names, numbers, dates) that occur in a text, 0..1. Of a sentence in another
 * language than the text's only names and numbers are looked for.
 */
export const supportIn = (sentence: string, text: string, language: Language): number => {
  const found = keysOf(tokensOf(text, language))
  const foreign = isForeign(sentence, language)
  const terms = tokensOf(sentence, language).filter(
    ({ fact, isName, stem }) => fact !== undefined || isName || (!foreign && stem !== "")
  )
  if (terms.length === 0) return 0
  const has = ({ fact, form, stem }: Token) =>
    fact === undefined ? found.has(stem) || found.has(form) : fact.readings.some((reading) => found.has(reading))
  return terms.filter(has).length / terms.length
}
