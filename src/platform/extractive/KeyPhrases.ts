import { detectLanguage, type KnownLanguage, type Language, languageOf } from "./Language.ts"
import { stopwords } from "./Stopwords.ts"
import { makeTerms } from "./Terms.ts"

/** A text whose subjects are asked for. */
export interface KeyPhraseOptions {
  /** What says shortly what the text is about, as its title and summary: what is in there counts more. */
  readonly focus: string
  /** BCP 47; told by the text where it is left out. */
  readonly language?: string | undefined
  readonly most: number
}

/** How often something stands in a text, by the stems of its words: "white whales" is found under "white whale". */
export const phraseCounter = (text: string, language: Language): ((phrase: string) => number) => {
  const termsOf = makeTerms(language)
  const counts = new Map<string, number>()
  const terms = termsOf(text)
  for (let length = 1; length <= longestCounted; length++) {
    for (let at = 0; at + length <= terms.length; at++) {
      const phrase = terms.slice(at, at + length).join(" ")
      counts.set(phrase, (counts.get(phrase) ?? 0) + 1)
    }
  }
  return (phrase) => counts.get(termsOf(phrase).join(" ")) ?? 0
}

const longestCounted = 3

/** A run of words with nothing between them but blanks. */
const run = /\p{L}+(?:['’-]\p{L}+)*(?:[ \t]+\p{L}+(?:['’-]\p{L}+)*)*/gu

/** What stands before things and not before deeds. */
const articles: Readonly<Record<KnownLanguage, ReadonlySet<string>>> = {
  en: new Set("the a an his her its their our my your this that these those of".split(" ")),
  de: new Set("der die das den dem des ein eine einen einem einer eines".split(" ")),
  fr: new Set("le la les un une des du de ce cette ces son sa ses leur".split(" ")),
  es: new Set("el la los las un una unos unas del de su sus".split(" ")),
  it: new Set("il lo la i gli le un una del della dei delle di".split(" ")),
  nl: new Set("de het een van zijn haar hun deze dit".split(" ")),
  pt: new Set("o a os as um uma do da dos das de seu sua".split(" "))
}

/** What is known of a word or of two that stand together. */
interface Candidate {
  count: number
  /** How often it stood where a thing is named: after an article, and at the end of its words. */
  named: number
  /** How often it was written with a capital inside of a sentence. */
  capital: number
  /** How it is written most plainly. */
  readonly text: string
}

const leastLetters = 4
/** Below this share a word is rather a deed or a quality, and above that one a name. */
const leastNamed = 0.2
const mostCapital = 0.4

/** English deeds and qualities, by their endings, and things that nearly every text names. */
const ending = /(?:ed|ing|ly)$/u
const everywhere = new Set(
  (
    "thing things time times year years day days part parts kind sort case cases point number amount work works people " +
    "person woman women life world ways fact result results example group groups paper study book chapter story page " +
    "place hand hands eyes head face moment word words name side percent four five first second third last best same " +
    "other others general similar"
  ).split(" ")
)
const saysLittle = (word: string, language: Language) =>
  language === "en" && (ending.test(word) || everywhere.has(word))

/**
 * The words and pairs of words that a text returns to, most telling first, in lower case: things rather than deeds and
 * qualities, as far as articles tell, and no names, as far as capitals tell. Without rules for the language, nothing.
 * A heuristic in the manner of RAKE (Rose et al., "Automatic Keyword Extraction from Individual Documents", 2010).
 */
export const keyPhrases = (text: string, { focus, language: tag, most }: KeyPhraseOptions): ReadonlyArray<string> => {
  const language = tag === undefined ? detectLanguage(text) : languageOf(tag)
  if (language === "und") return []
  const inFocus = phraseCounter(focus, language)
  const enough = Math.max(3, text.length / 20_000)
  const found = [...candidates(text, language).values()]
    .filter(
      ({ capital, count, named }) => count >= enough && named >= count * leastNamed && capital <= count * mostCapital
    )
    // One word by itself says little, unless the text is said to be about it.
    .filter(({ text: phrase }) => phrase.includes(" ") || inFocus(phrase) > 0)
    .map(({ count, text: phrase }) => ({
      phrase,
      score: Math.log(1 + count) * (phrase.includes(" ") ? 2 : 1) * (inFocus(phrase) > 0 ? 3 : 1)
    }))
    .toSorted((a, b) => b.score - a.score || (a.phrase < b.phrase ? -1 : 1))
  const chosen: Array<string> = []
  for (const { phrase } of found) {
    if (chosen.length === most) break
    if (!chosen.some((other) => overlaps(other, phrase))) chosen.push(phrase)
  }
  return chosen
}

const overlaps = (a: string, b: string): boolean => a.split(" ").some((word) => b.split(" ").includes(word))

const candidates = (text: string, language: KnownLanguage): ReadonlyMap<string, Candidate> => {
  const termsOf = makeTerms(language)
  const found = new Map<string, Candidate>()
  const note = (words: ReadonlyArray<string>, isNamed: boolean, isCapital: boolean) => {
    const key = words.map((word) => termsOf(word)[0] ?? word).join(" ")
    const known = found.get(key) ?? { count: 0, named: 0, capital: 0, text: words.join(" ") }
    known.count += 1
    known.named += isNamed ? 1 : 0
    known.capital += isCapital ? 1 : 0
    found.set(key, known)
  }
  for (const [stretch] of text.matchAll(run)) {
    const words = stretch.split(/[ \t]+/u)
    const lower = words.map((word) => word.toLowerCase().replaceAll("’", "'"))
    const isEmpty = (at: number) => lower[at] === undefined || stopwords[language].has(lower[at])
    const isTelling = (at: number) => !isEmpty(at) && (lower[at]?.length ?? 0) >= leastLetters
    const isThing = (at: number) => isTelling(at) && !saysLittle(lower[at] ?? "", language)
    // Nouns of German have capitals, whatever they name.
    const isCapital = (at: number) => language !== "de" && at > 0 && /^\p{Lu}/u.test(words[at] ?? "")
    const isAfterArticle = (at: number) => articles[language].has(lower[at - 1] ?? "")
    lower.forEach((word, at) => {
      if (isThing(at)) note([word], isAfterArticle(at) && isEmpty(at + 1), isCapital(at))
      const next = lower[at + 1]
      if (next === undefined || !isTelling(at) || !isThing(at + 1)) return
      note([word, next], isAfterArticle(at) && isEmpty(at + 2), isCapital(at) || isCapital(at + 1))
    })
  }
  return found
}
