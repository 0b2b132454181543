/** What a word of the question says about a chunk. */
export interface TermMatch {
  /** Weight of the word in the question. */
  readonly weight: number
  readonly idf: number
  /** How often the chunk has it, at least 1. */
  readonly count: number
}

/** How much long chunks lose, 0..1. */
export const lengthNormalisation = 0.4

/** How rare a word is, above 0: the idf of BM25 among so many chunks, of which so many have it. */
export const idf = (chunks: number, withTerm: number): number =>
  Math.log(1 + (chunks - withTerm + 0.5) / (withTerm + 0.5))

/** PostgreSQL counts no more of one word in one chunk. */
const mostCounted = 255
/** The limit of 1 + 1/4 + 1/9 + ..., rounded as PostgreSQL has it. */
const limit = 1.64493406685

/** What `ts_rank` makes of a word that is there so often, when all weights are 1: 0.61 for once, growing towards 1. */
const saturated = (count: number): number => {
  let sum = 0
  for (let at = 1; at <= Math.min(count, mostCounted); at++) sum += 1 / at ** 2
  return sum / limit
}

/**
 * How well a chunk answers the words of a question in the first search: what PostgreSQL can tell of millions of chunks
 * without reading them. `words` counts the terms of the chunk, `averageWords` those of a chunk on average. It is BM25
 * with two parts exchanged: `ts_rank` saturates counts, from 0.61 to 1 as BM25's k1 of about 0.6 does, and the length
 * divides the sum instead of each count. Which chunks are among the best 200 does not change by it; their order is
 * made by `rerank`.
 *
 * Source: Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
 */
export const lexicalScore = (
  matches: ReadonlyArray<TermMatch>,
  { averageWords, words }: { readonly words: number; readonly averageWords: number }
): number => {
  const sum = matches.reduce((total, { count, idf, weight }) => total + weight * idf * saturated(count), 0)
  return sum / (1 - lengthNormalisation + (lengthNormalisation * words) / averageWords)
}
