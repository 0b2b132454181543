import type { RecommendationReason } from "#contract/intelligence/Recommendation.ts"
import { compare, rounded } from "./Preferences.ts"

/** A book and what readers of its library did with it. */
export interface Noticed {
  readonly bookId: string
  readonly authorKey: string
  /** How long ago it came to the library, in days. */
  readonly ageDays: number
  /** Its loans, each counted as {@link halfLifeDays} says. */
  readonly heat: number
  /** Of the reviews that are shown. */
  readonly reviews: number
  readonly ratingSum: number
}

/** A book that is recommended: as it is kept. */
export interface Recommended {
  readonly bookId: string
  readonly authorKey: string
  /** 0..1 */
  readonly score: number
  readonly reasons: ReadonlyArray<RecommendationReason>
}

/** After so many days a loan counts half, and so does being new. */
export const halfLifeDays = 30

/** So many books of one author are recommended at once. */
export const mostOfAuthor = 2
/** So many are kept, since the best of them may be borrowed before they are read. */
export const keptOfAuthor = 5

/** As if so many readers had given each book a three: one enthusiast does not decide. */
const dampingReviews = 5

/**
 * How much a book is read, counting being new as a loan of the day it came, more where it is liked: times the damped
 * mean of its ratings (a Bayesian average), three being 1.
 */
const popularity = ({ ageDays, heat, ratingSum, reviews }: Noticed): number =>
  ((heat + 0.5 ** (Math.max(0, ageDays) / halfLifeDays)) * (ratingSum + 3 * dampingReviews)) /
  ((reviews + dampingReviews) * 3)

/** The first of each author, at most {@link keptOfAuthor}, in the order given. */
export const diversified = <A extends { readonly authorKey: string }>(ranked: ReadonlyArray<A>): ReadonlyArray<A> => {
  const seen = new Map<string, number>()
  return ranked.filter(({ authorKey }) => {
    const place = (seen.get(authorKey) ?? 0) + 1
    seen.set(authorKey, place)
    return place <= keptOfAuthor
  })
}

/** The books that most is made of in a library, at most `most`: the first has the score 1, equal ones go by id. */
export const popularOf = (books: ReadonlyArray<Noticed>, most: number): ReadonlyArray<Recommended> => {
  const ranked = books
    .map((book) => ({ ...book, popularity: popularity(book) }))
    .toSorted((a, b) => b.popularity - a.popularity || compare(a.bookId, b.bookId))
  const highest = ranked[0]?.popularity ?? 1
  return diversified(ranked)
    .slice(0, most)
    .map((book) => ({
      bookId: book.bookId,
      authorKey: book.authorKey,
      score: highest === 0 ? 0 : rounded(book.popularity / highest),
      reasons: [book.heat > 0 ? popular : fresh]
    }))
}

const popular: RecommendationReason = { type: "popular", text: "Popular in your library" }
const fresh: RecommendationReason = { type: "new", text: "New in your library" }
