import { assert, layer } from "@effect/vitest"
import { Effect, type Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { ReviewId } from "#contract/circulation/Review.ts"
import { Reviews } from "#features/circulation/Reviews.ts"
import { ReviewTexts } from "#features/circulation/ReviewTexts.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { addBook, hasRead, layerReviews, library, readerOf, statistics } from "./ReviewDesk.ts"

/** Something that happens to the review that a reader may have written of a book. */
const Happening = Schema.Struct({
  what: Schema.Literals(["write", "write", "edit", "hear", "hear late", "hide", "unhide", "delete", "report"]),
  reader: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 })),
  book: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
  rating: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 })),
  score: Schema.Int.check(Schema.isBetween({ minimum: -1000, maximum: 1000 }))
})
const Happenings = Schema.Array(Happening).check(Schema.isMinLength(5), Schema.isMaxLength(25))

/** Two books that three readers have read, and a way to let things happen to what they say. */
const readingRound = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const reviews = yield* Reviews
  const texts = yield* ReviewTexts
  const { bookId, librarian, organizationId } = yield* library
  const books = [bookId, yield* addBook(organizationId)]
  const readers = yield* Effect.replicateEffect(readerOf(organizationId, bookId), 3)
  yield* Effect.forEach(readers, (reader) => hasRead(reader, books[1] ?? bookId))

  const happen = Effect.fnUntraced(function* ({ book, rating, reader, score, what }: typeof Happening.Type) {
    const by = readers[reader] ?? librarian
    const about = books[book] ?? bookId
    const [row] = yield* sql<{ readonly id: string; readonly version: number }>`
      SELECT id, version FROM reviews WHERE book_id = ${about} AND user_id = ${by.id}`
    const id = ReviewId.make(row?.id ?? crypto.randomUUID())
    const version = (row?.version ?? 1) - (what === "hear late" ? 1 : 0)
    const words = { rating, text: "It is what it is, I suppose." }
    const heard = { score: score / 1000, confidence: 0.5, method: "lexicon", model: null, promptVersion: null } as const
    switch (what) {
      case "write":
        return yield* Effect.ignore(reviews.add(by, about, words))
      case "edit":
        return yield* Effect.ignore(reviews.update(by, id, words, undefined))
      case "hear":
      case "hear late":
        return yield* texts.setSentiment(organizationId, { id, version }, heard)
      case "hide":
        return yield* Effect.ignore(reviews.hide(librarian, id, "Because."))
      case "unhide":
        return yield* Effect.ignore(reviews.unhide(librarian, id))
      case "delete":
        return yield* Effect.ignore(reviews.remove(by, id, undefined))
      case "report":
        return yield* Effect.ignore(reviews.report(librarian, id, "Because."))
    }
  })
  return { organizationId, books, readers, librarian, happen }
})

/** What must hold of the statistics of reviews, whatever happens to these. */
export const reviewStatisticsSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(layerReviews(database), { excludeTestServices: true })(`statistics of reviews: ${name}`, (it) => {
    it.effect.prop(
      "are what a recount gives, whatever happened",
      [Happenings],
      ([happenings]) =>
        Effect.gen(function* () {
          const { happen, organizationId } = yield* readingRound
          yield* Effect.forEach(happenings, happen, { discard: true })
          const { kept, recounted } = yield* statistics(organizationId)
          assert.deepStrictEqual(kept, recounted)
        }),
      { arbitrary: { runs: 15 } }
    )

    it.effect("are the same when everything happens at once, and readers and books go meanwhile", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { books, happen, organizationId, readers } = yield* readingRound
        const whats = ["write", "edit", "hear", "hide", "unhide", "delete", "write", "hear"] as const
        const happenings = Array.from({ length: 96 }, (_, at) => ({
          what: whats[(at * 5) % whats.length] ?? "write",
          reader: at % 3,
          book: (at >> 2) % 2,
          rating: 1 + (at % 5),
          score: ((at * 377) % 2001) - 1000
        }))
        const erase = sql`DELETE FROM loans WHERE user_id = ${readers[0]?.id ?? ""}`.pipe(
          Effect.andThen(sql`DELETE FROM users WHERE id = ${readers[0]?.id ?? ""}`)
        )
        const removeBook = sql`DELETE FROM books WHERE id = ${books[1] ?? ""}`
        const all = [
          ...happenings.slice(0, 60).map((each) => Effect.asVoid(happen(each))),
          Effect.asVoid(erase),
          Effect.asVoid(removeBook),
          ...happenings.slice(60).map((each) => Effect.asVoid(happen(each)))
        ]
        yield* Effect.all(all, { concurrency: 9, discard: true })
        const { kept, recounted } = yield* statistics(organizationId)
        assert.deepStrictEqual(kept, recounted)
      })
    )

    it.effect("do not hear of a version that is there no more", () =>
      Effect.gen(function* () {
        const reviews = yield* Reviews
        const texts = yield* ReviewTexts
        const { bookId, organizationId } = yield* library
        const reader = yield* readerOf(organizationId, bookId)
        const { id } = yield* reviews.add(reader, bookId, { rating: 5, text: "A wonderful book about sand." })
        const heard = { score: 1, confidence: 1, method: "model", model: "m", promptVersion: "p/1" } as const
        yield* reviews.update(reader, id, { rating: 1, text: "On second thought: no." }, undefined)
        assert.isFalse(yield* texts.setSentiment(organizationId, { id, version: 1 }, heard))
        assert.isNull((yield* reviews.get(reader, id)).sentiment)
        assert.isTrue(yield* texts.setSentiment(organizationId, { id, version: 2 }, heard))
        const counts = yield* texts.counts({ organizationId, bookId }, 0)
        assert.deepInclude(counts, {
          reviews: 1,
          ratingMean: 1,
          sentimentMean: 1,
          positive: 1,
          neutral: 0,
          negative: 0
        })
      })
    )

    it.effect("tell what came, changed and went since a moment", () =>
      Effect.gen(function* () {
        const reviews = yield* Reviews
        const texts = yield* ReviewTexts
        const { bookId, librarian, organizationId } = yield* library
        const book = { organizationId, bookId }
        const nothing = { changes: 0, reviews: 0, fresh: 0, edited: 0, kept: 0, ratingMean: null, sentimentMean: null }
        assert.deepInclude(yield* texts.counts(book, 0), nothing)
        const write = Effect.gen(function* () {
          const reader = yield* readerOf(organizationId, bookId)
          return { reader, ...(yield* reviews.add(reader, bookId, { rating: 4, text: "Quite good, I should say." })) }
        })
        const [a, b, c] = yield* Effect.all([write, write, write])
        const { changes } = yield* texts.counts(book, 0)
        const since = Effect.map(texts.counts(book, changes), ({ edited, fresh, kept }) => ({ edited, fresh, kept }))
        assert.deepStrictEqual(yield* since, { edited: 0, fresh: 0, kept: 3 })
        const late = yield* write
        assert.deepStrictEqual(
          (yield* texts.newest(book, { limit: 9, since: changes })).map(({ id }) => id),
          [late.id]
        )
        yield* reviews.update(a.reader, a.id, { rating: 2, text: "Not so good after all." }, undefined)
        assert.deepStrictEqual(yield* since, { edited: 1, fresh: 1, kept: 3 })
        yield* reviews.remove(b.reader, b.id, undefined)
        assert.deepStrictEqual(yield* since, { edited: 1, fresh: 1, kept: 2 })
        yield* reviews.hide(librarian, c.id, "Because.")
        assert.deepStrictEqual(yield* since, { edited: 1, fresh: 1, kept: 1 })
        yield* reviews.unhide(librarian, c.id)
        assert.deepStrictEqual(yield* since, { edited: 1, fresh: 2, kept: 1 })
      })
    )
  })
