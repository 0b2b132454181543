import type { Language } from "./Language.ts"
import { stem } from "./Stemmer.ts"
import { stopwords } from "./Stopwords.ts"

const word = /\p{L}[\p{L}\p{M}\p{N}]*(?:['’-]\p{L}[\p{L}\p{M}\p{N}]*)*|\p{N}+(?:[.,]\p{N}+)*/gu
/** French and Italian glue their articles on: "l'été", "dell'arte". */
const elision = /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|un|all|dell|dall|nell|sull|quell)'/u

/** Scripts that write words without spaces between them. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u
const segmenter = new Intl.Segmenter("und", { granularity: "word" })

/** Every word of a text, lower case, with typographic apostrophes made plain. */
export const wordsOf = (text: string): ReadonlyArray<string> => {
  const lower = text.toLowerCase()
  if (unspaced.test(lower)) {
    return Array.from(segmenter.segment(lower)).flatMap((part) => (part.isWordLike === true ? [part.segment] : []))
  }
  return Array.from(lower.matchAll(word), (match) => match[0].replaceAll("’", "'"))
}

/** How many words a reader would count: what stands between spaces and has a letter or a digit. */
export const countWords = (text: string): number =>
  unspaced.test(text) ? wordsOf(text).length : text.split(/\s+/u).filter((part) => /[\p{L}\p{N}]/u.test(part)).length

/**
 * Turns text into terms: stems of the words that carry a subject. Reads one language; remembers the stems it has made,
 * so keep one per text.
 */
export const makeTerms = (language: Language): ((text: string) => ReadonlyArray<string>) => {
  const stems = new Map<string, string>()
  const noise: ReadonlySet<string> = language === "und" ? new Set() : stopwords[language]
  const termOf = (each: string): string => {
    const bare = language === "fr" || language === "it" ? each.replace(elision, "") : each.replace(/'s$/u, "")
    if (noise.has(bare) || noise.has(each) || bare.length < 2) return ""
    return stem(bare, language)
  }
  return (text) => {
    const terms: Array<string> = []
    for (const each of wordsOf(text)) {
      let term = stems.get(each)
      if (term === undefined) stems.set(each, (term = termOf(each)))
      if (term !== "") terms.push(term)
    }
    return terms
  }
}
