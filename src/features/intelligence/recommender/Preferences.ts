/** What books have in common, and what readers like in them. */
export const featureKinds = ["tag", "author", "genre"] as const
export type FeatureKind = (typeof featureKinds)[number]

/** A tag, author or genre, under the key by which the catalogue compares it. */
export interface Feature {
  readonly kind: FeatureKind
  readonly key: string
}

/** What a book is like. */
export interface Described {
  readonly tagKeys: ReadonlyArray<string>
  readonly authorKey: string
  readonly genreKey: string | null
}

/** A book that a reader had. */
export interface Reading extends Described {
  readonly bookId: string
  readonly title: string
  /** As they are shown, in the order of `tagKeys`. */
  readonly tags: ReadonlyArray<string>
  readonly author: string
  readonly genre: string | null
  /** How long ago it was borrowed, in days, for each time. */
  readonly loanAgesDays: ReadonlyArray<number>
  /** Of all these times together. */
  readonly renewals: number
  /** Whether each time it was back within a day. */
  readonly soonBack: boolean
  /** What the reader gave it, 1..5. */
  readonly rating: number | null
}

/** How much a reader likes something: below 0, how much they avoid it. */
export interface Preference extends Feature {
  /** As it is shown. */
  readonly label: string
  readonly weight: number
}

/** How telling a common feature of each kind is: many books share a genre that are not alike at all. */
export const strengthOf: Readonly<Record<FeatureKind, number>> = { tag: 1, author: 0.8, genre: 0.5 }

/**
 * After so many days a loan says half as much of its reader.
 *
 * Source: exponential decay with a half-life, as in Y. Ding and X. Li, "Time Weight Collaborative Filtering", CIKM 2005.
 */
export const halfLifeDays = 180

/** Who says nothing about a book borrowed it all the same: as much as a rating of four. */
const unrated = 0.5

/** What is kept of a reader; the rest would hardly move a score. */
export const mostPreferences = 100

export const featuresOf = ({ authorKey, genreKey, tagKeys }: Described): ReadonlyArray<Feature> => [
  ...tagKeys.map((key): Feature => ({ kind: "tag", key })),
  { kind: "author", key: authorKey },
  ...(genreKey === null ? [] : [{ kind: "genre", key: genreKey } as const])
]

/** One name for each feature. */
export const nameOf = ({ key, kind }: Feature): string => `${kind}:${key}`

/** How long the book's vector of strengths is: a book with many tags is about each of them a little less. */
export const lengthOf = (book: Described): number =>
  Math.sqrt(featuresOf(book).reduce((sum, { kind }) => sum + strengthOf[kind] ** 2, 0))

/** How much the reader likes the book now: -1..1 for each time it was borrowed, fading with time. */
export const likingOf = ({ loanAgesDays, rating }: Pick<Reading, "loanAgesDays" | "rating">): number => {
  const each = rating === null ? unrated : (rating - 3) / 2
  return loanAgesDays.reduce((sum, days) => sum + each * 0.5 ** (Math.max(0, days) / halfLifeDays), 0)
}

/**
 * How telling features are in a library of so many books: those of few books more than those of many.
 *
 * Source: inverse document frequency, K. Spärck Jones, "A Statistical Interpretation of Term Specificity", 1972.
 */
export const rarity =
  (books: number, countOf: (feature: Feature) => number) =>
  (feature: Feature): number =>
    Math.log(1 + Math.max(1, books) / Math.max(1, countOf(feature)))

/**
 * How well a book fits what a reader likes: the cosine of both, -1..1. What the database finds in `RecommendationsRepo` is
 * the same.
 */
export const fitOf = (preferences: ReadonlyArray<Preference>): ((book: Described) => number) => {
  const weights = new Map(preferences.map((preference) => [nameOf(preference), preference.weight]))
  const length = Math.sqrt(preferences.reduce((sum, { weight }) => sum + weight * weight, 0))
  return (book) => {
    const product = featuresOf(book).reduce(
      (sum, feature) => sum + (weights.get(nameOf(feature)) ?? 0) * strengthOf[feature.kind],
      0
    )
    return length === 0 ? 0 : rounded(product / (lengthOf(book) * length))
  }
}

/** The part of what the reader likes about a feature that comes from one book. */
export const shareOf = (book: Reading, feature: Feature, rarityOf: (feature: Feature) => number): number =>
  (likingOf(book) * strengthOf[feature.kind] * rarityOf(feature)) / lengthOf(book)

/**
 * What a reader likes, from the books they had: of each feature the sum of its shares. The heaviest first; equal ones by
 * name, so that the same books give the same preferences in whatever order they come.
 *
 * Source: content-based profiles of weighted features, M. J. Pazzani and D. Billsus, "Content-Based Recommendation
 * Systems", 2007.
 */
export const preferencesOf = (
  history: ReadonlyArray<Reading>,
  rarityOf: (feature: Feature) => number
): ReadonlyArray<Preference> => {
  const found = new Map<string, Preference>()
  for (const book of history.toSorted((a, b) => compare(a.bookId, b.bookId))) {
    for (const feature of featuresOf(book)) {
      const before = found.get(nameOf(feature))
      const weight = (before?.weight ?? 0) + shareOf(book, feature, rarityOf)
      found.set(nameOf(feature), { ...feature, label: before?.label ?? labelOf(book, feature), weight })
    }
  }
  return [...found.values()]
    .map((preference) => ({ ...preference, weight: rounded(preference.weight) }))
    .filter(({ weight }) => weight !== 0)
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || compare(nameOf(a), nameOf(b)))
    .slice(0, mostPreferences)
}

/**
 * The preferences by which books are looked for, the heaviest first: as many as so many books have together, so that the
 * search costs the same in a library of any size. Those of more books are too common to tell much, and only serve where
 * nothing else leads to books that the reader does not know.
 */
export const leadsOf = (
  preferences: ReadonlyArray<Preference>,
  countOf: (feature: Feature) => number,
  books: number
): ReadonlyArray<Preference> => {
  const liked = preferences
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight * strengthOf[b.kind] - a.weight * strengthOf[a.kind] || compare(nameOf(a), nameOf(b)))
  const leads: Array<Preference> = []
  const common: Array<Preference> = []
  let reached = 0
  for (const preference of liked) {
    const fits = reached + countOf(preference) <= books
    if (fits) reached += countOf(preference)
    ;(fits ? leads : common).push(preference)
  }
  return reached < fewLeads ? [...leads, ...common.slice(0, 1)] : leads
}

/** With fewer books than these it is worth looking at many. */
const fewLeads = 100

const labelOf = (book: Reading, { key, kind }: Feature): string => {
  switch (kind) {
    case "tag":
      return book.tags[book.tagKeys.indexOf(key)] ?? key
    case "author":
      return book.author
    case "genre":
      return book.genre ?? key
  }
}

/** In the order of code units, the same everywhere. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** So many digits are kept: sums are then the same in whatever order they are made. */
export const rounded = (value: number): number => Math.round(value * 1e6) / 1e6
