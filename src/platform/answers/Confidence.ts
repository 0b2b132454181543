import { spelledLike } from "../retrieval/Spelling.ts"
import { alike, rarity } from "./Features.ts"
import type { Statement } from "./Passages.ts"
import type { Question } from "./Question.ts"

/** What tells whether a passage answers a question, each 0..1. */
export interface Signs {
  /** Share of the question's words, each by its rarity, that the passage has in some form. */
  readonly covered: number
  /** How many of its words that are no names the passage has; three and more are 1. */
  readonly told: number
  /** Is there a name in the question that the passage does not have? */
  readonly stranger: number
  /** Is something counted that the passage does not speak of? */
  readonly uncounted: number
  /** How far the best sentence is from holding the kind of thing that is asked for. */
  readonly untyped: number
}

const weights: Readonly<Record<keyof Signs, number>> = {
  covered: 4.8,
  told: 2.9,
  stranger: -1.8,
  uncounted: -1.8,
  untyped: -2.2
}
const bias = -2.9
/** From this confidence on the passages hold the answer. */
export const enough = 0.31

/** Words that ask for a kind of answer; no text has to have them. */
const kinds =
  /^(?:year|date|dai|month|decad|centuri|name|number|percentag|percent|term|time|jahr|datum|nam|année|dat|año)$/u
const enoughTold = 3

const foundIn = (vocabulary: ReadonlySet<string>, term: string): number => {
  if (vocabulary.has(term)) return 1
  for (const other of vocabulary) if (alike(term, other)) return 0.7
  return 0.8 * Math.max(0, ...spelledLike(term, vocabulary).values())
}

/** Reads the signs in the passage of the best statement. `candidate`: how surely that holds what is asked for. */
export const signsOf = (
  question: Question,
  best: Statement,
  statements: ReadonlyArray<ReadonlyArray<Statement>>,
  candidate: number
): Signs => {
  const idf = rarity(statements.flat())
  const vocabulary = new Set((statements[best.passage] ?? []).flatMap(({ terms }) => terms))
  const names = new Set(question.names.filter(({ sure }) => sure).flatMap(({ words }) => words))
  const isName = (term: string) => [...names].some((name) => name === term || name.startsWith(term.slice(0, -1)))
  const terms = question
    .termsIn(best.language)
    .filter((term) => !kinds.test(term))
    .map((term) => ({ found: foundIn(vocabulary, term), weight: idf(term), isName: isName(term) }))
  const all = terms.reduce((sum, { weight }) => sum + weight, 0)
  const others = terms.filter(({ isName }) => !isName)
  const counted = question.countedIn(best.language)
  return {
    covered: all === 0 ? 0.8 : terms.reduce((sum, { found, weight }) => sum + found * weight, 0) / all,
    told: Math.min(1, others.reduce((sum, { found }) => sum + found, 0) / enoughTold),
    stranger: terms.some(({ found, isName }) => isName && found < 0.5) ? 1 : 0,
    uncounted: counted.length > 0 && counted.every((term) => foundIn(vocabulary, term) === 0) ? 1 : 0,
    untyped: question.kind === "other" ? 0 : 1 - candidate
  }
}

/** How likely it is that the passage answers, 0..1. */
export const confidenceOf = (signs: Signs): number => {
  const names = Object.keys(weights) as ReadonlyArray<keyof Signs>
  const sum = names.reduce((total, name) => total + weights[name] * signs[name], bias)
  return 1 / (1 + Math.exp(-sum))
}
