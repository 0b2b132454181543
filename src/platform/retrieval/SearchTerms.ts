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

/** Alphabets whose words are the same without their accents; elsewhere marks are letters. */
const accents = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}])\p{M}+/gu
/** Runs of scripts that put no space between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\u30fc\u3005]+/gu

/** Without accents and with digits in one piece: "Élan" is found as "elan", 1,250 as 1250. At most 64 characters. */
const folded = (word: string): string => (plain.test(word) ? word : unaccented(word))

/** Most words: there is nothing to fold. */
const plain = /^[a-z0-9]{1,64}$/u

const unaccented = (word: string): string =>
  word
    .normalize("NFKD")
    .replace(accents, "")
    .normalize("NFC")
    .replace(/(?<=\d),(?=\d{3}(?!\d))/gu, "")
    .slice(0, longestTerm)
    .replace(/[\ud800-\udbff]$/u, "")

/** Every two neighbouring characters: where words begin is a guess, and question and text may guess differently. */
const pairsOf = (run: string): ReadonlyArray<string> => {
  const characters = Array.from(run)
  return characters.length < 2 ? characters : characters.slice(1).map((each, at) => `${characters[at] ?? ""}${each}`)
}

interface Piece {
  readonly text: string
  /** Is it of a script without spaces? */
  readonly isPair: boolean
}

/** The words of a stretch, compounds in their parts: "well-known" is found as "well" and "known". */
function* wordsIn(stretch: string): Generator<Piece> {
  for (const word of wordsOf(stretch)) {
    if (!word.includes("-")) yield { text: word, isPair: false }
    else for (const text of word.split("-")) yield { text, isPair: false }
  }
}

function* piecesOf(text: string): Generator<Piece> {
  let at = 0
  for (const run of text.matchAll(unspaced)) {
    yield* wordsIn(text.slice(at, run.index))
    for (const pair of pairsOf(run[0])) yield { text: pair, isPair: true }
    at = run.index + run[0].length
  }
  yield* wordsIn(at === 0 ? text : text.slice(at))
}

const analyser = (language: Language): ((piece: Piece) => string) => {
  const termsOf = makeTerms(language)
  const known = new Map<string, string>()
  return ({ isPair, text }) => {
    let term = known.get(text)
    if (term === undefined) known.set(text, (term = folded(isPair ? text : (termsOf(text)[0] ?? ""))))
    return term
  }
}

/**
 * Makes search terms of the texts of one language: folded stems of the words that carry a subject, in their order; pairs
 * of characters in scripts without spaces. Keep it for as long as texts of the language come: it remembers the stems it
 * has made.
 */
export const makeSearchTerms = (language: Language): ((text: string) => ReadonlyArray<string>) => {
  const termOf = analyser(language)
  return (text) => {
    const terms: Array<string> = []
    for (const piece of piecesOf(text)) {
      const term = termOf(piece)
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

/** Of a longer question so many words count, half of them its first and half its last: what is asked is seldom between. */
const mostWords = 64

const outerWords = (words: ReadonlyArray<Piece>): ReadonlyArray<Piece> =>
  words.length <= mostWords ? words : [...words.slice(0, mostWords / 2), ...words.slice(-mostWords / 2)]

/**
 * The words of a question that texts in any of the languages are searched for, each once, 64 at most. Function words of
 * the language that the question is in are left out. Some milliseconds for 2,000 characters.
 */
export const questionTerms = (question: string, languages: ReadonlyArray<Language>): ReadonlyArray<QuestionTerm> => {
  const asked = detectLanguage(question)
  const inQuestion = analyser(asked)
  const pieces = new Map(Array.from(piecesOf(question), (piece) => [piece.text, piece]))
  const words = outerWords(Array.from(pieces.values()).filter((piece) => inQuestion(piece) !== ""))
  const analysers = [...new Set<Language>([...languages, asked])].map(analyser)
  const terms = new Map<string, QuestionTerm>()
  for (const word of words) {
    const variants = [...new Set(analysers.map((termOf) => termOf(word)))].filter((term) => term !== "").toSorted()
    if (variants.length > 0) terms.set(variants.join(" "), { variants, weight: 1 })
  }
  return [...terms.values()]
}
