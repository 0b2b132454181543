import { Context, Effect, Layer, Option, Struct } from "effect"
import type { SqlError } from "effect/sql"
import type { CurrentUser } from "#contract/Authorization.ts"
import type { UserId } from "#contract/identity/User.ts"
import type {
  Recommendation,
  RecommendationModel,
  Recommendations as Answer
} from "#contract/intelligence/Recommendation.ts"
import { blend } from "./Hybrid.ts"
import { type ItemRow, KeptListsRepo, type LeftOver } from "./KeptListsRepo.ts"
import { Models } from "./Models.ts"
import { PopularBooks } from "./PopularBooks.ts"
import { diversified, type Recommended } from "./Popularity.ts"
import { fitOf, leadsOf, type Preference } from "./Preferences.ts"
import { readersOf } from "./Readers.ts"
import { reasonsFor } from "./Reasons.ts"
import { RecommendationsRepo } from "./RecommendationsRepo.ts"
import { type Past, type Reader, Tastes } from "./Tastes.ts"

/** Books that were found for a reader, the best first, and what found them. */
export interface Found {
  readonly model: RecommendationModel
  readonly items: ReadonlyArray<Recommended>
}

/** What readers may want to read next. */
export class Recommendations extends Context.Service<
  Recommendations,
  {
    /**
     * What was found for the reader before, filled up with what is popular: at most two statements, by keys, whatever the
     * library holds, and one more for either list where its best were borrowed or removed since. Only where nobody asked
     * before, or the library had no book then, is what is popular found first.
     */
    readonly of: (reader: Pick<CurrentUser["Service"], "id" | "organizationId">, limit: number) => Effect.Effect<Answer>
    /**
     * Books by what is kept of the reader's taste and by who else had the reader's books, the best first, each with its
     * reasons. Six statements, and the library's model where it is not at hand.
     */
    readonly find: (reader: Reader) => Effect.Effect<Found, SqlError.SqlError>
    /** Keeps them. Joins the caller's transaction. Does nothing where the reader is gone. */
    readonly keep: (reader: Reader, found: Found) => Effect.Effect<void, SqlError.SqlError>
    /** Readers who did anything lately, in the order of their ids, so many after this one. One statement. */
    readonly activeAfter: (
      organizationId: string,
      after: UserId | null,
      most: number
    ) => Effect.Effect<ReadonlyArray<UserId>, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/recommender/Recommendations") {
  static readonly layerNoDeps = Layer.effect(
    Recommendations,
    Effect.gen(function* () {
      const repo = yield* RecommendationsRepo
      const lists = yield* KeptListsRepo
      const tastes = yield* Tastes
      const popular = yield* PopularBooks
      const models = yield* Models

      /** Looks again at all of a list whose best were not enough. */
      const enough = Effect.fnUntraced(function* (
        limit: number,
        read: (wanted: { limit: number; all: boolean }) => Effect.Effect<Option.Option<LeftOver>, SqlError.SqlError>
      ) {
        const best = yield* read({ limit, all: false })
        const isShort = Option.exists(best, ({ hasMore, items }) => hasMore && items.length < limit)
        return isShort ? yield* read({ limit, all: true }) : best
      })

      const popularFor = Effect.fnUntraced(function* (reader: Reader, limit: number, own: ReadonlyArray<ItemRow>) {
        const read = enough(limit, (wanted) => lists.popular(reader, wanted, own))
        const kept = yield* read
        if (Option.isSome(kept) && !kept.value.hadNothing) return kept.value
        yield* popular.refresh(reader.organizationId)
        return yield* Effect.orDie(Effect.fromOption(yield* read))
      })

      /** By what the books are like. */
      const byContent = (reader: Reader, preferences: ReadonlyArray<Preference>, { countOf }: Past) =>
        repo.score({ ...reader, preferences, leads: leadsOf(preferences, countOf, booksRead), most: considered })

      /** With what the library's readers say, where they know any of the reader's books. */
      const withReaders = Effect.fnUntraced(function* (
        reader: Reader,
        preferences: ReadonlyArray<Preference>,
        past: Past
      ) {
        const scored = yield* byContent(reader, preferences, past)
        const readers = Option.flatMap(yield* models.active(reader.organizationId), (model) =>
          readersOf(model, past.history)
        )
        if (Option.isNone(readers)) {
          return { model: "content-1", ranked: scored, because: () => [] } as const
        }
        const { because, best, knownOf, known } = readers.value
        const met = new Set(scored.map(({ bookId }) => bookId))
        const bookIds = best(considered).filter((id) => !met.has(id))
        const others = yield* Effect.catchTag(repo.described({ ...reader, bookIds }), "SchemaError", Effect.die)
        const fit = fitOf(preferences)
        const candidates = [...scored, ...others.map((book) => ({ ...book, score: fit(book) }))].map((book) => ({
          ...book,
          content: book.score,
          known: knownOf(book.bookId)
        }))
        return { model: "hybrid-1", ranked: blend(candidates, known), because } as const
      })

      return Recommendations.of({
        of: Effect.fn("Recommendations.of")(
          function* ({ id: userId, organizationId }, limit) {
            const reader = { organizationId, userId }
            const kept = yield* enough(limit, (wanted) => lists.own(reader, wanted))
            const own = Option.filter(kept, ({ items }) => items.length > 0)
            if (Option.isNone(own)) return answerOf(yield* popularFor(reader, limit, []), [])
            const { items } = own.value
            if (items.length === limit) return answerOf(own.value, [])
            return answerOf(own.value, (yield* popularFor(reader, limit - items.length, items)).items)
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        find: Effect.fn("Recommendations.find")(function* (reader) {
          const preferences = yield* tastes.kept(reader)
          if (preferences.length === 0) return { model: "content-1", items: [] }
          const past = yield* tastes.past(reader)
          const { because, model, ranked } = yield* withReaders(reader, preferences, past)
          const likes = reasonsFor({ ...past, preferences })
          const items = diversified(ranked)
            .slice(0, kept)
            .map((book) => ({
              bookId: book.bookId,
              authorKey: book.authorKey,
              score: book.score,
              reasons: [...because(book.bookId), ...likes(book)]
            }))
          return { model, items }
        }),
        keep: Effect.fn("Recommendations.keep")(function* (reader, found) {
          yield* Effect.catchTag(lists.replace({ ...reader, ...found }), "SchemaError", Effect.die)
        }),
        activeAfter: Effect.fn("Recommendations.activeAfter")(
          function* (organizationId, after, most) {
            return (yield* repo.activeAfter({ organizationId, after, most })).map(({ userId }) => userId)
          },
          Effect.catchTag("SchemaError", Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([RecommendationsRepo.layer, KeptListsRepo.layer, Tastes.layer, PopularBooks.layer, Models.layer])
  )
}

/** More than is ever shown at once: some are borrowed or removed before they are read. */
const kept = 100
/** Books that come into question by each side. */
const considered = 300

/** Books that are compared with what the reader likes: 10,000 take the database 60 ms. */
const booksRead = 10_000

const answerOf = ({ generatedAt, items, model }: LeftOver, more: ReadonlyArray<ItemRow>): Answer => ({
  items: [...items, ...more].map(recommendationOf),
  generatedAt,
  model
})

const recommendationOf = ({ available, reasons, score, ...row }: ItemRow): Recommendation => ({
  book: Struct.omit(row, ["authorKey"]),
  score,
  available,
  reasons
})
