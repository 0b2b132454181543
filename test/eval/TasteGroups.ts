import { Effect, Random } from "effect"
import type { Described } from "#features/intelligence/recommender/Preferences.ts"

/** Readers of a made-up library, and what they borrowed in which order. */
export interface MadeUpLibrary {
  readonly books: ReadonlyArray<Described>
  /** Places in `books`, of each reader the oldest first, each once. */
  readonly histories: ReadonlyArray<ReadonlyArray<number>>
}

const size = { readers: 400, books: 600, tastes: 8, authors: 150, tags: 6 }

/** Of ten loans so many follow the reader's taste; the others go by what everybody reads. */
const faithful = 0.75
/** A book has so many tags; of four, so many tell of its taste. */
const tagsOfBook = 3
const telling = 0.6

const below = (most: number) => Random.nextIntBetween(0, most - 1)

const book = Effect.fnUntraced(function* (taste: number) {
  const tags = yield* Effect.replicateEffect(
    Effect.gen(function* () {
      const ofTaste = (yield* Random.next) < telling ? taste : yield* below(size.tastes)
      return `tag ${ofTaste}.${yield* below(size.tags)}`
    }),
    tagsOfBook
  )
  // Authors keep to a taste.
  const author = (yield* below(size.authors / size.tastes)) * size.tastes + taste
  // A genre spans two tastes.
  return { taste, tagKeys: [...new Set(tags)], authorKey: `author ${author}`, genreKey: `genre ${taste >> 1}` }
})

/** One of these, by weight. */
const drawn = Effect.fnUntraced(function* (from: ReadonlyArray<number>, weightOf: (at: number) => number) {
  const total = from.reduce((sum, at) => sum + weightOf(at), 0)
  let left = (yield* Random.next) * total
  for (const at of from) {
    left -= weightOf(at)
    if (left <= 0) return at
  }
  return from.at(-1) ?? 0
})

/**
 * A library whose readers have one or two of eight tastes: most of what they borrow is of those, the rest is not, and
 * within both the popular books go first (Zipf). Tags tell of the taste as often as not. The same seed makes the same
 * library.
 */
export const tasteGroups = Effect.fnUntraced(function* (seed: string) {
  const made = Effect.gen(function* () {
    const books = yield* Effect.forEach(Array.from({ length: size.books }), (_, at) => book(at % size.tastes))
    const order = yield* Random.shuffle(books.map((_, at) => at))
    const popularity = new Map(order.map((at, rank) => [at, 1 / (rank + 10) ** 0.9]))
    const weightOf = (at: number) => popularity.get(at) ?? 0
    const all = books.map((_, at) => at)
    const byTaste = Map.groupBy(all, (at) => books[at]?.taste ?? 0)
    const histories = yield* Effect.forEach(Array.from({ length: size.readers }), () =>
      Effect.gen(function* () {
        const tastes = [yield* below(size.tastes), yield* below(size.tastes)]
        const loans = yield* Random.nextIntBetween(4, 30)
        const had = new Set<number>()
        for (let loan = 0; loan < loans; loan++) {
          const taste = tastes[yield* below(2)] ?? 0
          const from = (yield* Random.next) < faithful ? (byTaste.get(taste) ?? all) : all
          had.add(yield* drawn(from, weightOf))
        }
        return [...had]
      })
    )
    return { books, histories } satisfies MadeUpLibrary
  })
  return yield* Random.withSeed(made, seed)
})
