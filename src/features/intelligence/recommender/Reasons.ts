import { BookId } from "#contract/catalogue/Book.ts"
import type { RecommendationReason } from "#contract/intelligence/Recommendation.ts"
import {
  compare,
  type Described,
  type Feature,
  featuresOf,
  nameOf,
  type Preference,
  type Reading,
  shareOf,
  strengthOf
} from "./Preferences.ts"

/** What is known of a reader. */
export interface KnownReader {
  readonly history: ReadonlyArray<Reading>
  readonly preferences: ReadonlyArray<Preference>
  readonly rarityOf: (feature: Feature) => number
}

/** Books and features that are named for one recommendation, each. */
const mostBooks = 2
const mostFeatures = 2
/** From this rating on it is the rating that is named. */
const wellRated = 4

/** Why books are recommended to a reader: first the books that speak for them most, then what they have in common. */
export const reasonsFor = ({ history, preferences, rarityOf }: KnownReader) => {
  const liked = new Map(preferences.map((preference) => [nameOf(preference), preference]))
  const shares = history.map((book) => ({
    book,
    of: new Map(featuresOf(book).map((feature) => [nameOf(feature), shareOf(book, feature, rarityOf)]))
  }))
  return (recommended: Described): ReadonlyArray<RecommendationReason> => {
    const features = featuresOf(recommended)
    const speaksFor = shares.map(({ book, of }) => ({
      book,
      amount: features.reduce((sum, feature) => sum + (of.get(nameOf(feature)) ?? 0) * strengthOf[feature.kind], 0)
    }))
    const books = speaksFor
      .filter(({ amount }) => amount > 0)
      .toSorted((a, b) => b.amount - a.amount || compare(a.book.bookId, b.book.bookId))
      .slice(0, mostBooks)
    const common = features
      .flatMap((feature) => liked.get(nameOf(feature)) ?? [])
      .filter(({ weight }) => weight > 0)
      .toSorted((a, b) => b.weight * strengthOf[b.kind] - a.weight * strengthOf[a.kind] || compare(a.key, b.key))
      .slice(0, mostFeatures)
    return [...books.map(({ book }) => becauseOf(book)), ...common.map(becauseOfFeature)]
  }
}

const becauseOf = ({ bookId, rating, title }: Reading): RecommendationReason => {
  const about = { bookId: BookId.make(bookId), label: title }
  return rating !== null && rating >= wellRated
    ? { type: "rated", text: `Because you gave “${title}” ${rating} of 5`, ...about }
    : { type: "borrowed", text: `Because you borrowed “${title}”`, ...about }
}

const becauseOfFeature = ({ kind, label }: Preference): RecommendationReason => {
  switch (kind) {
    case "tag":
      return { type: "tag", text: `You read about “${label}”`, label }
    case "author":
      return { type: "author", text: `You read ${label}`, label }
    case "genre":
      return { type: "genre", text: `You read ${label}`, label }
  }
}
