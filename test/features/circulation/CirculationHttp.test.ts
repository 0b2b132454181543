import { assert, layer } from "@effect/vitest"
import { Context, DateTime, Effect, Layer, Redacted, type Scope } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { LoanId } from "#contract/circulation/Ids.ts"
import type { Session } from "#contract/identity/Session.ts"
import { visitor } from "../../support/Library.ts"
import { describePostgres } from "../../support/Services.ts"
import { acquireMigrated } from "../../support/TestDatabase.ts"
import { type Environment, layerTestServices, startServer } from "../../support/TestServer.ts"
import { refusal } from "./CirculationServices.ts"

const password = Redacted.make("correct horse battery")

/** A server, and its librarian, who is the admin. */
class Building extends Context.Service<Building, { readonly baseUrl: string; readonly librarian: Session }>()(
  "test/Building"
) {
  static readonly layer = <E>(env: Effect.Effect<Environment, E, Scope.Scope>) =>
    Layer.effect(
      Building,
      Effect.gen(function* () {
        const { baseUrl } = yield* startServer(yield* env, { worker: false })
        const librarian = yield* (yield* visitor(baseUrl)).signUp("librarian@example.org")
        return Building.of({ baseUrl, librarian })
      })
    ).pipe(Layer.provideMerge(layerTestServices))
}

let people = 0

/** The librarian, two new readers, and a new book. */
const open = Effect.gen(function* () {
  const { baseUrl, librarian } = yield* Building
  const [staff, ada, bob] = [yield* visitor(baseUrl), yield* visitor(baseUrl), yield* visitor(baseUrl)]
  yield* staff.actAs(librarian.accessToken)
  const [first, second] = [
    yield* ada.signUp(`ada-${(people += 1)}@example.org`),
    yield* bob.signUp(`bob-${people}@example.org`)
  ]
  const { body: book } = yield* staff.api.books.add({
    headers: {},
    payload: { title: "Dune", author: "Frank Herbert" }
  })
  /** Status and body of a call without the typed client. */
  const call = Effect.fnUntraced(function* (token: string, path: string, headers: Record<string, string> = {}) {
    const response = yield* HttpClient.execute(
      HttpClientRequest.post(`${baseUrl}/api/v1${path}`).pipe(
        HttpClientRequest.bearerToken(token),
        HttpClientRequest.setHeaders(headers)
      )
    )
    return { status: response.status, headers: response.headers, body: Object(yield* response.json) }
  })
  return { staff, ada, bob, book, call, librarian, readers: [first, second] as const, params: { id: book.id } }
})

const stories = <E>(where: string, env: Effect.Effect<Environment, E, Scope.Scope>) =>
  layer(Building.layer(env), { excludeTestServices: true, timeout: "60 seconds" })(`the desk, ${where}`, (it) => {
    it.effect(`a book is borrowed, waited for, renewed, returned and passed on`, () =>
      Effect.gen(function* () {
        const { ada, bob, book, call, params, readers, staff } = yield* open
        assert.isTrue((yield* ada.api.loans.availability({ params })).isAvailable)
        const loan = yield* ada.api.loans.borrow({ params, headers: {}, payload: { loanPeriodDays: 7 } })
        assert.strictEqual(loan.bookId, book.id)
        assert.strictEqual(
          yield* refusal(bob.api.loans.borrow({ params, headers: {}, payload: {} })),
          "BookNotAvailable"
        )
        const renewed = yield* ada.api.loans.renew({ params: { id: loan.id }, headers: {} })
        assert.isTrue(DateTime.isGreaterThan(renewed.dueAt, loan.dueAt))
        const hold = yield* bob.api.holds.place({ params, headers: {}, payload: {} })
        assert.deepInclude(hold, { status: "waiting", position: 1 })
        assert.strictEqual(
          yield* refusal(ada.api.loans.renew({ params: { id: loan.id }, headers: {} })),
          "HeldByAnother"
        )
        assert.strictEqual(yield* refusal(staff.api.books.remove({ params, headers: {} })), "BookOnLoan")
        assert.strictEqual(yield* refusal(bob.api.loans.giveBack({ params })), "Forbidden")
        assert.strictEqual((yield* ada.api.loans.giveBack({ params })).status, "returned")
        assert.strictEqual(yield* refusal(ada.api.loans.giveBack({ params })), "NoActiveLoan")
        assert.strictEqual((yield* staff.api.loans.giveBack({ params })).id, loan.id)
        assert.strictEqual((yield* bob.api.holds.list({ query: { limit: 20 } })).items[0]?.status, "ready")
        assert.strictEqual(yield* refusal(staff.api.books.remove({ params, headers: {} })), "BookHeld")
        assert.strictEqual(yield* refusal(ada.api.loans.borrow({ params, headers: {}, payload: {} })), "BookHeld")
        // Without a body, and repeated under a key, as a client does that lost the answer.
        const key = { "idempotency-key": crypto.randomUUID() }
        const [once, again] = [
          yield* call(readers[1].accessToken, `/books/${book.id}/borrow`, key),
          yield* call(readers[1].accessToken, `/books/${book.id}/borrow`, key)
        ]
        assert.deepStrictEqual([once.status, again.status, again.headers["idempotent-replayed"]], [201, 201, "true"])
        assert.deepStrictEqual(once.body, again.body)
        const { items, statistics } = yield* ada.api.loans.history({ query: { limit: 20 } })
        assert.deepStrictEqual([items.length, statistics.total, statistics.onTimeShare], [1, 1, 1])
        assert.strictEqual((yield* staff.api.loans.overdue({ query: { limit: 20 } })).total, 0)
        assert.strictEqual(
          (yield* staff.api.loans.all({ query: { limit: 20, status: "active", bookId: book.id } })).total,
          1
        )
        assert.strictEqual(yield* refusal(ada.api.loans.all({ query: { limit: 20 } })), "Forbidden")
        assert.strictEqual(yield* refusal(ada.api.loans.overdue({ query: { limit: 20 } })), "Forbidden")
        assert.strictEqual(yield* refusal(ada.api.holds.ofBook({ params, query: { limit: 20 } })), "Forbidden")
        const unknown = LoanId.make(crypto.randomUUID())
        assert.strictEqual(
          yield* refusal(ada.api.loans.renew({ params: { id: unknown }, headers: {} })),
          "LoanNotFound"
        )
      })
    )

    it.effect(`a reader takes their data away and is forgotten, when their books are back`, () =>
      Effect.gen(function* () {
        const { ada, bob, book, librarian, params, readers, staff } = yield* open
        const { body: second } = yield* staff.api.books.add({
          headers: {},
          payload: { title: "Emma", author: "Jane Austen" }
        })
        const loan = yield* ada.api.loans.borrow({ params, headers: {}, payload: {} })
        yield* staff.api.loans.borrow({ params: { id: second.id }, headers: {}, payload: {} })
        const held = { params: { id: second.id }, headers: {}, payload: {} }
        yield* ada.api.holds.place(held)
        yield* bob.api.holds.place(held)
        yield* staff.api.loans.giveBack({ params: { id: second.id } })

        yield* ada.api.reviews.add({ params, headers: {}, payload: { rating: 4, text: "Long, and worth every page." } })
        const list = yield* ada.api.readingLists.add({ headers: {}, payload: { name: "For the summer" } })
        const item = { params: { id: list.body.id }, headers: {}, payload: { bookId: book.id, note: "Again." } }
        assert.strictEqual(list.headers.location, `/api/v1/reading-lists/${list.body.id}`)
        assert.strictEqual((yield* ada.api.readingLists.addItem(item)).book.title, "Dune")
        assert.strictEqual(
          yield* refusal(bob.api.readingLists.items({ ...item, query: { limit: 9 } })),
          "ReadingListNotFound"
        )
        const { data, profile } = yield* ada.api.profile.export()
        assert.strictEqual(profile.email, readers[0].user.email)
        assert.includeMembers(Object.keys(data), [
          "sessions",
          "loans",
          "holds",
          "reviews",
          "readingLists",
          "preferences",
          "jobs"
        ])
        assert.strictEqual(data["sessions"]?.length, 1)
        assert.deepInclude(Object(data["loans"]?.[0]), { id: loan.id, bookTitle: "Dune", status: "active" })
        assert.deepInclude(Object(data["holds"]?.[0]), { bookTitle: "Emma", status: "ready" })

        const listed = [{ bookId: book.id, title: "Dune", note: "Again." }]
        assert.deepInclude(Object(data["readingLists"]?.[0]), { name: "For the summer", books: listed })
        assert.deepInclude(Object(data["reviews"]?.[0]), { rating: 4, text: "Long, and worth every page." })

        const erase = (secret: Redacted.Redacted) => ada.api.profile.erase({ payload: { password: secret } })
        assert.strictEqual(yield* refusal(erase(Redacted.make("not the password"))), "InvalidCredentials")
        assert.strictEqual(yield* refusal(erase(password)), "ErasureRefused")
        const users = { id: readers[0].user.id }
        assert.strictEqual(yield* refusal(staff.api.organization.eraseUser({ params: users })), "ErasureRefused")
        yield* ada.api.loans.giveBack({ params })
        yield* erase(password)

        assert.strictEqual(yield* refusal(ada.api.profile.get()), "Unauthenticated")
        const login = { payload: { email: readers[0].user.email, password } }
        assert.strictEqual(yield* refusal(ada.api.auth.logIn(login)), "InvalidCredentials")
        const { items } = yield* staff.api.loans.all({ query: { limit: 20, bookId: book.id } })
        assert.deepStrictEqual(
          items.map(({ id, userId }) => [id, userId]),
          [[loan.id, null]]
        )
        assert.strictEqual((yield* bob.api.reviews.list({ params, query: { limit: 20 } })).total, 0)
        // The copy that was kept for the one who is gone is kept for the next.
        const [next] = (yield* bob.api.holds.list({ query: { limit: 20 } })).items
        assert.strictEqual(next?.status, "ready")
        const deeds = yield* staff.api.audit.list({ query: { limit: 5, subjectId: readers[0].user.id } })
        assert.deepStrictEqual(
          deeds.items.map(({ action }) => action),
          ["user.erase"]
        )

        yield* staff.api.organization.eraseUser({ params: { id: readers[1].user.id } })
        assert.isTrue((yield* staff.api.loans.availability({ params: { id: second.id } })).isAvailable)
        const again = staff.api.organization.eraseUser({ params: { id: readers[1].user.id } })
        assert.strictEqual(yield* refusal(again), "UserNotFound")
        assert.strictEqual(yield* refusal(bob.api.profile.get()), "Unauthenticated")
        const last = staff.api.organization.eraseUser({ params: { id: librarian.user.id } })
        assert.strictEqual(yield* refusal(last), "LastAdmin")
      })
    )

    it.effect(`an admin blocks a reader, says why, and lifts it`, () =>
      Effect.gen(function* () {
        const { ada, params, readers, staff } = yield* open
        const update = (payload: Parameters<typeof staff.api.organization.updateUser>[0]["payload"]) =>
          staff.api.organization.updateUser({ params: { id: readers[0].user.id }, payload })
        const blocked = yield* update({ blocked: true, blockedReason: "Three books long overdue" })
        assert.isNotNull(blocked.blockedAt)
        assert.strictEqual((yield* ada.api.profile.get()).blockedReason, "Three books long overdue")
        assert.strictEqual(yield* refusal(ada.api.loans.borrow({ params, headers: {}, payload: {} })), "ReaderBlocked")
        assert.deepEqual((yield* update({ blocked: true })).blockedAt, blocked.blockedAt)
        const free = yield* update({ blocked: false })
        assert.deepInclude(free, { blockedAt: null, blockedReason: null })
        assert.strictEqual((yield* update({ blockedReason: "Nothing" })).blockedReason, null)
        assert.strictEqual(yield* refusal(ada.api.loans.borrow({ params, headers: {}, payload: {} })), "done")
        const deeds = yield* staff.api.audit.list({ query: { limit: 5, subjectId: readers[0].user.id } })
        assert.deepStrictEqual(
          deeds.items.map(({ action }) => action),
          ["user.unblock", "user.block"]
        )
      })
    )
  })

stories("embedded", Effect.succeed({}))
describePostgres("on a server", () =>
  stories(
    "PostgreSQL",
    Effect.map(acquireMigrated, (url) => ({
      DATABASE_URL: Redacted.value(url),
      JWT_SECRET_KEY: "a secret of a test, which is long enough"
    }))
  )
)
