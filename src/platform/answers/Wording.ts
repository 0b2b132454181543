import type { Language } from "../extractive/Language.ts"
import { stopwords } from "../extractive/Stopwords.ts"
import { stem } from "../extractive/Stemmer.ts"
import type { Fact } from "./facts/Fact.ts"
import { factsOf } from "./facts/Facts.ts"
import { namesOf, nameWords } from "./facts/Names.ts"
import { negates } from "./facts/Negation.ts"
import { regular } from "./Inflections.ts"

/** A word of a text, or a number or date that is written in several. */
export interface Token {
  /** Lower case, or the fact in its one spelling: equal forms are the same. */
  readonly form: string
  /** What words of one family have in common; empty for function words and facts. */
  readonly stem: string
  readonly fact: Fact | undefined
  readonly isName: boolean
  /** Is it written with a capital that tells something? Not a function word that opens a sentence, nor a German noun. */
  readonly capital: boolean
  readonly negates: boolean
  /** Does a new clause begin with it? */
  readonly opensClause: boolean
}

const word = /\p{L}[\p{L}\p{M}\p{N}]*(?:['’]\p{L}+)*|\p{N}+|%/gu
const clauseMark = /[,;:()[\]–—"“”]|\.\s/u
const conjunction =
  /^(?:but|although|though|while|whereas|because|which|who|and|aber|obwohl|während|weil|und|mais|et)$/u

const opening = /(?:^|[.!?…]["'”’)\]]*\s+)["'“‘«„([*_-]*$/u

const isFunctionWord = (form: string, language: Language): boolean =>
  stopwords.en.has(form) || (language !== "und" && stopwords[language].has(form))

/** The words of a text with what is to be known of them when they are held against others. */
export const tokensOf = (text: string, language: Language): ReadonlyArray<Token> => {
  const facts = factsOf(text, language)
  const names = namesOf(text, language)
  const tokens: Array<Token> = []
  let last = 0
  let fact = 0
  let name = 0
  for (const match of text.matchAll(word)) {
    const [start, end] = [match.index, match.index + match[0].length]
    if (start < last) continue
    while ((facts[fact]?.end ?? Infinity) <= start) fact++
    while ((names[name]?.end ?? Infinity) <= start) name++
    const stated = facts[fact]
    const inFact = stated !== undefined && stated.start < end
    const form = match[0]
      .toLowerCase()
      .replace(/['’]s$/u, "")
      .replaceAll("’", "'")
    const [plain = form] = nameWords(form)
    const noise = isFunctionWord(form, language)
    const separated = clauseMark.test(text.slice(last, start))
    const named = names[name]
    tokens.push({
      form: inFact ? (stated.readings[0] ?? form) : plain,
      stem: inFact || noise ? "" : stem(/^\p{Lu}/u.test(match[0]) ? plain : regular(plain, language), language),
      fact: inFact ? stated : undefined,
      isName: !inFact && !noise && named !== undefined && named.sure && named.start < end,
      capital: /^\p{Lu}/u.test(match[0]) && !(noise && opening.test(text.slice(0, start))) && language !== "de",
      negates: !inFact && negates(form, language),
      opensClause: separated || conjunction.test(form)
    })
    last = inFact ? Math.max(end, stated.end) : end
  }
  return tokens
}
