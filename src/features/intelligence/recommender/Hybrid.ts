import { compare, rounded } from "./Preferences.ts"

/** A book that comes into question for a reader. */
export interface Candidate {
  readonly bookId: string
  /** How well it fits what the reader likes, by its tags, author and genre; below 0: they avoid such books. */
  readonly content: number
  /** What the model knows of it; null of a cold book, which too few readers had. */
  readonly known: {
    /** How much the reader's books speak for it, by who else had them. */
    readonly score: number
    /** Readers who had it. */
    readonly readers: number
  } | null
}

/** After so many books that the model knows, readers have as much to say as content. */
const evenAt = 10

/** How much the model has to say of a reader of whom it knows so many books: 0 for a new one, towards 1. */
export const shareOfReaders = (known: number): number => known / (known + evenAt)

/**
 * How good a book is by its content: of those that fit alike, the ones that more readers had come first, by the root of
 * their number. A cold book counts as if nobody had it, so it comes up where it fits better than others do.
 */
const appeal = ({ content, known }: Candidate): number => content * Math.sqrt(1 + (known?.readers ?? 0))

const most = (values: ReadonlyArray<number>) => values.reduce((a, b) => Math.max(a, b), 0)

/** As a share of the best, -1..1. */
const part = (value: number, best: number): number => Math.max(-1, best === 0 ? Math.min(0, value) : value / best)

/**
 * Candidates with their scores by content and by readers together, 0..1, the best first, equal ones by id; without those
 * that nothing speaks for. Each score is measured by the best of its kind; that by readers counts for `had / (had + 10)`,
 * where `had` is how many of the reader's books the model knows. So a reader without such books gets what fits by
 * content, and a cold book is ranked by content alone.
 */
export const blend = <A extends Candidate>(
  candidates: ReadonlyArray<A>,
  had: number
): ReadonlyArray<A & { readonly score: number }> => {
  const share = shareOfReaders(had)
  const bestAppeal = most(candidates.map(appeal))
  const bestScore = most(candidates.map(({ known }) => known?.score ?? 0))
  return candidates
    .map((candidate) => {
      const content = part(appeal(candidate), bestAppeal)
      const { known } = candidate
      const score = known === null ? content : (1 - share) * content + share * part(known.score, bestScore)
      return { ...candidate, score: rounded(score) }
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || compare(a.bookId, b.bookId))
}
