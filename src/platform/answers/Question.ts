import { detectLanguage } from "../extractive/Language.ts"
import type { Language } from "../extractive/Language.ts"
import { phrasePattern } from "../extractive/PhrasePattern.ts"
import { makeSearchTerms } from "../retrieval/SearchTerms.ts"
import { expectedAnswer } from "./ExpectedAnswer.ts"
import type { AnswerKind } from "./ExpectedAnswer.ts"
import type { Fact } from "./facts/Fact.ts"
import { factsOf } from "./facts/Facts.ts"
import { namesOf } from "./facts/Names.ts"
import type { Name } from "./facts/Names.ts"
import { regular } from "./Inflections.ts"

/** A question taken apart. */
export interface Question {
  readonly text: string
  readonly language: Language
  readonly kind: AnswerKind
  readonly names: ReadonlyArray<Name>
  readonly facts: ReadonlyArray<Fact>
  /** Every word, lower case: what stands there already is not the answer. */
  readonly words: ReadonlySet<string>
  /** Terms of what is counted; none where nothing is. */
  readonly countedIn: (language: Language) => ReadonlyArray<string>
  /** Its terms in order, each once, as a text in `language` has them. */
  readonly termsIn: (language: Language) => ReadonlyArray<string>
}

/** Who is said to have said it is not what is asked for. */
const attribution =
  /,?\s*(?:according to|as (?:mentioned|described|stated|noted|explained|discussed) (?:by|in)|laut|nach angaben? von|selon|según|secondo|volgens|segundo) [^,?]+(?=[,?]|$),?/giu

/** Words that ask and name nothing in the sources. */
const asking = new RegExp(
  "(?<!\\p{L})(?:(?:can|could) you|please|tell me|do you know|what (?:kind|type|sort)s? of|" +
    "(?:kind|type|sort)s? of|the (?:names?|term) (?:of|for)|what (?:is|was|are|were) (?:\\p{L}+ )*called|" +
    "(?:in |for )?(?:what|which) (?:way|manner)s?|how (?:many|much)|mention(?:ed)?|described?|" +
    "wie ?viele?|was für|combien|quelles? sortes?)(?!\\p{L})",
  "giu"
)
/** Words that stand for something said before. */
const pronoun = phrasePattern(
  "it|its|he|him|his|she|her|hers|they|them|their|this|that|these|those|there|er|sie|ihn|ihm|ihre?|seine?|diese[rs]?|dort",
  "il|elle|ils|elles|lui|leur|cela|ça|él|ella|ellos|ellas|esto|eso|egli|lei|loro|hij|zij|hem|haar|ele|ela|eles|elas"
)
const fewTerms = 3

const counted =
  /(?:how many|wie ?viele|combien de|cuánt[oa]s|quant[iea]|hoeveel|quant[oa]s)\s+((?:[\p{L}-]+\s+){1,4})/iu
const opensVerb =
  /^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|must|in|of|that|sind|waren|hat|haben|sont|ont|son)$/iu

/** The word for what is counted: "sacks" in "how many career sacks did he have". */
const countedIn = (question: string): string => {
  const words = (counted.exec(question.replace("?", " "))?.[1] ?? "").trim().split(/\s+/u)
  const until = words.findIndex((word) => opensVerb.test(word))
  return words.slice(0, until < 0 ? undefined : until).at(-1) ?? ""
}

/**
 * Reads a question; the language is told by its words, and is `fallback` where they do not tell. A question that is
 * short or speaks of something by a pronoun is read together with the one before it.
 */
export const readQuestion = (text: string, fallback: Language, before?: string): Question => {
  const detected = detectLanguage(text)
  const language = detected === "und" ? fallback : detected
  const ownTerms = makeSearchTerms(language)(text.replace(asking, " "))
  const leans = before !== undefined && (pronoun.test(text) || ownTerms.length < fewTerms)
  const own = text.replace(attribution, " ")
  const bare = /\p{L}{3}.*\s.*\p{L}{3}/u.test(own) ? own : text
  const whole = leans ? `${bare}\n${before}` : bare
  const content = ownTerms.length === 0 ? whole : whole.replace(asking, " ")
  return {
    text,
    language,
    kind: expectedAnswer(text, language),
    names: namesOf(whole, language),
    facts: factsOf(whole, language),
    words: new Set(whole.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []),
    countedIn: (target) => makeSearchTerms(target)(regular(countedIn(text), target)),
    termsIn: (target) => [...new Set(makeSearchTerms(target)(regular(subjects(content, language, target), target)))]
  }
}

/** The words of a question that carry its subject: what is noise in one language may be a word in another. */
const subjects = (text: string, language: Language, target: Language): string => {
  if (target === language) return text
  const termsOf = makeSearchTerms(language)
  return text
    .split(/\s+/u)
    .filter((word) => termsOf(word).length > 0)
    .join(" ")
}
