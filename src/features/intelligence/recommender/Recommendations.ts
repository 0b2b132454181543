import { Context, Effect, Layer, Option, Struct } from "effect"
import type { SqlError } from "effect/sql"
import type { CurrentUser } from "#contract/Authorization.ts"
import type { Recommendation, Recommendations as Answer } from "#contract/intelligence/Recommendation.ts"
import { PopularBooks } from "./PopularBooks.ts"
import type { Recommended } from "./Popularity.ts"
import { leadsOf } from "./Preferences.ts"
import { reasonsFor } from "./Reasons.ts"
import { type ItemRow, type LeftOver, RecommendationsRepo } from "./RecommendationsRepo.ts"
import { type Reader, Tastes } from "./Tastes.ts"

/** What readers may want to read next. */
export class Recommendations extends Context.Service<
  Recommendations,
  {
    /**
     * What was found for the reader before, filled up with what is popular: at most two statements, by keys, whatever the
     * library holds. Only where nobody asked before, or the library had no book then, is what is popular found first.
     */
    readonly of: (reader: Pick<CurrentUser["Service"], "id" | "organizationId">, limit: number) => Effect.Effect<Answer>
    /** Books by what is kept of the reader's taste, the best first, each with its reasons. Four statements. */
    readonly find: (reader: Reader) => Effect.Effect<ReadonlyArray<Recommended>, SqlError.SqlError>
    /** Keeps them. Joins the caller's transaction. Does nothing where the reader is gone. */
    readonly keep: (reader: Reader, items: ReadonlyArray<Recommended>) => Effect.Effect<void, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/recommender/Recommendations") {
  static readonly layerNoDeps = Layer.effect(
    Recommendations,
    Effect.gen(function* () {
      const repo = yield* RecommendationsRepo
      const tastes = yield* Tastes
      const popular = yield* PopularBooks

      const popularFor = Effect.fnUntraced(function* (reader: Reader, limit: number, own: ReadonlyArray<ItemRow>) {
        const kept = yield* repo.popular(reader, limit, own)
        if (Option.isSome(kept) && !kept.value.hadNothing) return kept.value
        yield* popular.refresh(reader.organizationId)
        const found = yield* repo.popular(reader, limit, own)
        return yield* Effect.orDie(Effect.fromOption(found))
      })

      return Recommendations.of({
        of: Effect.fn("Recommendations.of")(
          function* ({ id: userId, organizationId }, limit) {
            const reader = { organizationId, userId }
            const own = Option.filter(yield* repo.own(reader, limit), ({ items }) => items.length > 0)
            if (Option.isNone(own)) return answerOf(yield* popularFor(reader, limit, []), [])
            const { items } = own.value
            if (items.length === limit) return answerOf(own.value, [])
            return answerOf(own.value, (yield* popularFor(reader, limit - items.length, items)).items)
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        find: Effect.fn("Recommendations.find")(function* (reader) {
          const preferences = yield* tastes.kept(reader)
          if (preferences.length === 0) return []
          const { countOf, history, rarityOf } = yield* tastes.past(reader)
          const because = reasonsFor({ history, preferences, rarityOf })
          const leads = leadsOf(preferences, countOf, booksRead)
          const scored = yield* repo.score({ ...reader, preferences, leads, most: kept })
          return scored.map((book) => ({ bookId: book.bookId, score: book.score, reasons: because(book) }))
        }),
        keep: Effect.fn("Recommendations.keep")(function* (reader, items) {
          yield* Effect.catchTag(repo.replace({ ...reader, model: "content-1", items }), "SchemaError", Effect.die)
        })
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([RecommendationsRepo.layer, Tastes.layer, PopularBooks.layer])
  )
}

/** More than is ever shown at once: some are borrowed or removed before they are read. */
const kept = 100

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
