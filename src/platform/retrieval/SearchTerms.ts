import { detectLanguage } from "../extractive/Language.ts"
import type { Language } from "../extractive/Language.ts"
import { makeTerms, wordsOf } from "../extractive/Terms.ts"

/** A word of a question. */
export interface QuestionTerm {
  /** The same word as each language stems it. */
  readonly variants: ReadonlyArray<string>
  /** How much it counts beside the others, above 0. */
  readonly weight: number
}

const longestTerm = 64

/** Without accents and with digits in one piece: "Élan" is found as "elan", 1,250 as 1250. */
export const folded = (word: string): string =>
  word
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/(?<=\d),(?=\d{3}(?!\d))/gu, "")
    .slice(0, longestTerm)

/** The parts of compounds: "well-known" is found as "well" and "known". */
const piecesOf = (text: string): ReadonlyArray<string> => wordsOf(text).flatMap((word) => word.split(/[-_]/u))

/**
 * Makes search terms of the texts of one language: folded stems of the words that carry a subject, in their order. Keep
 * it for as long as texts of the language come: it remembers the stems it has made.
 */
export const makeSearchTerms = (language: Language): ((text: string) => ReadonlyArray<string>) => {
  const termsOf = makeTerms(language)
  const known = new Map<string, string>()
  return (text) => {
    const terms: Array<string> = []
    for (const piece of piecesOf(text)) {
      let term = known.get(piece)
      if (term === undefined) known.set(piece, (term = folded(termsOf(piece)[0] ?? "")))
      if (term !== "") terms.push(term)
    }
    return terms
  }
}

/** The search terms of a text and how often each stands in it. */
export const searchTerms = (text: string, language: Language): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const term of makeSearchTerms(language)(text)) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

/**
 * The words of a question that texts in any of the languages are searched for. Function words of the language that the
 * question is in are left out.
 */
export const questionTerms = (question: string, languages: ReadonlyArray<Language>): ReadonlyArray<QuestionTerm> => {
  const asked = detectLanguage(question)
  const inQuestion = makeSearchTerms(asked)
  const analysers = [...new Set<Language>([...languages, asked])].map(makeSearchTerms)
  const terms = new Map<string, QuestionTerm>()
  for (const piece of piecesOf(question)) {
    if (inQuestion(piece).length === 0) continue
    const variants = [...new Set(analysers.flatMap((termsOf) => termsOf(piece)))].toSorted()
    if (variants.length > 0) terms.set(variants.join(" "), { variants, weight: 1 })
  }
  return [...terms.values()]
}
