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
import { countsOf, type Interaction, type Interactions, interactionsOf } from "#platform/recommender/Interactions.ts"
import { scoresOf } from "#platform/recommender/ItemModel.ts"
import { type Hit, hitOf, leaveLastOut, type Question } from "#platform/recommender/LeaveLastOut.ts"
import { train, type Trained } from "#platform/recommender/Training.ts"
import { pairedBootstrap } from "./Bootstrap.ts"
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
export interface Readers {
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

const measure = ({ books, interactions }: Readers): ReadonlyArray<System> => {
  const { asked, known } = leaveLastOut(interactions, mostAsked)
  const counts = countsOf(known)
  const popular = Float32Array.from(counts)
  const content = books === undefined ? undefined : contentOf(books)
  const trained = (most: number) => {
    const { books: mostItems, leastReaders: leastUsers } = learningLimits
    return rankingOf(done(train(known, { seed: 1, leastUsers, mostItems, mostEaseItems: most })), known.items)
  }
  const ease = trained(Infinity)
  const als = trained(0)
  const chosen = known.items <= mostEaseItems ? ease : als
  const system = (name: string, ranking: Ranking): System => ({
    name,
    hits: asked.map((question: Question) => hitOf(ranking(question.history), question))
  })
  return [
    system("popularity", () => popular),
    ...(content === undefined ? [] : [system("content", content)]),
    system("EASE", ease),
    system("ALS", als),
    system("hybrid", hybridOf(chosen, content, counts))
  ]
}

const interval = Effect.fnUntraced(function* (values: ReadonlyArray<number>) {
  const { high, low, mean } = yield* pairedBootstrap(values, [], { seed })
  return `${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`
})

export const report = Effect.fnUntraced(function* (title: string, readers: Readers) {
  const systems = measure(readers)
  const rows = yield* Effect.forEach(systems, ({ hits, name }) =>
    Effect.gen(function* () {
      const ndcg = yield* interval(hits.map((hit) => hit.ndcg))
      const hit = yield* interval(hits.map((hit) => hit.hit))
      return `${name.padEnd(12)}${ndcg.padStart(28)}${hit.padStart(28)}`
    })
  )
  return [title, ...rows].join("\n")
})
export const synthetic = Effect.gen(function* () {
  const { books, histories } = yield* tasteGroups(seed)
  const users = histories.map((history) => history.map((item) => ({ item, weight: 1 })))
  return yield* report("synthetic", { books, interactions: interactionsOf(books.length, users) })
})
