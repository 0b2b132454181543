import type { TermVector } from "./TermVectors.ts"

/**
 * How much of a text's subject each of its sentences carries: the cosine of its vector with the mean of all of them,
 * with the greatest
 * at 1.
 *
 * Source: Radev et al., "Centroid-based summarization of multiple documents", IPM 40 (2004).
 */
export const centroidScores = (vectors: ReadonlyArray<TermVector>): Float64Array => {
  const mean = new Map<number, number>()
  for (const { ids, weights } of vectors) {
    ids.forEach((id, at) => mean.set(id, (mean.get(id) ?? 0) + (weights[at] ?? 0)))
  }
  const scores = Float64Array.from(vectors, ({ ids, weights }) =>
    ids.reduce((sum, id, at) => sum + (mean.get(id) ?? 0) * (weights[at] ?? 0), 0)
  )
  return relative(scores)
}

/** The same scores with the greatest at 1. */
export const relative = (scores: Float64Array): Float64Array => {
  const most = scores.reduce((greatest, score) => Math.max(greatest, score), 0)
  return most === 0 ? scores : scores.map((score) => score / most)
}
