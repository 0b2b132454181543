/** A word of the question where it stands in a text: the place counts the terms before it. */
export interface Occurrence {
  readonly place: number
  /** Which word of the question. */
  readonly word: number
}

/** How far a word reaches: at this distance in terms, about two sentences, it counts 0.6. */
const spread = 20
const kernel = Float64Array.from({ length: 3 * spread }, (_, distance) =>
  Math.exp(-(distance ** 2) / (2 * spread ** 2))
)

/**
 * How much of the question stands close together: over all places of its words, the most that the words weigh there,
 * each by how far its next occurrence is.
 *
 * Source: Lv & Zhai, "Positional Language Models for Information Retrieval", SIGIR 2009 (the Gaussian kernel).
 */
export const nearness = (occurrences: ReadonlyArray<Occurrence>, weights: ReadonlyArray<number>): number => {
  let best = 0
  for (const here of occurrences) {
    const closest = new Float64Array(weights.length)
    for (const { place, word } of occurrences) {
      const share = kernel[Math.abs(place - here.place)] ?? 0
      if (share > (closest[word] ?? 0)) closest[word] = share
    }
    const sum = closest.reduce((total, share, word) => total + share * (weights[word] ?? 0), 0)
    if (sum > best) best = sum
  }
  return best
}
