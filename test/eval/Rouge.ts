import { stemmer } from "@orama/stemmers/english"

/** Recall, precision and their harmonic mean, each 0..1. */
export interface RougeScore {
  readonly recall: number
  readonly precision: number
  readonly f1: number
}

/** Overlap of a summary with one reference. */
export interface Rouge {
  readonly rouge1: RougeScore
  readonly rouge2: RougeScore
  readonly rougeL: RougeScore
}

/** Lower-case words and numbers, those longer than three letters stemmed with Porter's rules; no word is left out. */
export const rougeTokens = (text: string): ReadonlyArray<string> =>
  (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).map((word) => (word.length > 3 ? stemmer(word) : word))

const score = (overlap: number, candidate: number, reference: number): RougeScore => {
  const recall = reference === 0 ? 0 : overlap / reference
  const precision = candidate === 0 ? 0 : overlap / candidate
  return { recall, precision, f1: overlap === 0 ? 0 : (2 * recall * precision) / (recall + precision) }
}

const countGrams = (tokens: ReadonlyArray<string>, n: number): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (let at = 0; at + n <= tokens.length; at++) {
    const gram = tokens.slice(at, at + n).join(" ")
    counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return counts
}

/** ROUGE-N: shared n-grams, each counted at most as often as both have it. */
const rougeN = (candidate: ReadonlyArray<string>, reference: ReadonlyArray<string>, n: number): RougeScore => {
  const theirs = countGrams(reference, n)
  let overlap = 0
  for (const [gram, count] of countGrams(candidate, n)) overlap += Math.min(count, theirs.get(gram) ?? 0)
  return score(overlap, Math.max(candidate.length - n + 1, 0), Math.max(reference.length - n + 1, 0))
}

/** ROUGE-L: the longest common subsequence of the whole texts. */
const rougeL = (candidate: ReadonlyArray<string>, reference: ReadonlyArray<string>): RougeScore => {
  let row = new Int32Array(reference.length + 1)
  for (const token of candidate) {
    const next = new Int32Array(reference.length + 1)
    reference.forEach((other, j) => {
      next[j + 1] = token === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0)
    })
    row = next
  }
  return score(row[reference.length] ?? 0, candidate.length, reference.length)
}

/** Compares a summary with the summary a human wrote. Source: Lin, "ROUGE", ACL workshop 2004. */
export const rouge = (candidate: string, reference: string): Rouge => {
  const ours = rougeTokens(candidate)
  const theirs = rougeTokens(reference)
  return { rouge1: rougeN(ours, theirs, 1), rouge2: rougeN(ours, theirs, 2), rougeL: rougeL(ours, theirs) }
}
