import { makeSearchTerms } from "../retrieval/SearchTerms.ts"
import type { Evidence } from "./Evidence.ts"
import { holdsCandidate } from "./Candidates.ts"
import type { Name } from "./facts/Names.ts"
import type { Statement } from "./Passages.ts"
import { regular } from "./Inflections.ts"
import type { Question } from "./Question.ts"

/** What speaks for a statement as the answer to a question; each 0..1, more is better. */
export interface Features {
  /** Share of the question's words, each by its rarity, that it has. */
  readonly covered: number
  /** The same of the words that are no names: what is asked about those that are named. */
  readonly told: number
  /** The same of words that only begin alike: "intercept" and "interceptor". */
  readonly alike: number
  /** Share of neighbouring words of the question that stand near each other in it. */
  readonly together: number
  /** Share of the pairs of words of the question, function words too, that it has as well: "second in command". */
  readonly worded: number
  /** Share of the question's words that it or its neighbours have. */
  readonly around: number
  /** The same of its whole passage. */
  readonly passage: number
  /** The place of its passage in the order of retrieval: 1 for the best, 1/2 for the next, 1/3, … */
  readonly retrieval: number
  /** The score of its passage beside that of the best one, 0..1. */
  readonly score: number
  /** Whether it holds what kind of thing is asked for. */
  readonly candidate: number
}

/** Is a term one of the words of a name, stemmed? */
export const isOf = ({ words }: Name, term: string): boolean =>
  words.some((word) => word === term || word.startsWith(term.slice(0, -1)))

const nearby = 3
const shortestAlike = 5

/** Begin two terms alike, as words of one family do? */
export const alike = (a: string, b: string): boolean => {
  const most = Math.min(a.length, b.length)
  let same = 0
  while (same < most && a[same] === b[same]) same++
  return same >= shortestAlike || (same === most && same >= 4)
}

/** Share of the neighbours among the question's terms that a statement has close together. */
const togetherness = (asked: ReadonlyArray<string>, terms: ReadonlyArray<string>): number => {
  if (asked.length < 2) return 0
  const places = new Map<string, Array<number>>()
  terms.forEach((term, at) => places.set(term, [...(places.get(term) ?? []), at]))
  let found = 0
  for (let at = 1; at < asked.length; at++) {
    const left = places.get(asked[at - 1] ?? "") ?? []
    const right = places.get(asked[at] ?? "") ?? []
    const least = Math.min(...left.flatMap((a) => right.map((b) => Math.abs(a - b))), Infinity)
    if (least <= nearby) found += 1 / Math.max(1, least)
  }
  return found / (asked.length - 1)
}

const stemLetters = 5

/** Pairs of words that follow one another, each by its first letters. */
const pairsOf = (text: string): ReadonlySet<string> => {
  const words = (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, stemLetters))
  return new Set(words.slice(1).map((word, at) => `${words[at]} ${word}`))
}

const shareOfPairs = (asked: ReadonlySet<string>, text: string): number => {
  const own = pairsOf(text)
  return [...asked].filter((pair) => own.has(pair)).length / Math.max(1, asked.size)
}

/** Rarity of terms among statements: log(1 + N / df), with half a statement for what none has. */
export const rarity = (statements: ReadonlyArray<Statement>): ((term: string) => number) => {
  const counts = new Map<string, number>()
  for (const { terms } of statements) for (const term of new Set(terms)) counts.set(term, (counts.get(term) ?? 0) + 1)
  return (term) => Math.log(1 + statements.length / (counts.get(term) ?? 0.5))
}

const coverage = (
  asked: ReadonlyArray<string>,
  has: (term: string) => number,
  idf: (term: string) => number
): number => {
  let sum = 0
  let all = 0
  for (const term of asked) {
    all += idf(term)
    sum += idf(term) * has(term)
  }
  return all === 0 ? 0 : sum / all
}

/** The terms of what a passage is from and about. */
export const aboutTerms = (evidence: Evidence | undefined): ReadonlyArray<string> =>
  evidence?.about === undefined ? [] : makeSearchTerms(evidence.language)(regular(evidence.about, evidence.language))

/** What speaks for each statement of the passages, in the shape they come in. */
export const featuresOf = (
  question: Question,
  passages: ReadonlyArray<Evidence>,
  statements: ReadonlyArray<ReadonlyArray<Statement>>
): ReadonlyArray<ReadonlyArray<Features>> => {
  const idf = rarity(statements.flat())
  const scores = passages.map(({ score }) => score)
  const best = Math.max(0, ...scores)
  const askedPairs = pairsOf(question.text)
  return statements.map((ofPassage, at) => {
    const language = passages[at]?.language ?? "und"
    const asked = question.termsIn(language)
    const others = asked.filter((term) => !question.names.some((name) => name.sure && isOf(name, term)))
    const sets = ofPassage.map(({ terms }) => new Set(terms))
    const inPassage = new Set([...ofPassage.flatMap(({ terms }) => terms), ...aboutTerms(passages[at])])
    const passage = coverage(asked, (term) => (inPassage.has(term) ? 1 : 0), idf)
    return ofPassage.map((statement, index): Features => {
      const own = sets[index] ?? new Set()
      const near = [sets[index - 1], own, sets[index + 1]]
      return {
        covered: coverage(asked, (term) => (own.has(term) ? 1 : 0), idf),
        told: coverage(others, (term) => (own.has(term) ? 1 : 0), idf),
        alike: coverage(
          asked,
          (term) => (!own.has(term) && statement.terms.some((other) => alike(term, other)) ? 1 : 0),
          idf
        ),
        together: togetherness(asked, statement.terms),
        worded: shareOfPairs(askedPairs, statement.text),
        around: coverage(asked, (term) => (near.some((set) => set?.has(term) === true) ? 1 : 0), idf),
        passage,
        retrieval: 1 / (1 + scores.filter((other) => other > (scores[at] ?? 0)).length),
        score: best > 0 ? Math.max(0, (scores[at] ?? 0) / best) : 0,
        candidate: holdsCandidate(question, statement.text, language)
      }
    })
  })
}
