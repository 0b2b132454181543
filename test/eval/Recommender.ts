import { Effect } from "effect"
import { blend } from "#features/intelligence/recommender/Hybrid.ts"
import { learningLimits } from "#features/intelligence/recommender/Learning.ts"
import {
  type Described,
  featuresOf,
  fitOf,
  nameOf,
  preferencesOf,
  rarity
} from "#features/intelligence/recommender/Preferences.ts"
import { mostEaseItems } from "#platform/recommender/Ease.ts"
import {
  countsOf,
  type Interaction,
  type Interactions,
  interactionsOf,
  pruned
} from "#platform/recommender/Interactions.ts"
import { scoresOf } from "#platform/recommender/ItemModel.ts"
import { type Hit, hitOf, leaveLastOut } from "#platform/recommender/LeaveLastOut.ts"
import { train, type Trained } from "#platform/recommender/Training.ts"
import { pairedBootstrap } from "./Bootstrap.ts"
import { readRatings } from "./Ratings.ts"
import { tasteGroups } from "./TasteGroups.ts"

const seed = "recommender"

/** Runs a training to its end on this thread. */
const done = <A>(training: Generator<number, A>): A => {
  let step = training.next()
  while (step.done !== true) step = training.next()
  return step.value
}

/** Ranks all books for a reader; none: the books tell nothing. */
type Ranking = (history: ReadonlyArray<Interaction>) => Float32Array

const asBorrowed = { loanAgesDays: [0], renewals: 0, soonBack: false, rating: null }

/** By what the books are like, as the product does where it knows nothing of other readers. */
const contentOf = (books: ReadonlyArray<Described>): Ranking => {
  const counts = new Map<string, number>()
  for (const name of books.flatMap((book) => featuresOf(book).map(nameOf)))
    counts.set(name, (counts.get(name) ?? 0) + 1)
  const rarityOf = rarity(books.length, (feature) => counts.get(nameOf(feature)) ?? 0)
  return (history) => {
    const readings = history.flatMap(({ item }) => {
      const book = books[item]
      if (book === undefined) return []
      const shown = { bookId: `${item}`, title: "", tags: book.tagKeys, author: book.authorKey, genre: book.genreKey }
      return [{ ...book, ...shown, ...asBorrowed }]
    })
    const fit = fitOf(preferencesOf(readings, rarityOf))
    return Float32Array.from(books, fit)
  }
}

/** As the product puts both together. */
const hybridOf =
  (byReaders: Ranking, content: Ranking | undefined, counts: Int32Array): Ranking =>
  (history) => {
    const readers = byReaders(history)
    const fits = content?.(history)
    const candidates = Array.from(readers, (score, item) => ({
      bookId: `${item}`,
      item,
      content: fits?.[item] ?? 0,
      known: (counts[item] ?? 0) < learningLimits.leastReaders ? null : { score, readers: counts[item] ?? 0 }
    }))
    const scores = new Float32Array(readers.length)
    for (const { item, score } of blend(candidates, history.length)) scores[item] = score
    return scores
  }

/** What is measured: readers with their books in order, and what the books are like where that is known. */
interface Readers {
  readonly interactions: Interactions
  readonly books?: ReadonlyArray<Described>
}

/** Of more readers than these, a sample is asked. */
const mostAsked = 2_000

interface System {
  readonly name: string
  readonly hits: ReadonlyArray<Hit>
}

/** As the product trains: `items` are the model's places in those that were given. */
const rankingOf = ({ kept, model }: Trained, items: number): Ranking => {
  const places = new Map(Array.from(kept, (item, place) => [item, place]))
  return (history) => {
    const met = history.flatMap(({ item, weight }) => {
      const place = places.get(item)
      return place === undefined ? [] : [{ item: place, weight }]
    })
    const scores = new Float32Array(items)
    scoresOf(model, met).forEach((score, place) => {
      scores[kept[place] ?? 0] = score
    })
    return scores
  }
}

/** How each system does, popularity first and the product's own last. */
export const measure = ({ books, interactions }: Readers): ReadonlyArray<System> => {
  const { asked, known } = leaveLastOut(interactions, mostAsked)
  const counts = countsOf(known)
  const popular = Float32Array.from(counts)
  const content = books === undefined ? undefined : contentOf(books)
  const limits = { leastUsers: learningLimits.leastReaders, mostItems: learningLimits.books }
  const isSmall = pruned(known, limits).kept.length <= mostEaseItems
  const trained = (most: number) =>
    rankingOf(done(train(known, { seed: 1, ...limits, mostEaseItems: most })), known.items)
  const als = trained(0)
  const ease = isSmall ? trained(mostEaseItems) : undefined
  const system = (name: string, ranking: Ranking | undefined): ReadonlyArray<System> =>
    ranking === undefined ? [] : [{ name, hits: asked.map((question) => hitOf(ranking(question.history), question)) }]
  return [
    system("popularity", () => popular),
    system("content", content),
    system("EASE", ease),
    system("ALS", als),
    system("hybrid", hybridOf(ease ?? als, content, counts))
  ].flat()
}

const row = (name: string, cells: ReadonlyArray<string>) =>
  `${name.padEnd(24)}${cells.map((cell) => cell.padStart(28)).join("")}`

const measures = [({ ndcg }: Hit) => ndcg, ({ hit }: Hit) => hit]

const rowOf = Effect.fnUntraced(function* (name: string, ours: System, theirs?: System) {
  const cells = yield* Effect.forEach(measures, (measured) =>
    Effect.map(
      pairedBootstrap(ours.hits.map(measured), theirs?.hits.map(measured) ?? [], { seed }),
      ({ high, low, mean }) => `${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`
    )
  )
  return row(name, cells)
})

const meanOf = ({ hits }: System) => hits.reduce((sum, { ndcg }) => sum + ndcg, 0) / Math.max(1, hits.length)

/**
 * How well the last book of each reader is found among all that they did not have, by a system that saw all others: NDCG
 * and the share of readers for whom it is among ten, each with its 95 % bootstrap interval.
 */
const reportOn = Effect.fnUntraced(function* (title: string, readers: Readers) {
  const systems = measure(readers)
  const [popularity, hybrid] = [systems[0], systems.at(-1)]
  const each = yield* Effect.forEach(systems, (system) => rowOf(system.name, system))
  const head = [title, row("", ["NDCG@10", "hit@10"]), ...each]
  if (popularity === undefined || hybrid === undefined) return head.join("\n")
  const difference = yield* rowOf("hybrid − popularity", hybrid, popularity)
  const times = (meanOf(hybrid) / meanOf(popularity)).toFixed(2)
  return [...head, difference, `NDCG@10 of hybrid: ${times} × popularity`].join("\n")
})

/** The recommender on a made-up library whose readers have known tastes. Needs no file. */
export const recommender = Effect.gen(function* () {
  const { books, histories } = yield* tasteGroups(seed)
  const users = histories.map((history) => history.map((item) => ({ item, weight: 1 })))
  const interactions = interactionsOf(books.length, users)
  const title = `Last books of ${histories.length} made-up readers among ${books.length} [95 % of 2,000 resamples]`
  return yield* reportOn(title, { books, interactions })
})

/** The same on a file of ratings, of whose items nothing is known. */
export const onRatings = Effect.fnUntraced(function* (text: string) {
  const interactions = yield* readRatings(text)
  const users = interactions.starts.length - 1
  const title = `Last items of ${users} users among ${interactions.items}, by ${interactions.itemOf.length} ratings`
  return yield* reportOn(title, { interactions })
})
