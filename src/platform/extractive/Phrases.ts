import { relative } from "./Centroid.ts"

const pairs = (terms: ReadonlyArray<string>): ReadonlyArray<string> =>
  terms.slice(1).map((term, at) => `${terms[at]} ${term}`)

/**
 * How many of the text's recurring phrases (two terms in a row that come back elsewhere: names, technical words) each
 * sentence has, damped for its length; the greatest is 1.
 */
export const phraseScores = (documents: ReadonlyArray<ReadonlyArray<string>>): Float64Array => {
  const counts = new Map<string, number>()
  for (const terms of documents) for (const pair of pairs(terms)) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  return relative(
    Float64Array.from(documents, (terms) =>
      terms.length === 0
        ? 0
        : pairs(terms).reduce((sum, pair) => sum + Math.log(counts.get(pair) ?? 1), 0) / Math.sqrt(terms.length)
    )
  )
}
