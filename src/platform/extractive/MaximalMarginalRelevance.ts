import { cosine } from "./TermVectors.ts"
import type { TermVector } from "./TermVectors.ts"

/** Something that may be chosen: how good it is (0..1), what it says and what it costs of the budget. */
export interface Candidate {
  readonly score: number
  readonly vector: TermVector
  readonly cost: number
}

/**
 * Chooses candidates one by one, each time the one with the best `lambda × score − (1 − lambda) × likeness to the most
 * similar already chosen`, as long as its cost fits into what is left of `budget`. Candidates nearly equal to a chosen
 * one (cosine above `same`) are never taken, and never more than `most` are. Ties go to the earlier one. Returns
 * indices in the order of choice.
 *
 * Source: Carbonell & Goldstein, "The use of MMR", SIGIR 1998.
 */
export const maximalMarginalRelevance = (
  candidates: ReadonlyArray<Candidate>,
  options: { readonly lambda: number; readonly budget: number; readonly same: number; readonly most?: number }
): ReadonlyArray<number> => {
  const likeness = new Float64Array(candidates.length)
  const chosen: Array<number> = []
  const taken = new Set<number>()
  let left = options.budget
  while (chosen.length < (options.most ?? candidates.length)) {
    let best: number | undefined
    let highest = -Infinity
    candidates.forEach(({ cost, score }, index) => {
      const like = likeness[index] ?? 0
      if (taken.has(index) || cost > left || like > options.same) return
      const value = options.lambda * score - (1 - options.lambda) * like
      if (value > highest) {
        highest = value
        best = index
      }
    })
    const winner = best === undefined ? undefined : candidates[best]
    if (best === undefined || winner === undefined) break
    chosen.push(best)
    taken.add(best)
    left -= winner.cost
    candidates.forEach(({ vector }, index) => {
      if (!taken.has(index)) likeness[index] = Math.max(likeness[index] ?? 0, cosine(winner.vector, vector))
    })
  }
  return chosen
}
