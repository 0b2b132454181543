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
    yield* reader.api.loans.giveBack({ params: { id: dune.id } })

    // Whoever looks at a book is shown others like it.
    const { items: alike } = yield* reader.api.recommendations.similar({
      params: { bookId: dune.id },
      query: { limit: 10 }
    })
    assert.deepStrictEqual(
      alike.map(({ book, reasons }) => [book.title, reasons[0]?.type]),
      [
        ["Dune Messiah", "author"],
        ["Red Mars", "tag"]
      ]
    )

    // Two others have Dune and Emma. What that says to readers of Dune the library learns at night, or when it is told to.
    const emma = shelf[3]
    assert.isDefined(emma)
    for (const email of ["carol@example.org", "dan@example.org"]) {
      const other = yield* visitor(baseUrl)
      yield* other.signUp(email)
      for (const { id } of [dune, emma]) {
        yield* other.api.loans.borrow({ headers: {}, params: { id }, payload: {} })
        yield* other.api.loans.giveBack({ params: { id } })
      }
    }
    yield* librarian.api.recommendations.train({ headers: {} })
    const learned = yield* reader.api.recommendations.mine({ query: { limit: 10 } }).pipe(
      Effect.filterOrFail(({ model }) => model === "hybrid-1"),
      Effect.retry(Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "30 seconds" })))
    )
    assert.deepInclude(learned.items.find(({ book }) => book.id === emma.id)?.reasons[0], {
      type: "readers",
      text: "Readers who borrowed “Dune” also borrowed this",
      label: "Dune"
    })
    const { items: models } = yield* librarian.api.recommendations.models()
    assert.deepStrictEqual(
      models.map(({ books, isActive, readers, version }) => ({ books, isActive, readers, version })),
      [{ books: 2, isActive: true, readers: 3, version: 1 }]
    )
  }).pipe(Effect.scoped, Effect.provide(layerTestServices))

describe("what to read next", () => {
  it.live("on a machine with nothing installed", () => story(embedded), 60_000)

  describePostgres("PostgreSQL", () => {
    describeRedis("Redis", () => {
      it.live("on PostgreSQL, Redis and S3", () => story(institution), 60_000)
    })
  })
})
