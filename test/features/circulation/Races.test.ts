import { assert, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { describePostgres } from "../../support/Services.ts"
import { acquireMigrated } from "../../support/TestDatabase.ts"
import { layerTestServices, startServer } from "../../support/TestServer.ts"
import { visitor } from "../../support/Library.ts"

/** A server on a database of its own, with a librarian, books and readers who are logged in. */
const crowd = Effect.fnUntraced(function* (readers: number, books: number, maxActiveLoans: number) {
  const url = yield* acquireMigrated
  const env = {
    DATABASE_URL: Redacted.value(url),
    DATABASE_POOL_MAX: "20",
    JWT_SECRET_KEY: "a secret of a test, which is long enough"
  }
  const { baseUrl } = yield* startServer(env, { worker: false })
  const staff = yield* visitor(baseUrl)
  yield* staff.signUp("ada@example.org")
  yield* staff.api.organization.update({ payload: { policy: { maxActiveLoans } } })
  const shelf = yield* Effect.forEach(Array.from({ length: books }), (_, index) =>
    Effect.map(
      staff.api.books.add({ headers: {}, payload: { title: `Book ${index}`, author: "Ann Author" } }),
      ({ body }) => body.id
    )
  )
  const tokens = yield* Effect.forEach(
    Array.from({ length: readers }),
    (_, index) =>
      Effect.flatMap(visitor(baseUrl), (reader) =>
        Effect.map(reader.signUp(`reader-${index}@example.org`), ({ accessToken }) => accessToken)
      ),
    { concurrency: 5 }
  )
  /** Status and code of a call. */
  const post = Effect.fnUntraced(function* (token: string, path: string) {
    const response = yield* HttpClient.execute(
      HttpClientRequest.post(`${baseUrl}/api/v1${path}`).pipe(HttpClientRequest.bearerToken(token))
    )
    const body = Object(yield* response.json)
    return response.status < 400 ? `${response.status}` : `${response.status} ${body["code"]}`
  })
  return { staff, shelf, tokens, post }
})

const count = (outcomes: ReadonlyArray<string>) => {
  const counts: Record<string, number> = {}
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

describePostgres("readers who all call at once", () => {
  it.live(
    "one of twenty gets the book, the others are told that it is gone",
    () =>
      Effect.gen(function* () {
        const { post, shelf, staff, tokens } = yield* crowd(20, 1, 1)
        const outcomes = yield* Effect.forEach(tokens, (token) => post(token, `/books/${shelf[0]}/borrow`), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(count(outcomes), { "201": 1, "409 BOOK_NOT_AVAILABLE": 19 })
        assert.strictEqual((yield* staff.api.loans.all({ query: { limit: 100 } })).total, 1)

        const holders = yield* Effect.forEach(tokens, (token) => post(token, `/books/${shelf[0]}/holds`), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(count(holders), { "201": 19, "409 ALREADY_BORROWED": 1 })
        const queue = yield* staff.api.holds.ofBook({
          params: { id: shelf[0] ?? assert.fail() },
          query: { limit: 100 }
        })
        assert.deepStrictEqual(
          queue.items.map(({ position }) => position),
          Array.from({ length: 19 }, (_, index) => index + 1)
        )
      }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
    60_000
  )

  it.live(
    "a reader with twelve hands leaves with three books where three are allowed",
    () =>
      Effect.gen(function* () {
        const { post, shelf, tokens } = yield* crowd(1, 12, 3)
        const [token = assert.fail()] = tokens
        const outcomes = yield* Effect.forEach(shelf, (book) => post(token, `/books/${book}/borrow`), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(count(outcomes), { "201": 3, "409 LOAN_LIMIT_REACHED": 9 })
      }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
    60_000
  )

  it.live(
    "whoever is slower than the return finds the copy kept, and two renewals in one moment are two",
    () =>
      Effect.gen(function* () {
        const { post, shelf, staff, tokens } = yield* crowd(8, 1, 1)
        const [first = assert.fail(), second = assert.fail(), ...others] = tokens
        const path = `/books/${shelf[0]}`
        yield* post(first, `${path}/borrow`)
        const { items } = yield* staff.api.loans.all({ query: { limit: 1 } })
        const renewals = yield* Effect.forEach([1, 2, 3], () => post(first, `/loans/${items[0]?.id}/renew`), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(count(renewals), { "200": 2, "409 RENEWAL_LIMIT_REACHED": 1 })
        yield* post(second, `${path}/holds`)
        const [returned, ...borrowed] = yield* Effect.all(
          [post(first, `${path}/return`), ...others.map((token) => post(token, `${path}/borrow`))],
          { concurrency: "unbounded" }
        )
        assert.strictEqual(returned, "200")
        const codes = new Set(["409 BOOK_NOT_AVAILABLE", "409 BOOK_HELD"])
        assert.deepStrictEqual(
          borrowed.filter((outcome) => !codes.has(outcome)),
          []
        )
        assert.strictEqual(yield* post(second, `${path}/borrow`), "201")
      }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
    60_000
  )
})
