import { Option } from "effect"
import { BookId } from "#contract/catalogue/Book.ts"
import type { RecommendationReason } from "#contract/intelligence/Recommendation.ts"
import { scoresOf, sharesOf } from "#platform/recommender/ItemModel.ts"
import { engagementOf } from "./Engagement.ts"
import type { Candidate } from "./Hybrid.ts"
import type { BookModel } from "./Models.ts"
import type { Reading } from "./Preferences.ts"

/** What a library's model says to one reader. */
export interface Readers {
  /** How many of the reader's books it knows, at least one. */
  readonly known: number
  /** Books by who else had the reader's, the best first, at most so many; of those nothing speaks for, none. */
  readonly best: (most: number) => ReadonlyArray<string>
  readonly knownOf: (bookId: string) => Candidate["known"]
  /** The reader's book whose readers speak for this one most. */
  readonly because: (bookId: string) => ReadonlyArray<RecommendationReason>
}

/** As the database orders loans of the same engagement: by nothing that changes. */
const hadOf = (model: BookModel, history: ReadonlyArray<Reading>) =>
  history.flatMap((book) => {
    const item = model.itemOf.get(book.bookId)
    const weight = engagementOf({ ...book, loans: book.loanAgesDays.length })
    return item === undefined ? [] : [{ item, weight, book }]
  })

/** None where the model knows none of the reader's books: it has nothing to say then. */
export const readersOf = (model: BookModel, history: ReadonlyArray<Reading>): Option.Option<Readers> => {
  const had = hadOf(model, history)
  if (had.length === 0) return Option.none()
  const scores = scoresOf(model.model, had)
  const shares = sharesOf(model.model, had)
  const own = new Set(had.map(({ item }) => item))
  return Option.some({
    known: had.length,
    best: (most) => {
      const least =
        Float32Array.from(scores)
          .sort()
          .at(-most - own.size) ?? 0
      return Array.from(scores.keys())
        .filter((item) => (scores[item] ?? 0) > 0 && (scores[item] ?? 0) >= least && !own.has(item))
        .toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
        .slice(0, most)
        .map((item) => model.bookIds[item] ?? "")
    },
    knownOf: (bookId) => {
      const item = model.itemOf.get(bookId)
      return item === undefined ? null : { score: scores[item] ?? 0, readers: model.readers[item] ?? 0 }
    },
    because: (bookId) => {
      const item = model.itemOf.get(bookId)
      if (item === undefined) return []
      const amounts = shares(item)
      const most = Math.max(...amounts)
      const book = most > 0 ? had[amounts.indexOf(most)]?.book : undefined
      return book === undefined ? [] : [alsoBorrowed(book)]
    }
  })
}

const alsoBorrowed = ({ bookId, title }: Reading): RecommendationReason => ({
  type: "readers",
  text: `Readers who borrowed “${title}” also borrowed this`,
  bookId: BookId.make(bookId),
  label: title
})
