import { cosine, termVectors } from "../extractive/TermVectors.ts"
import { countTokens } from "../llm/TokenEstimate.ts"
import type { Candidate, Ranked } from "./Candidate.ts"

/** Chunks of one source that follow each other, read as one: best first among passages, by place inside. */
export interface Choice {
  readonly sourceId: string
  readonly chunks: ReadonlyArray<Candidate>
  /** Of its best chunk. */
  readonly score: number
}

/** How many of the best are considered. */
const considered = 60
/** Weight of the score beside that of saying something new. */
const lambda = 0.9
/** Cosine up to which two chunks are not alike, and above which they say the same. */
const unlike = 0.9
const same = 0.98
/** What a chunk gains, as a share of the best score, that closes the gap between two chosen ones. */
const gapGain = 0.1
/** From here on a source waits while other sources have something nearly as good. */
const mostOfSource = 4
const nearly = 0.9

const areNeighbours = (a: Candidate, b: Candidate): boolean =>
  a.sourceId === b.sourceId && Math.abs(a.ordinal - b.ordinal) === 1

/** Tokens that a chunk adds to its chosen neighbours at most: what they have in common counts once. */
const costOf = (chunk: Candidate, chosen: ReadonlyArray<Candidate>): number => {
  const before = chosen.find((each) => areNeighbours(each, chunk) && each.ordinal < chunk.ordinal)
  const after = chosen.find((each) => areNeighbours(each, chunk) && each.ordinal > chunk.ordinal)
  const from = Math.max(0, (before?.end ?? chunk.start) - chunk.start)
  const to = Math.min(chunk.body.length, (after?.start ?? chunk.end) - chunk.start)
  const gaps =
    Math.max(0, chunk.start - (before?.end ?? chunk.start)) + Math.max(0, (after?.start ?? chunk.end) - chunk.end)
  return (from < to ? countTokens(chunk.body.slice(from, to)) : 0) + gaps
}

/** Takes the best that fits, one by one. */
const take = (ranked: ReadonlyArray<Ranked>, budget: number): ReadonlyArray<Ranked> => {
  const pool = ranked.slice(0, considered)
  const best = pool[0]?.score ?? 0
  const vectors = termVectors(pool.map(({ terms }) => terms))
  const likeness = new Float64Array(pool.length)
  const chosen: Array<number> = []
  let left = budget
  for (;;) {
    const bodies = chosen.flatMap((at) => pool[at]?.candidate ?? [])
    const ofSource = (sourceId: string) => bodies.filter((each) => each.sourceId === sourceId).length
    const open = pool.flatMap(({ candidate, score }, at) => {
      if (chosen.includes(at) || (likeness[at] ?? 0) > same || costOf(candidate, bodies) > left) return []
      const isGap = bodies.filter((each) => areNeighbours(each, candidate)).length === 2
      const repeats = Math.max(0, ((likeness[at] ?? 0) - unlike) / (1 - unlike))
      const value = lambda * score - (1 - lambda) * best * repeats + (isGap ? gapGain * best : 0)
      return [{ at, candidate, score, value, waits: ofSource(candidate.sourceId) >= mostOfSource }]
    })
    const first = open.toSorted((a, b) => b.value - a.value || a.at - b.at)[0]
    if (first === undefined) break
    const rival = first.waits ? open.find(({ score, waits }) => !waits && score >= nearly * first.score) : undefined
    const winner = rival ?? first
    left -= costOf(winner.candidate, bodies)
    chosen.push(winner.at)
    const taken = vectors[winner.at]
    pool.forEach(({ candidate }, at) => {
      const vector = vectors[at]
      if (taken === undefined || vector === undefined || areNeighbours(candidate, winner.candidate)) return
      likeness[at] = Math.max(likeness[at] ?? 0, cosine(taken, vector))
    })
  }
  return chosen.flatMap((at) => pool[at] ?? [])
}

/**
 * What is handed on of the ranked: as many as fit into so many tokens, the best first, less readily what says nearly
 * the same as one that is taken, and of one source no more than four while others have something nearly as good.
 * Neighbours are joined to one passage. No passages together have more tokens than the budget.
 *
 * Source: Carbonell & Goldstein, "The use of MMR", SIGIR 1998.
 */
export const select = (ranked: ReadonlyArray<Ranked>, budget: number): ReadonlyArray<Choice> => {
  const chosen = take(ranked, budget)
  const byPlace = chosen.toSorted(
    (a, b) =>
      (a.candidate.sourceId < b.candidate.sourceId ? -1 : a.candidate.sourceId > b.candidate.sourceId ? 1 : 0) ||
      a.candidate.ordinal - b.candidate.ordinal
  )
  const choices: Array<Choice> = []
  for (const { candidate, score } of byPlace) {
    const last = choices.at(-1)
    const end = last?.chunks.at(-1)
    if (last !== undefined && end !== undefined && areNeighbours(end, candidate)) {
      const chunks = [...last.chunks, candidate]
      choices[choices.length - 1] = { ...last, chunks, score: Math.max(last.score, score) }
    } else {
      choices.push({ sourceId: candidate.sourceId, chunks: [candidate], score })
    }
  }
  return choices.toSorted((a, b) => b.score - a.score)
}
