import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule, type Scope } from "effect"
import type { NewBook } from "#contract/catalogue/Book.ts"
import { visitor } from "../support/Library.ts"
import { describePostgres, describeRedis } from "../support/Services.ts"
import { type Environment, layerTestServices, startServer } from "../support/TestServer.ts"
import { embedded, institution } from "./StoryEnvironments.ts"

const books: ReadonlyArray<NewBook> = [
  { title: "Dune", author: "Frank Herbert", genre: "Science fiction", tags: ["desert", "ecology"] },
  { title: "Dune Messiah", author: "Frank Herbert", genre: "Science fiction", tags: ["desert"] },
  { title: "Red Mars", author: "Kim Stanley Robinson", genre: "Science fiction", tags: ["ecology", "mars"] },
  { title: "Emma", author: "Jane Austen", genre: "Novel", tags: ["marriage"] }
]

const story = (environment: Effect.Effect<Environment, unknown, Scope.Scope>) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* startServer(yield* environment)
    const librarian = yield* visitor(baseUrl)
    yield* librarian.signUp("ada@example.org")
    const shelf = yield* Effect.forEach(books, (payload) =>
      Effect.map(librarian.api.books.add({ headers: {}, payload }), ({ body }) => body)
    )
    const [dune] = shelf
    assert.isDefined(dune)

    // A newcomer is shown what there is.
    const reader = yield* visitor(baseUrl)
    yield* reader.signUp("bob@example.org")
    const first = yield* reader.api.recommendations.mine({ query: { limit: 10 } })
    assert.deepStrictEqual([first.model, first.items.length], ["popular-1", 4])

    // Soon after the first loan it is known what they like; the book in their hands is left out at once.
    yield* reader.api.loans.borrow({ headers: {}, params: { id: dune.id }, payload: {} })
    const atOnce = yield* reader.api.recommendations.mine({ query: { limit: 10 } })
    assert.isFalse(atOnce.items.some(({ book }) => book.id === dune.id))
    const wanted = reader.api.recommendations.mine({ query: { limit: 10 } }).pipe(
      Effect.filterOrFail(({ model }) => model === "content-1"),
      Effect.retry(Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
    )
    const { items } = yield* wanted
    assert.deepStrictEqual(
      items.map(({ book }) => book.title),
      ["Dune Messiah", "Red Mars", "Emma"]
    )
    assert.strictEqual(items[0]?.reasons[0]?.text, "Because you borrowed “Dune”")
  }).pipe(Effect.scoped, Effect.provide(layerTestServices))

describe("what to read next", () => {
  it.live("on a machine with nothing installed", () => story(embedded), 60_000)

  describePostgres("PostgreSQL", () => {
    describeRedis("Redis", () => {
      it.live("on PostgreSQL, Redis and S3", () => story(institution), 60_000)
    })
  })
})
