import type { Language } from "../extractive/Language.ts"
import { phrasePattern } from "../extractive/PhrasePattern.ts"
import type { Fact } from "./facts/Fact.ts"
import { factsOf } from "./facts/Facts.ts"
import { namesOf } from "./facts/Names.ts"
import type { Name } from "./facts/Names.ts"
import type { Question } from "./Question.ts"

const reason = phrasePattern(
  "because|due to|since|in order to|so that|so as to|as a result|caused|causes|owing to|therefore|thus|reason|reasons",
  "led to|leads to|result(?:ed|ing|s)? (?:in|from)|thanks to|to (?:avoid|prevent|protect|allow|make|help|reduce)",
  "weil|wegen|da|aufgrund|damit|deshalb|daher|denn|um",
  "parce qu*|car|afin|grâce à|à cause|en raison|pour",
  "porque|debido a|a causa|para|perché|poiché|a causa|omdat|wegens|doordat|pois|devido a"
)
const manner = phrasePattern(
  "by|through|using|via|with|as|indem|durch|mit|en|par|avec|mediante|con|attraverso|door|met|por"
)
const defining = phrasePattern(
  "is|are|was|were|means|refers to|called|known as|defined as|consists? of|ist|sind|war|bedeutet|heißt|bezeichnet",
  "est|sont|désigne|signifie|es|son|è|sono|significa|betekent|zijn|são|é"
)
const timeWord = phrasePattern(
  "ago|century|centuries|decade|era|yesterday|today|monday|tuesday|wednesday|thursday|friday|saturday|sunday",
  "spring|summer|autumn|winter|jahrhundert*|jahrzehnt*|gestern|heute|siècle|siglo|secolo|eeuw|século"
)
const currencies = new Set(["$", "€", "£", "¥", "cent"])
const isYear = ({ readings, unit }: Fact): boolean =>
  unit === undefined && /^#(?:1\d{3}|20\d\d)$/u.test(readings[0] ?? "")

/** Facts that the question does not state itself. */
const fresh = (question: Question, facts: ReadonlyArray<Fact>): ReadonlyArray<Fact> => {
  const asked = new Set(question.facts.flatMap(({ readings }) => readings))
  return facts.filter(({ readings }) => !readings.some((reading) => asked.has(reading)))
}

/** Names of which the question has no word. */
const newNames = (question: Question, names: ReadonlyArray<Name>): ReadonlyArray<Name> =>
  names.filter(({ words }) => !words.every((word) => question.words.has(word)))

const lengths = ["km", "m", "cm", "mm", "mi", "ft", "in", "yd"]
const times = ["s", "min", "h", "d", "wk", "mo", "yr", "decade", "century"]
const measured: ReadonlyArray<readonly [asked: RegExp, units: ReadonlyArray<string>]> = [
  [
    phrasePattern("how (?:far|tall|high|deep|wide)", "(?:distance|height|depth|width)", "wie (?:weit|hoch|tief|breit)"),
    lengths
  ],
  [phrasePattern("how long", "length", "wie lange?"), [...times, ...lengths]],
  [phrasePattern("how (?:hot|cold)", "temperature"), ["°c", "°f", "k"]],
  [phrasePattern("how heavy", "(?:weight|mass)", "wie schwer"), ["kg", "g", "mg", "t", "lb", "oz", "£"]],
  [phrasePattern("how fast", "speed", "wie schnell"), ["mph", "km", "mi", "m", "ft"]]
]

/** Is a number in a unit of what is asked for? Where no kind of unit is asked for, any number is. */
const measures = (question: Question, { unit }: Fact): boolean =>
  measured.find(([asked]) => asked.test(question.text))?.[1].includes(unit ?? "") ?? true

const number = ({ kind, weak }: Fact): boolean => kind === "number" && !weak

/**
 * How well a sentence holds something of the kind that a question asks for, and that the question does not say itself:
 * 0 nothing, 1 surely, between them perhaps.
 */
export const holdsCandidate = (question: Question, sentence: string, language: Language): number => {
  const facts = () => fresh(question, factsOf(sentence, language))
  const names = () => newNames(question, namesOf(sentence, language))
  switch (question.kind) {
    case "count":
      return best(facts(), (fact) =>
        number(fact) ? (isYear(fact) || currencies.has(fact.unit ?? "") ? 0.3 : 1) : fact.weak ? 0.4 : 0
      )
    case "quantity":
      return best(facts(), (fact) => (number(fact) ? (isYear(fact) ? 0.4 : measures(question, fact) ? 1 : 0.5) : 0.2))
    case "money":
      return best(facts(), ({ unit }) => (currencies.has(unit ?? "") ? 1 : 0.2))
    case "percent":
      return best(facts(), (fact) => (fact.unit === "%" ? 1 : number(fact) && !isYear(fact) ? 0.4 : 0))
    case "time":
      return (
        best(facts(), (fact) => (fact.kind === "date" || isYear(fact) || fact.kind === "time" ? 1 : 0)) ||
        (timeWord.test(sentence) ? 0.6 : 0)
      )
    case "person":
      return best(names(), ({ sure, text, words }) =>
        /^(?:\p{Lu}|[.& ])+$/u.test(text) ? 0.4 : words.length > 1 ? 1 : sure ? 0.8 : 0.4
      )
    case "place":
    case "name":
      return best(names(), ({ sure }) => (sure ? 1 : 0.4))
    case "reason":
      return reason.test(sentence) ? 1 : 0
    case "manner":
      return manner.test(sentence) ? 1 : 0
    case "definition":
      return defining.test(sentence) ? 1 : 0
    case "other":
      return 0
  }
}

const best = <A>(items: ReadonlyArray<A>, rate: (item: A) => number): number =>
  items.reduce((most, item) => Math.max(most, rate(item)), 0)
