import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule, type Scope } from "effect"
import { classics } from "../support/Classics.ts"
import { formOf, visitor } from "../support/Library.ts"
import { describePostgres, describeRedis } from "../support/Services.ts"
import { type Environment, layerTestServices, startServer } from "../support/TestServer.ts"
import { embedded, institution } from "./StoryEnvironments.ts"

/** As soon as it is so. */
const once = <A, E, R>(call: Effect.Effect<A, E, R>, isSo: (found: A) => boolean) =>
  call.pipe(
    Effect.filterOrFail(isSo, () => "not yet" as const),
    Effect.retry(Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "30 seconds" })))
  )

const story = (environment: Effect.Effect<Environment, unknown, Scope.Scope>) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* startServer(yield* environment)
    const librarian = yield* visitor(baseUrl)
    yield* librarian.signUp("ada@example.org")
    const reader = (name: string) => Effect.tap(visitor(baseUrl), (someone) => someone.signUp(`${name}@example.org`))
    const [bob, cleo, dan] = yield* Effect.all([reader("bob"), reader("cleo"), reader("dan")])

    // The librarian puts three books on the shelf; their summaries come later.
    const shelf = yield* Effect.forEach(classics, ({ text, ...fields }) =>
      Effect.map(
        librarian.api.books.add({
          headers: {},
          payload: formOf(fields, { name: "book.txt", bytes: text })
        }),
        ({ body }) => body
      )
    )
    const [whale] = shelf
    assert.isDefined(whale)
    const book = { params: { id: whale.id } }

    // Bob borrows the first. Cleo wants it too and waits: the copy is hers when he brings it back.
    const borrow = { headers: {}, ...book, payload: {} }
    yield* bob.api.loans.borrow(borrow)
    assert.strictEqual((yield* Effect.flip(cleo.api.loans.borrow(borrow)))._tag, "BookNotAvailable")
    const hold = yield* cleo.api.holds.place({ headers: {}, ...book, payload: {} })
    assert.deepStrictEqual([hold.status, hold.position], ["waiting", 1])
    yield* bob.api.loans.giveBack(book)
    assert.strictEqual((yield* Effect.flip(dan.api.loans.borrow(borrow)))._tag, "BookHeld")
    yield* cleo.api.loans.borrow(borrow)
    yield* cleo.api.loans.giveBack(book)

    // Both say what they make of it. Dan, who never had it, may not.
    const say = (someone: typeof bob, rating: number, text: string, key?: string) =>
      someone.api.reviews.add({
        headers: key === undefined ? {} : { "idempotency-key": key },
        ...book,
        payload: { rating, text }
      })
    const praise = "A wonderful book. I loved the language, and the chapters about the sea are superb."
    const his = yield* say(bob, 5, praise, "bob-1")
    assert.strictEqual((yield* say(bob, 5, praise, "bob-1")).body.id, his.body.id)
    assert.deepStrictEqual([his.headers.etag, his.headers.location], ['"1"', `/api/v1/reviews/${his.body.id}`])
    yield* say(cleo, 2, "I hated the endless chapters. The language is terrible and the sea is boring.")
    const refusal = yield* Effect.flip(say(dan, 1, "Too long, they say. I have not read it."))
    assert.strictEqual(refusal._tag === "BorrowRequired" && refusal.code, "BORROW_REQUIRED")
    assert.strictEqual((yield* Effect.flip(say(bob, 4, "I would like to add something.")))._tag, "AlreadyReviewed")

    // Soon it is known how both sound, and what they come to.
    const analysis = yield* once(
      dan.api.intelligence.analysis(book),
      ({ consensus, sentiment: { distribution }, summary }) =>
        summary.status === "ready" &&
        consensus.status === "ready" &&
        distribution.positive + distribution.neutral + distribution.negative === 2
    )
    assert.deepStrictEqual(analysis.rating, { average: 3.5, count: 2 })
    assert.deepStrictEqual(analysis.sentiment.distribution, { positive: 1, neutral: 0, negative: 1 })
    assert.isNotEmpty(analysis.summary.text)
    const said = yield* dan.api.reviews.list({ ...book, query: { limit: 10, sort: "rating" } })
    assert.deepStrictEqual(
      said.items.map(({ rating, sentiment }) => [rating, sentiment?.method]),
      [
        [5, "lexicon"],
        [2, "lexicon"]
      ]
    )
    const texts = said.items.map(({ text }) => text).join(" ")
    for (const sentence of (analysis.consensus.text ?? "-").split(/(?<=\.) /)) assert.include(texts, sentence)

    // Bob is told what to read next, never what he had; Dan objects to a review, and staff look at it.
    const next = yield* once(
      bob.api.recommendations.mine({ query: { limit: 10 } }),
      ({ items, model }) => model === "content-1" && items.length === 2
    )
    assert.isFalse(next.items.some((item) => item.book.id === whale.id))
    const [, hers] = said.items
    assert.isDefined(hers)
    const review = { params: { id: hers.id } }
    yield* dan.api.reviews.report({ ...review, payload: { reason: "Rude to a great writer." } })
    const reported = yield* librarian.api.reviews.reported({ query: { limit: 10 } })
    assert.deepStrictEqual(
      reported.items.map(({ id, reasons }) => [id, reasons]),
      [[hers.id, ["Rude to a great writer."]]]
    )
    yield* librarian.api.reviews.hide({ ...review, payload: { reason: "Rude." } })
    const after = yield* dan.api.intelligence.analysis(book)
    assert.deepStrictEqual([after.rating, after.sentiment.distribution.negative], [{ average: 5, count: 1 }, 0])
  }).pipe(Effect.scoped, Effect.provide(layerTestServices))

describe("from a loan to what readers make of a book", () => {
  it.live("on a machine with nothing installed", () => story(embedded), 60_000)

  describePostgres("PostgreSQL", () => {
    describeRedis("Redis", () => {
      it.live("on PostgreSQL, Redis and S3", () => story(institution), 60_000)
    })
  })
})
