import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { SqlClient } from "effect/sql"
import { type Review, ReviewId } from "#contract/circulation/Review.ts"
import { ReviewList } from "#features/circulation/ReviewList.ts"
import { Reviews } from "#features/circulation/Reviews.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { auditOf } from "../catalogue/CatalogueServices.ts"
import { hasRead, layerReviews, library, person, readerOf, toldOf } from "./ReviewDesk.ts"

const praise = { rating: 5, text: "A wonderful book about sand." }
const blame = { rating: 1, text: "Nothing happens for far too long." }

/** A library with a reader and their review. */
const reviewed = Effect.gen(function* () {
  const reviews = yield* Reviews
  const place = yield* library
  const reader = yield* readerOf(place.organizationId, place.bookId)
  const review = yield* reviews.add(reader, place.bookId, praise)
  return { ...place, reader, review, reviews, other: yield* person(place.organizationId) }
})

const failure = <A, E extends { readonly code: string }, R>(call: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(call), ({ code }) => code)

/** What must hold of reviews whatever database is underneath. */
export const reviewsSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(layerReviews(database), { excludeTestServices: true })(`reviews: ${name}`, (it) => {
    it.effect("are for who has or had the book, and for nobody else", () =>
      Effect.gen(function* () {
        const { bookId, other, review, reviews } = yield* reviewed
        assert.deepInclude(review, { ...praise, bookId, sentiment: null, hidden: false, version: 1 })
        assert.strictEqual(yield* failure(reviews.add(other, bookId, blame)), "BORROW_REQUIRED")
        yield* hasRead(other, bookId)
        assert.strictEqual((yield* reviews.add(other, bookId, blame)).rating, 1)
        assert.deepStrictEqual(yield* toldOf(review.id), [["ReviewWritten", 1]])
      })
    )

    it.effect("are one for each reader and book", () =>
      Effect.gen(function* () {
        const { bookId, reader, review, reviews } = yield* reviewed
        assert.strictEqual(yield* failure(reviews.add(reader, bookId, blame)), "ALREADY_REVIEWED")
        yield* reviews.remove(reader, review.id, undefined)
        assert.strictEqual((yield* reviews.add(reader, bookId, blame)).rating, 1)
      })
    )

    it.effect("stay one when a reader sends ten at once", () =>
      Effect.gen(function* () {
        const reviews = yield* Reviews
        const { bookId, organizationId } = yield* library
        const reader = yield* readerOf(organizationId, bookId)
        const tries = Array.from({ length: 10 }, () => Effect.result(reviews.add(reader, bookId, praise)))
        const results = yield* Effect.all(tries, { concurrency: "unbounded" })
        const codes = results.map((result) => (result._tag === "Success" ? "written" : result.failure.code))
        assert.deepStrictEqual(codes.toSorted(), [...Array<string>(9).fill("ALREADY_REVIEWED"), "written"])
      })
    )

    it.effect("are edited by their author alone, never over another edit, and sound unknown then", () =>
      Effect.gen(function* () {
        const { librarian, other, reader, review, reviews } = yield* reviewed
        const sql = yield* SqlClient.SqlClient
        yield* sql`UPDATE reviews SET sentiment = 0.9, confidence = 0.8, method = 'lexicon' WHERE id = ${review.id}`
        const heard = yield* reviews.get(other, review.id)
        assert.deepStrictEqual(heard.sentiment, { score: 0.9, confidence: 0.8, method: "lexicon" })
        assert.strictEqual(yield* failure(reviews.update(librarian, review.id, blame, undefined)), "FORBIDDEN")
        assert.strictEqual(yield* failure(reviews.update(reader, review.id, blame, [7])), "PRECONDITION_FAILED")
        const edited = yield* reviews.update(reader, review.id, blame, [1])
        assert.deepInclude(edited, { ...blame, version: 2, sentiment: null })
        assert.deepStrictEqual(yield* reviews.get(reader, review.id), edited)
        assert.deepStrictEqual(yield* toldOf(review.id), [
          ["ReviewWritten", 1],
          ["ReviewWritten", 2]
        ])
      })
    )

    it.effect("are deleted by their author or by staff, who are noted for it", () =>
      Effect.gen(function* () {
        const { bookId, librarian, other, reader, review, reviews } = yield* reviewed
        assert.strictEqual(yield* failure(reviews.remove(other, review.id, undefined)), "FORBIDDEN")
        assert.strictEqual(yield* failure(reviews.remove(reader, review.id, [2])), "PRECONDITION_FAILED")
        yield* reviews.remove(reader, review.id, [1])
        assert.deepStrictEqual(yield* auditOf(librarian), [])
        assert.strictEqual(yield* failure(reviews.get(reader, review.id)), "REVIEW_NOT_FOUND")
        const again = yield* reviews.add(reader, bookId, blame)
        yield* reviews.remove(librarian, again.id, undefined)
        assert.deepStrictEqual(
          (yield* auditOf(librarian)).map(({ action }) => action),
          ["review.remove"]
        )
        assert.deepStrictEqual(yield* toldOf(again.id), [
          ["ReviewWritten", 1],
          ["ReviewRemoved", 0]
        ])
      })
    )

    it.effect("that staff hide are gone for readers, not for staff and their author", () =>
      Effect.gen(function* () {
        const { bookId, librarian, other, reader, review, reviews } = yield* reviewed
        const lists = yield* ReviewList
        assert.strictEqual(yield* failure(reviews.hide(reader, review.id, "I like to.")), "FORBIDDEN")
        const hidden = yield* reviews.hide(librarian, review.id, "It tells the end.")
        assert.deepInclude(hidden, { hidden: true, hiddenReason: "It tells the end.", version: 1 })
        assert.strictEqual(yield* failure(reviews.get(other, review.id)), "REVIEW_NOT_FOUND")
        assert.strictEqual(yield* failure(reviews.report(other, review.id, "It tells the end.")), "REVIEW_NOT_FOUND")
        const seenBy = (by: typeof reader) => Effect.map(lists.ofBook(by, bookId, { limit: 5 }), ({ total }) => total)
        assert.deepStrictEqual(yield* Effect.forEach([other, reader, librarian], seenBy), [0, 1, 1])

        // Its author may mend it, which shows it to nobody.
        assert.isTrue((yield* reviews.update(reader, review.id, blame, undefined)).hidden)
        assert.isFalse((yield* reviews.unhide(librarian, review.id)).hidden)
        assert.deepInclude(yield* reviews.get(other, review.id), { ...blame, hiddenReason: null })
        assert.deepStrictEqual(yield* toldOf(review.id), [
          ["ReviewWritten", 1],
          ["ReviewRemoved", 0],
          ["ReviewWritten", 2]
        ])
        assert.deepStrictEqual(
          (yield* auditOf(librarian)).map(({ action, detail }) => [action, Object(detail).reason]),
          [
            ["review.hide", "It tells the end."],
            ["review.unhide", undefined]
          ]
        )
      })
    )

    it.effect("written anew after a hidden one was deleted stay hidden until staff show them", () =>
      Effect.gen(function* () {
        const { bookId, librarian, other, reader, review, reviews } = yield* reviewed
        yield* reviews.hide(librarian, review.id, "It tells the end.")
        yield* reviews.remove(reader, review.id, undefined)
        const again = yield* reviews.add(reader, bookId, blame)
        assert.deepInclude(again, { ...blame, hidden: true, hiddenReason: "It tells the end." })
        assert.strictEqual(yield* failure(reviews.get(other, again.id)), "REVIEW_NOT_FOUND")
        assert.deepStrictEqual(yield* toldOf(again.id), [])
        yield* reviews.remove(reader, again.id, undefined)
        const third = yield* reviews.add(reader, bookId, praise)
        assert.isTrue(third.hidden)
        assert.isFalse((yield* reviews.unhide(librarian, third.id)).hidden)
        yield* reviews.remove(reader, third.id, undefined)
        assert.isFalse((yield* reviews.add(reader, bookId, praise)).hidden)
      })
    )

    it.effect("that readers report are shown to staff, once for each reader, until staff have looked", () =>
      Effect.gen(function* () {
        const { librarian, organizationId, other, reader, review, reviews } = yield* reviewed
        const lists = yield* ReviewList
        const listed = Effect.map(lists.reported(librarian, { limit: 5 }), ({ items, total }) => {
          assert.strictEqual(items.length, total)
          return items.map(({ id, reasons, reports }) => ({ id, reports, reasons }))
        })
        assert.strictEqual(yield* failure(reviews.report(reader, review.id, "Mine.")), "FORBIDDEN")
        assert.deepStrictEqual(yield* listed, [])
        yield* reviews.report(other, review.id, "It tells the end.")
        yield* reviews.report(other, review.id, "I said so!")
        const third = yield* person(organizationId)
        yield* reviews.report(third, review.id, "Rude.")
        assert.deepStrictEqual(yield* listed, [{ id: review.id, reports: 2, reasons: ["Rude.", "It tells the end."] }])
        yield* reviews.hide(librarian, review.id, "Rude.")
        assert.deepStrictEqual(yield* listed, [])
        yield* reviews.unhide(librarian, review.id)
        assert.deepStrictEqual(yield* listed, [])
        yield* reviews.report(third, review.id, "Still rude.")
        assert.deepStrictEqual(yield* listed, [])
        yield* reviews.report(yield* person(organizationId), review.id, "Rude, I find.")
        assert.deepStrictEqual(yield* listed, [{ id: review.id, reports: 1, reasons: ["Rude, I find."] }])
      })
    )

    it.effect("whose words are new can be reported anew by who objected to the old ones", () =>
      Effect.gen(function* () {
        const { librarian, other, reader, review, reviews } = yield* reviewed
        const lists = yield* ReviewList
        const reasons = Effect.map(lists.reported(librarian, { limit: 5 }), ({ items }) =>
          items.map(({ reasons, reports }) => [reports, ...reasons])
        )
        const edit = reviews.update(reader, review.id, { rating: 1, text: "Other words, and worse ones." }, undefined)
        yield* reviews.report(other, review.id, "Rude.")
        yield* edit
        yield* reviews.report(other, review.id, "Ruder.")
        assert.deepStrictEqual(yield* reasons, [[1, "Rude."]])
        yield* reviews.unhide(librarian, review.id)
        yield* edit
        assert.deepStrictEqual(yield* reasons, [])
        yield* reviews.report(other, review.id, "Rude again.")
        assert.deepStrictEqual(yield* reasons, [[1, "Rude again."]])
      })
    )

    it.effect("are paged without gaps, by age and by rating, up and down", () =>
      Effect.gen(function* () {
        const reviews = yield* Reviews
        const lists = yield* ReviewList
        const { bookId, organizationId } = yield* library
        const written: Array<Review> = []
        for (const rating of [3, 5, 1, 3, 4, 3, 5]) {
          const reader = yield* readerOf(organizationId, bookId)
          written.push(yield* reviews.add(reader, bookId, { rating, text: "It is what it is, I suppose." }))
        }
        const [first] = written
        const reader = yield* person(organizationId)
        const pages = Effect.fnUntraced(function* (sort: "createdAt" | "rating", order: "asc" | "desc") {
          const found: Array<ReviewId> = []
          let cursor: string | undefined
          do {
            const asked = { limit: 2, sort, order, ...(cursor === undefined ? {} : { cursor }) }
            const page = yield* lists.ofBook(reader, bookId, asked)
            assert.strictEqual(page.total, 7)
            found.push(...page.items.map(({ id }) => id))
            cursor = page.nextCursor
          } while (cursor !== undefined)
          return found
        })
        const ids = (sorted: ReadonlyArray<Review>) => sorted.map(({ id }) => id)
        const byRating = written.toSorted((a, b) => a.rating - b.rating || (a.id < b.id ? -1 : 1))
        assert.deepStrictEqual(yield* pages("createdAt", "asc"), ids(written))
        assert.deepStrictEqual(yield* pages("createdAt", "desc"), ids(written).toReversed())
        assert.deepStrictEqual(yield* pages("rating", "asc"), ids(byRating))
        assert.deepStrictEqual(yield* pages("rating", "desc"), ids(byRating).toReversed())
        const second = yield* lists.ofBook(reader, bookId, { limit: 3, page: 3, order: "asc" })
        assert.deepStrictEqual(ids(second.items), ids(written).slice(6))

        const { nextCursor: cursor = "" } = yield* lists.ofBook(reader, bookId, { limit: 2 })
        const refused = lists.ofBook(reader, bookId, { limit: 2, sort: "rating", cursor })
        assert.strictEqual(yield* failure(refused), "INVALID_CURSOR")
        assert.strictEqual((yield* reviews.get(reader, first?.id ?? ReviewId.make(reader.id))).id, first?.id)
      })
    )

    it.effect("belong to one library", () =>
      Effect.gen(function* () {
        const { bookId, review, reviews } = yield* reviewed
        const lists = yield* ReviewList
        const elsewhere = yield* library
        const stranger = elsewhere.librarian
        assert.strictEqual(yield* failure(reviews.get(stranger, review.id)), "REVIEW_NOT_FOUND")
        assert.strictEqual(yield* failure(reviews.hide(stranger, review.id, "Mine.")), "REVIEW_NOT_FOUND")
        assert.strictEqual(yield* failure(reviews.remove(stranger, review.id, undefined)), "REVIEW_NOT_FOUND")
        assert.strictEqual(yield* failure(reviews.add(stranger, bookId, praise)), "BOOK_NOT_FOUND")
        assert.strictEqual(yield* failure(lists.ofBook(stranger, bookId, { limit: 5 })), "BOOK_NOT_FOUND")
        assert.deepStrictEqual((yield* lists.reported(stranger, { limit: 5 })).items, [])
      })
    )
  })
