import { idf } from "#platform/retrieval/LexicalScore.ts"
import type { QuestionTerm } from "#platform/retrieval/SearchTerms.ts"
import { lexeme } from "./CutText.ts"

/** What is known of the words of a library. */
export interface Vocabulary {
  /** In all. */
  readonly chunks: number
  /** In how many chunks each term is; a term that is not here is in none. */
  readonly terms: ReadonlyMap<string, number>
}

/** A word of the question that is in the library. */
export interface PlannedTerm {
  /** Each as PostgreSQL reads a `tsquery`. */
  readonly variants: ReadonlyArray<string>
  /** In how many chunks it is, at most. */
  readonly chunks: number
  /** Its weight in the question times its idf. */
  readonly weight: number
}

/** How a question is looked for. */
export interface LexicalPlan {
  /** The chunks that are ranked, as PostgreSQL reads a `tsquery`. */
  readonly candidates: string
  /** What they are ranked by, the most telling first. */
  readonly terms: ReadonlyArray<PlannedTerm>
}

/** Of a longer question the most telling words count. */
const mostTerms = 24
/** Of words that are too common to be looked for alone, so many are looked for together. */
const mostCommon = 10
/** Words of one question stand together more often than chance has it. */
const attraction = 3

const planned = (terms: ReadonlyArray<QuestionTerm>, vocabulary: Vocabulary): ReadonlyArray<PlannedTerm> =>
  terms
    .flatMap(({ variants, weight }): ReadonlyArray<PlannedTerm> => {
      const present = variants.filter((variant) => (vocabulary.terms.get(variant) ?? 0) > 0)
      const sum = present.reduce((total, variant) => total + (vocabulary.terms.get(variant) ?? 0), 0)
      const chunks = Math.min(sum, vocabulary.chunks)
      return chunks === 0
        ? []
        : [{ variants: present.map(lexeme), chunks, weight: weight * idf(vocabulary.chunks, chunks) }]
    })
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, mostTerms)

/** All ways to take so many of them, in their order. */
const combinations = <A>(items: ReadonlyArray<A>, size: number): ReadonlyArray<ReadonlyArray<A>> =>
  size === 0
    ? [[]]
    : items.flatMap((item, at) => combinations(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]))

const anyOf = (clauses: ReadonlyArray<string>): string => `(${clauses.join(" | ")})`
const allOf = (terms: ReadonlyArray<PlannedTerm>): string => terms.map(({ variants }) => anyOf(variants)).join(" & ")

/** In how many chunks they are together, roughly. */
const together = (terms: ReadonlyArray<PlannedTerm>, chunks: number): number => {
  const rarest = Math.min(...terms.map(({ chunks }) => chunks))
  const share = terms.reduce((product, term) => (product * term.chunks) / chunks, 1)
  return Math.min(rarest, share * chunks * attraction)
}

/**
 * Chooses the chunks that a question is looked for in, about `budget` of them however large the library is: those with a
 * rare word of it, and those with several common ones. A small library is looked through for any word. Undefined where
 * no word is in the library.
 */
export const planLexical = (
  terms: ReadonlyArray<QuestionTerm>,
  vocabulary: Vocabulary,
  budget: number
): LexicalPlan | undefined => {
  const known = planned(terms, vocabulary)
  if (known.length === 0) return undefined
  const rarestFirst = known.toSorted((a, b) => a.chunks - b.chunks)
  const clauses: Array<string> = []
  let left = vocabulary.chunks <= budget ? Infinity : budget
  const alone = rarestFirst.filter((term) => {
    if (term.chunks > left) return false
    left -= term.chunks
    clauses.push(anyOf(term.variants))
    return true
  })
  const common = known.filter((term) => !alone.includes(term)).slice(0, mostCommon)
  const taken: Array<ReadonlyArray<PlannedTerm>> = []
  for (const size of [2, 3]) {
    const groups = combinations(common, size)
      .filter((group) => !taken.some((smaller) => smaller.every((term) => group.includes(term))))
      .map((group) => ({ group, chunks: together(group, vocabulary.chunks) }))
      .toSorted((a, b) => a.chunks - b.chunks)
    for (const { chunks, group } of groups) {
      if (chunks > left) break
      left -= chunks
      taken.push(group)
      clauses.push(`(${allOf(group)})`)
    }
  }
  return { candidates: clauses.length === 0 ? allOf(common) : anyOf(clauses), terms: known }
}
