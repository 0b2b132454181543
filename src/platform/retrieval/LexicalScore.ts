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

/** How rare a word is: chunks in all, and those that have it. */
export const idf = (chunks: number, withTerm: number): number =>
  Math.log(1 + (chunks - withTerm + 0.5) / (withTerm + 0.5))

/** 1 for a word that is there once, growing towards 1.645, the limit of the sum: what `ts_rank` makes of counts, times 1.645. */
const saturated = (count: number): number => {
  let sum = 0
  for (let at = 1; at <= Math.min(count, 255); at++) sum += 1 / at ** 2
  return sum / 1.645
}

/** How well a chunk answers the words of a question; `words` are its terms, `averageWords` those of chunks as a rule. */
export const lexicalScore = (
  matches: ReadonlyArray<TermMatch>,
  { averageWords, words }: { readonly words: number; readonly averageWords: number }
): number => {
  const sum = matches.reduce((total, { count, idf, weight }) => total + weight * idf * saturated(count), 0)
  return sum / (1 - lengthNormalisation + (lengthNormalisation * words) / averageWords)
}
