import type { TermVector } from "./TermVectors.ts"

/** Who resembles whom: for each node its neighbours and the weight of each edge. Symmetric, without loops. */
export interface SimilarityGraph {
  readonly neighbours: ReadonlyArray<ReadonlyArray<{ readonly to: number; readonly weight: number }>>
}

interface Postings {
  readonly documents: Array<number>
  readonly weights: Array<number>
}

/**
 * Edges between vectors whose cosine is at least `threshold`, found through an inverted index, so pairs that share no
 * term cost nothing. Time and memory grow with the square of the number of vectors at worst: keep it under about 500.
 */
export const similarityGraph = (vectors: ReadonlyArray<TermVector>, threshold: number): SimilarityGraph => {
  const index = new Map<number, Postings>()
  const neighbours = vectors.map((): Array<{ to: number; weight: number }> => [])
  const dots = new Float64Array(vectors.length)
  vectors.forEach((vector, from) => {
    dots.fill(0, 0, from)
    vector.ids.forEach((id, at) => {
      const weight = vector.weights[at] ?? 0
      let postings = index.get(id)
      if (postings === undefined) index.set(id, (postings = { documents: [], weights: [] }))
      const { documents, weights } = postings
      documents.forEach((to, k) => (dots[to] = (dots[to] ?? 0) + weight * (weights[k] ?? 0)))
      documents.push(from)
      weights.push(weight)
    })
    for (let to = 0; to < from; to++) {
      const cosine = dots[to] ?? 0
      if (cosine < threshold || cosine === 0) continue
      neighbours[from]?.push({ to, weight: cosine })
      neighbours[to]?.push({ to: from, weight: cosine })
    }
  })
  return { neighbours }
}

/**
 * How central each node is: the chance to stand on it when walking along edges in proportion to their weight, and
 * jumping with chance `1 - damping` to a node drawn from `jump` (any non-negative weights; default: all equal). A node
 * without edges jumps always. Sums to 1. `jump` biased towards a query gives the query-focused form.
 *
 * Source: Erkan & Radev, "LexRank", JAIR 22 (2004), eq. 5 (continuous); Otterbacher et al., HLT 2005 for the bias.
 */
export const lexRank = (
  graph: SimilarityGraph,
  options: { readonly damping: number; readonly jump?: ReadonlyArray<number> }
): Float64Array => {
  const count = graph.neighbours.length
  const total = (options.jump ?? []).reduce((sum, weight) => sum + weight, 0)
  const jump = Float64Array.from({ length: count }, (_, i) =>
    total > 0 ? (options.jump?.[i] ?? 0) / total : 1 / count
  )
  const degree = graph.neighbours.map((edges) => edges.reduce((sum, edge) => sum + edge.weight, 0))
  let rank = new Float64Array(count).fill(1 / Math.max(count, 1))
  for (let round = 0; round < 100; round++) {
    const next = step(graph, degree, rank, jump, options.damping)
    const change = next.reduce((sum, value, i) => sum + Math.abs(value - (rank[i] ?? 0)), 0)
    rank = next
    if (change < 1e-9) break
  }
  return rank
}

/** One round of the power iteration. */
const step = (
  graph: SimilarityGraph,
  degree: ReadonlyArray<number>,
  rank: Float64Array,
  jump: Float64Array,
  damping: number
) => {
  let lost = 0
  const next = new Float64Array(rank.length)
  graph.neighbours.forEach((edges, from) => {
    const here = rank[from] ?? 0
    const out = degree[from] ?? 0
    if (out === 0) lost += here
    else for (const edge of edges) next[edge.to] = (next[edge.to] ?? 0) + (here * edge.weight) / out
  })
  return next.map((walked, i) => damping * walked + (damping * lost + 1 - damping) * (jump[i] ?? 0))
}
