import { spelledLike } from "../retrieval/Spelling.ts"
import { alike, isOf, rarity } from "./Features.ts"
import type { Statement } from "./Passages.ts"
import type { Question } from "./Question.ts"

/** What tells whether a passage answers a question, each 0..1. */
export interface Signs {
  /** Share of the question's words, each by its rarity, that the passage has in some form. */
  readonly covered: number
  /** How many of its words that are no names the passage has; three and more are 1. */
  readonly told: number
  /** Are there such words, and has the passage none of them? It may be about the right people and tell other things. */
  readonly untold: number
  /** Is there a name in the question that the passage does not have? */
  readonly stranger: number
  /** Does it have no name of the question at all? */
  readonly elsewhere: number
  /** Is something counted that the passage does not speak of? */
  readonly uncounted: number
  /** How far the best sentence is from holding the kind of thing that is asked for. */
  readonly untyped: number
}

/** Fitted to questions that are answered by the texts they are about and others that are not. */
const weights: Readonly<Record<keyof Signs, number>> = {
  covered: 4.2,
  told: 3.4,
  untold: -1,
  stranger: -1,
  elsewhere: -2,
  uncounted: -1.9,
  untyped: -2.3
}
const bias = -2.6
/** From this confidence on the passages hold the answer: one in 25 that do is taken for one that does not. */
export const enough = 0.29

/** Words that ask for a kind of answer; no text has to have them. */
const kinds =
  /^(?:year|date|dai|month|decad|centuri|name|number|percentag|percent|term|time|jahr|datum|nam|année|dat|año)$/u
const enoughTold = 3
/** A name that is less like those of the passage is another. */
const leastLike = 0.5

const foundIn = (vocabulary: ReadonlySet<string>, term: string): number => {
  if (vocabulary.has(term)) return 1
  for (const other of vocabulary) if (alike(term, other)) return 0.7
  return 0.8 * Math.max(0, ...spelledLike(term, vocabulary).values())
}

/** The best statement, how surely it holds what is asked for (0..1), and terms of what its passage is about. */
export interface Best {
  readonly statement: Statement
  readonly candidate: number
  readonly about: ReadonlyArray<string>
}

/** Reads the signs in the passage of the best statement. */
export const signsOf = (
  question: Question,
  { about, candidate, statement: best }: Best,
  statements: ReadonlyArray<ReadonlyArray<Statement>>
): Signs => {
  const idf = rarity(statements.flat())
  const vocabulary = new Set([...(statements[best.passage] ?? []).flatMap(({ terms }) => terms), ...about])
  const isName = (term: string) => question.names.some((name) => name.sure && isOf(name, term))
  const terms = question
    .termsIn(best.language)
    .filter((term) => !kinds.test(term))
    .map((term) => ({ found: foundIn(vocabulary, term), weight: idf(term), isName: isName(term) }))
  const all = terms.reduce((sum, { weight }) => sum + weight, 0)
  const others = terms.filter(({ isName }) => !isName)
  const counted = question.countedIn(best.language)
  const told = others.reduce((sum, { found }) => sum + found, 0)
  const strangers = terms.filter(({ found, isName }) => isName && found < leastLike)
  const named = terms.length - others.length
  const is = (sign: boolean) => (sign ? 1 : 0)
  return {
    covered: all === 0 ? 0.8 : terms.reduce((sum, { found, weight }) => sum + found * weight, 0) / all,
    told: Math.min(1, told / enoughTold),
    untold: is(others.length > 0 && told === 0),
    stranger: is(strangers.length > 0),
    elsewhere: is(named > 0 && strangers.length === named),
    uncounted: is(counted.length > 0 && counted.every((term) => foundIn(vocabulary, term) === 0)),
    untyped: question.kind === "other" ? 0 : 1 - candidate
  }
}

/** How likely it is that the passage answers, 0..1. */
export const confidenceOf = (signs: Signs): number => {
  const names = Object.keys(weights) as ReadonlyArray<keyof Signs>
  const sum = names.reduce((total, name) => total + weights[name] * signs[name], bias)
  return 1 / (1 + Math.exp(-sum))
}
