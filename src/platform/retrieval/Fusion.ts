/** What one way of searching found, best first. */
export interface Ranking {
  readonly weight: number
  readonly ids: ReadonlyArray<string>
}

/** An id and how well it did, more is better. */
export interface Fused {
  readonly id: string
  readonly score: number
}

/** The constant of reciprocal rank fusion: how little the first places count above those behind them. */
const k = 60

/** Weights of the lexical ranking and of the vectors, by what made them. */
export const fusionWeights = { lexical: 1, model: 1, hashed: 0.3 } as const

/**
 * One ranking out of several, best first: each gives `weight / (60 + rank)` to what it found. Equal ones stay in the
 * order of the first ranking that has them.
 *
 * Source: Cormack, Clarke & Büttcher, "Reciprocal Rank Fusion outperforms Condorcet", SIGIR 2009.
 */
export const fuse = (rankings: ReadonlyArray<Ranking>): ReadonlyArray<Fused> => {
  const scores = new Map<string, number>()
  for (const { ids, weight } of rankings) {
    ids.forEach((id, at) => scores.set(id, (scores.get(id) ?? 0) + weight / (k + at + 1)))
  }
  return Array.from(scores, ([id, score]) => ({ id, score })).toSorted((a, b) => b.score - a.score)
}
