/** What a reader did with one book. */
export interface Dealings {
  /** Times it was borrowed. */
  readonly loans: number
  /** All of them together. */
  readonly renewals: number
  /** Whether each time it was back within a day. */
  readonly soonBack: boolean
  /** What the reader gave it, 1..5. */
  readonly rating: number | null
}

/** A rating of four is as good as none: who borrows a book expects to like it. */
const expected = 4

/**
 * How much it says of a reader that they had a book: 1 for a loan. Half as much again for each further one, a quarter for
 * each renewal, twice at most; half where the book was back at once. A rating of five is a quarter more, one of one
 * leaves a quarter.
 */
export const engagementOf = ({ loans, rating, renewals, soonBack }: Dealings): number =>
  (1 + 0.5 * Math.min(2, Math.max(0, loans - 1)) + 0.25 * Math.min(2, renewals)) *
  (soonBack ? 0.5 : 1) *
  ((rating ?? expected) / expected)
