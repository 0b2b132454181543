import type { LikenessReason } from "#contract/intelligence/Recommendation.ts"
import { maximalMarginalRelevance } from "#platform/extractive/MaximalMarginalRelevance.ts"
import { type TermVector, unit } from "#platform/extractive/TermVectors.ts"
import type { BookTerms } from "./BookWords.ts"
import { mostOfAuthor } from "./Popularity.ts"
import {
  compare,
  type Described,
  type Feature,
  featuresOf,
  fitOf,
  lengthOf,
  nameOf,
  rounded,
  strengthOf
} from "./Preferences.ts"
import { sharedSeries } from "./Series.ts"

/** A book as it is compared with others. */
export interface Comparable extends Described, BookTerms {
  readonly bookId: string
  readonly title: string
  /** As they are shown, in the order of `tagKeys`. */
  readonly tags: ReadonlyArray<string>
  readonly author: string
  readonly genre: string | null
}

/** A book that is like another. */
export interface Alike {
  readonly bookId: string
  /** 0..1 */
  readonly score: number
  readonly reasons: ReadonlyArray<LikenessReason>
}

/** How telling features and terms are in a library. */
export interface Rarities {
  readonly ofFeature: (feature: Feature) => number
  readonly ofTerm: (term: string) => number
}

/** What tags, author and genre say, what texts say, and what being of one series adds. */
const share = { features: 0.6, text: 0.4, series: 0.3 } as const
/** From this on texts are alike enough to say so. */
const tellingText = 0.15
/** How much a book is chosen for being like, rather than for differing from those that were chosen. */
const lambda = 0.8
const mostTags = 2

/** How alike the texts of a book and another are: the cosine of what each term says, 0..1. */
const textLikeness = (book: BookTerms, rarityOf: (term: string) => number) => {
  const weights = new Map(book.terms.map((term, at) => [term, (book.weights[at] ?? 0) * rarityOf(term)]))
  const length = Math.sqrt([...weights.values()].reduce((sum, weight) => sum + weight * weight, 0))
  return (other: BookTerms): number => {
    const size = Math.sqrt(other.weights.reduce((sum, weight) => sum + weight * weight, 0))
    if (length === 0 || size === 0) return 0
    const product = other.terms.reduce((sum, term, at) => sum + (weights.get(term) ?? 0) * (other.weights[at] ?? 0), 0)
    return product / (length * size)
  }
}

/** What books are like, as vectors of length 1. */
const vectorsOf = (books: ReadonlyArray<Comparable>): ReadonlyArray<TermVector> => {
  const places = new Map<string, number>()
  const placeOf = (name: string): number => {
    const place = places.get(name) ?? places.size
    places.set(name, place)
    return place
  }
  return books.map((book) => {
    const long = lengthOf(book)
    const size = Math.sqrt(book.weights.reduce((sum, weight) => sum + weight * weight, 0)) || 1
    const parts = [
      ...featuresOf(book).map((feature) => ({
        place: placeOf(nameOf(feature)),
        weight: (strengthOf[feature.kind] / long) * Math.sqrt(share.features)
      })),
      ...book.terms.map((term, at) => ({
        place: placeOf(`term:${term}`),
        weight: ((book.weights[at] ?? 0) / size) * Math.sqrt(share.text)
      }))
    ].toSorted((a, b) => a.place - b.place)
    return unit(
      Int32Array.from(parts, ({ place }) => place),
      Float64Array.from(parts, ({ weight }) => weight)
    )
  })
}

const reasonsOf = (
  book: Comparable,
  other: Comparable,
  series: string | undefined,
  text: number,
  rarities: Rarities
) => {
  const reasons: Array<LikenessReason> = []
  if (series !== undefined) reasons.push({ type: "series", text: `Also of the series “${series}”`, label: series })
  if (book.authorKey === other.authorKey) {
    reasons.push({ type: "author", text: `Also by ${other.author}`, label: other.author })
  }
  const tags = other.tagKeys
    .map((key, at) => ({ key, label: other.tags[at] ?? key, weight: rarities.ofFeature({ kind: "tag", key }) }))
    .filter(({ key }) => book.tagKeys.includes(key))
    .toSorted((a, b) => b.weight - a.weight || compare(a.key, b.key))
  for (const { label } of tags.slice(0, mostTags)) reasons.push({ type: "tag", text: `Also about “${label}”`, label })
  if (book.genreKey !== null && other.genre !== null && book.genreKey === other.genreKey) {
    reasons.push({ type: "genre", text: `Also ${other.genre}`, label: other.genre })
  }
  if (text >= tellingText) reasons.push({ type: "text", text: "Much the same is said of both" })
  return reasons
}

/** The first of each author, in the order given. */
const fewOfAuthor = <A extends Comparable>(ranked: ReadonlyArray<A>): ReadonlyArray<A> => {
  const seen = new Map<string, number>()
  return ranked.filter(({ authorKey }) => {
    const before = seen.get(authorKey) ?? 0
    seen.set(authorKey, before + 1)
    return before < mostOfAuthor
  })
}

/**
 * The books most like one, at most so many, two of one author at most and never that book itself: by tags, author and
 * genre, and by the terms of their texts, each counting for what it tells in the library; books of one series come up.
 * Chosen so that they differ from each other as well. Each has something in common with the book, and says what.
 */
export const alikeTo = (
  book: Comparable,
  others: ReadonlyArray<Comparable>,
  options: { readonly rarities: Rarities; readonly most: number }
): ReadonlyArray<Alike> => {
  const { rarities } = options
  const weighted = featuresOf(book).map((feature) => ({
    ...feature,
    label: feature.key,
    weight: strengthOf[feature.kind] * rarities.ofFeature(feature)
  }))
  const fit = fitOf(weighted)
  const textTo = textLikeness(book, rarities.ofTerm)
  const ranked = others
    .filter(({ bookId }) => bookId !== book.bookId)
    .map((other) => {
      const series = sharedSeries(book, other)
      const text = textTo(other)
      const score = share.features * fit(other) + share.text * text + (series === undefined ? 0 : share.series)
      return { ...other, score: rounded(Math.min(1, score)), reasons: reasonsOf(book, other, series, text, rarities) }
    })
    .filter(({ reasons }) => reasons.length > 0)
    .toSorted((a, b) => b.score - a.score || compare(a.bookId, b.bookId))
  const few = fewOfAuthor(ranked)
  const vectors = vectorsOf(few)
  const candidates = few.flatMap(({ score }, at) => {
    const vector = vectors[at]
    return vector === undefined ? [] : [{ score, vector, cost: 1 }]
  })
  return maximalMarginalRelevance(candidates, { lambda, budget: options.most, same: Infinity })
    .flatMap((at) => few[at] ?? [])
    .map(({ bookId, reasons, score }) => ({ bookId, score, reasons }))
}
