/** A sparse unit vector over terms: `ids` ascending, `weights` beside them; length 0 for a text without terms. */
export interface TermVector {
  readonly ids: Int32Array
  readonly weights: Float64Array
}

/**
 * tf-idf vectors of the same length 1 for each document (for summaries: each sentence), as LexRank's "idf-modified
 * cosine" wants them: weight = tf × log(1 + N / df). Order of documents is kept.
 *
 * Source: Erkan & Radev, "LexRank", JAIR 22 (2004), §3.
 */
export const termVectors = (documents: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<TermVector> => {
  const idOf = new Map<string, number>()
  const frequency: Array<number> = []
  const counted = documents.map((terms) => {
    const counts = new Map<number, number>()
    for (const term of terms) {
      let id = idOf.get(term)
      if (id === undefined) idOf.set(term, (id = idOf.size))
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    for (const id of counts.keys()) frequency[id] = (frequency[id] ?? 0) + 1
    return counts
  })
  return counted.map((counts) => {
    const ids = Int32Array.from(counts.keys()).sort()
    const idf = (id: number) => Math.log(1 + documents.length / (frequency[id] ?? 1))
    return unit(
      ids,
      Float64Array.from(ids, (id) => (counts.get(id) ?? 0) * idf(id))
    )
  })
}

/** The same direction at length 1. */
export const unit = (ids: Int32Array, weights: Float64Array): TermVector => {
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0))
  return { ids, weights: length === 0 ? weights : weights.map((weight) => weight / length) }
}

/** Cosine of two unit vectors, 0..1. */
export const cosine = (a: TermVector, b: TermVector): number => {
  let sum = 0
  let i = 0
  let j = 0
  while (i < a.ids.length && j < b.ids.length) {
    const left = a.ids[i] ?? 0
    const right = b.ids[j] ?? 0
    if (left === right) sum += (a.weights[i++] ?? 0) * (b.weights[j++] ?? 0)
    else if (left < right) i++
    else j++
  }
  return sum
}
