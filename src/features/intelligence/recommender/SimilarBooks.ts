import { Context, Effect, Layer, Option, Struct } from "effect"
import { BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import type { SimilarBook, SimilarBooks as Answer } from "#contract/intelligence/Recommendation.ts"
import { type Alike, alikeTo, type Comparable } from "./Likeness.ts"
import { featuresOf, nameOf, rarity, strengthOf } from "./Preferences.ts"
import { seriesOf } from "./Series.ts"
import { type Lead, type ShownRow, SimilarRepo } from "./SimilarRepo.ts"

/** What books have in common with each other. */
export class SimilarBooks extends Context.Service<
  SimilarBooks,
  {
    /** Books like one, the best choice first. Four statements, which read at most some two thousand books. */
    readonly of: (organizationId: string, bookId: BookId, limit: number) => Effect.Effect<Answer, BookNotFound>
  }
>()("luminalib/features/intelligence/recommender/SimilarBooks") {
  static readonly layerNoDeps = Layer.effect(
    SimilarBooks,
    Effect.gen(function* () {
      const repo = yield* SimilarRepo

      /** How much everything that the book has tells in its library. */
      const knownOf = Effect.fnUntraced(function* (organizationId: string, book: Comparable) {
        const features = featuresOf(book)
        const rows = yield* repo.counts({
          organizationId,
          kinds: features.map(({ kind }) => kind),
          keys: features.map(({ key }) => key),
          terms: book.terms
        })
        const counts = new Map(rows.map(({ count, key, kind }) => [`${kind}:${key}`, count]))
        const books = rows[0]?.books ?? 1
        const countOf = (name: string) => counts.get(name) ?? 0
        const ofFeature = rarity(books, (feature) => countOf(nameOf(feature)))
        const ofTerm = (term: string) => Math.log(1 + books / Math.max(1, countOf(`term:${term}`)))
        return { countOf, rarities: { ofFeature, ofTerm } }
      })
      type Known = Effect.Success<ReturnType<typeof knownOf>>

      const candidates = (organizationId: string, book: Comparable, known: Known, limit: number) => {
        const { leads, reached } = leadsOf(book, known)
        return repo.candidates({
          organizationId,
          bookId: book.bookId,
          leads,
          genreKey: reached < fewLeads || leads.some(({ kind }) => kind === "genre") ? book.genreKey : null,
          series: seriesOf(book.title)?.name ?? null,
          most: compared + 2 * limit
        })
      }

      return SimilarBooks.of({
        of: Effect.fn("SimilarBooks.of")(
          function* (organizationId, bookId, limit) {
            const book = yield* Effect.flatMap(repo.book({ organizationId, bookId }), (found) =>
              Option.match(found, { onNone: () => Effect.fail(new BookNotFound({ bookId })), onSome: Effect.succeed })
            )
            const known = yield* knownOf(organizationId, book)
            const others = yield* candidates(organizationId, book, known, limit)
            const alike = alikeTo(book, others, { rarities: known.rarities, most: limit })
            const shown = yield* repo.shown({ organizationId, bookIds: alike.map(({ bookId: id }) => BookId.make(id)) })
            const byId = new Map(shown.map((row) => [String(row.id), row]))
            return { items: alike.flatMap((each) => similarOf(each, byId.get(each.bookId))) }
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(SimilarRepo.layer))
}

/** Books that are read because they have something in common with one. */
const booksRead = 1_500
/** With fewer of them the newest of the genre are looked at as well. */
const fewLeads = 100
/** Books that are compared in every respect: those that have most in common. */
const compared = 80

/** What other books are looked for by: the rarest that the book has, as many as so many books have together. */
const leadsOf = (
  book: Comparable,
  {
    countOf,
    rarities
  }: { readonly countOf: (name: string) => number; readonly rarities: Parameters<typeof alikeTo>[2]["rarities"] }
) => {
  const features = featuresOf(book).map((feature): Lead => ({
    ...feature,
    weight: strengthOf[feature.kind] ** 2 * rarities.ofFeature(feature)
  }))
  const terms = book.terms.map((key, at): Lead => ({
    kind: "term",
    key,
    weight: ((book.weights[at] ?? 0) * rarities.ofTerm(key)) / Math.max(1, book.terms.length)
  }))
  const leads: Array<Lead> = []
  let reached = 0
  for (const lead of [...features, ...terms].toSorted((a, b) => countOf(nameOfLead(a)) - countOf(nameOfLead(b)))) {
    const count = countOf(nameOfLead(lead))
    if (reached + count > booksRead) break
    reached += count
    leads.push(lead)
  }
  return { leads, reached }
}

const nameOfLead = ({ key, kind }: Lead): string => `${kind}:${key}`

const similarOf = ({ reasons, score }: Alike, row: ShownRow | undefined): ReadonlyArray<SimilarBook> => {
  if (row === undefined) return []
  return [{ book: Struct.omit(row, ["available"]), score, available: row.available, reasons }]
}
