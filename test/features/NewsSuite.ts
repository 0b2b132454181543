import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Redacted, Schedule, type Scope } from "effect"
import { SqlClient } from "effect/sql"
import { type News, newsOf } from "../support/Events.ts"
import { formOf, visitor } from "../support/Library.ts"
import { pdfScan } from "../support/Pdf.ts"
import { type Environment, layerTestServices, startServer } from "../support/TestServer.ts"

type Visitor = Effect.Success<ReturnType<typeof visitor>>

interface Person {
  readonly api: Visitor["api"]
  readonly actAs: Visitor["actAs"]
  readonly id: string
}

/** A server with an admin of a library, and two of its readers. */
class Town extends Context.Service<
  Town,
  {
    readonly organizationId: string
    readonly admin: Person
    readonly ann: Person
    readonly bob: Person
    readonly sql: SqlClient.SqlClient
  }
>()("test/Town") {}

const person = Effect.fnUntraced(function* (baseUrl: string, name: string) {
  const { actAs, api, signUp } = yield* visitor(baseUrl)
  const { user } = yield* signUp(`${name}@example.org`)
  return { api, actAs, id: user.id, organizationId: user.organizationId }
})

const layerTown = (profile: Effect.Effect<Environment, unknown, Scope.Scope>, worker: boolean) =>
  Layer.effect(
    Town,
    Effect.gen(function* () {
      const { baseUrl, context } = yield* startServer(yield* profile, { worker })
      const admin = yield* person(baseUrl, "ada")
      return Town.of({
        organizationId: admin.organizationId,
        admin,
        ann: yield* person(baseUrl, "ann"),
        bob: yield* person(baseUrl, "bob"),
        sql: Context.get(context, SqlClient.SqlClient)
      })
    })
  ).pipe(Layer.provideMerge(layerTestServices))

const news = Effect.flatMap(Town, ({ organizationId, sql }) =>
  Effect.provideService(newsOf(organizationId), SqlClient.SqlClient, sql)
)

/** What is told because of something. */
const toldOf = <A, E, R>(deed: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const before = yield* news
    yield* deed
    return (yield* news).slice(before.length)
  })

const everybody = (...types: ReadonlyArray<string>) => types.map((type): News => [type, null, "member"])
const body = { headers: {}, payload: {} }
const at = <Id>(id: Id) => ({ params: { id } })
const aBook = Effect.flatMap(Town, ({ admin }) =>
  Effect.map(
    admin.api.books.add({ headers: {}, payload: formOf({ title: "Dune", author: "Frank Herbert" }) }),
    ({ body }) => body.id
  )
)

/** What the features tell whoever watches, over the whole program. */
export const newsSuite = (name: string, profile: Effect.Effect<Environment, unknown, Scope.Scope>) => {
  layer(layerTown(profile, false), { excludeTestServices: true, timeout: "60 seconds" })(`news, ${name}`, (it) => {
    it.effect("everybody is told of a book that comes, changes and goes, and not of one that was refused", () =>
      Effect.gen(function* () {
        const { admin } = yield* Town
        const isbn = { title: "Emma", author: "Jane Austen", isbn: "9780141439587" }
        assert.deepStrictEqual(
          yield* toldOf(admin.api.books.add({ headers: {}, payload: formOf(isbn) })),
          everybody("book.created")
        )
        const again = Effect.flip(admin.api.books.add({ headers: {}, payload: formOf(isbn) }))
        assert.deepStrictEqual(yield* toldOf(again), [])
        const id = yield* aBook
        const renamed = admin.api.books.update({ ...at(id), headers: {}, payload: formOf({ title: "Dune!" }) })
        assert.deepStrictEqual(yield* toldOf(renamed), everybody("book.updated"))
        assert.deepStrictEqual(
          yield* toldOf(admin.api.books.remove({ ...at(id), headers: {} })),
          everybody("book.removed")
        )
      })
    )

    it.effect("reader and staff are told of loans and holds, everybody of whether the book is to be had", () =>
      Effect.gen(function* () {
        const { ann, bob } = yield* Town
        const id = yield* aBook
        const toReader = (type: string, { id: reader }: Person): ReadonlyArray<News> => [
          [type, reader, "librarian"],
          ...everybody("book.availability-changed")
        ]
        const lent = ann.api.loans.borrow({ ...body, ...at(id) })
        assert.deepStrictEqual(yield* toldOf(lent), toReader("loan.borrowed", ann))
        assert.deepStrictEqual(yield* toldOf(Effect.flip(bob.api.loans.borrow({ ...body, ...at(id) }))), [])
        const placed = bob.api.holds.place({ ...body, ...at(id) })
        assert.deepStrictEqual(yield* toldOf(placed), toReader("hold.placed", bob))
        const { items } = yield* ann.api.loans.list({ query: { limit: 1 } })
        const [loan] = items
        assert.isDefined(loan)
        yield* Effect.flip(ann.api.loans.renew({ ...at(loan.id), headers: {} }))
        // What is told of notifications comes with it: Bob is to know.
        const back = yield* toldOf(ann.api.loans.giveBack(at(id)))
        assert.includeDeepMembers(back, [...toReader("loan.returned", ann), ...toReader("hold.ready", bob)])
        assert.deepInclude(back, ["notification.created", bob.id, null])
        const held = yield* bob.api.holds.list({ query: { limit: 1 } })
        const [hold] = held.items
        assert.isDefined(hold)
        const cancelled = bob.api.holds.cancel(at(hold.id))
        assert.deepStrictEqual(yield* toldOf(cancelled), toReader("hold.cancelled", bob))
      })
    )

    it.effect("everybody is told that a book was reviewed, and staff that somebody objects", () =>
      Effect.gen(function* () {
        const { ann, bob } = yield* Town
        const id = yield* aBook
        yield* ann.api.loans.borrow({ ...body, ...at(id) })
        yield* ann.api.loans.giveBack(at(id))
        const payload = { rating: 5, text: "Sand, and more sand, and I want more." }
        const told = yield* toldOf(ann.api.reviews.add({ headers: {}, ...at(id), payload }))
        assert.deepStrictEqual(told, everybody("book.reviewed"))
        const [review] = (yield* bob.api.reviews.list({ ...at(id), query: { limit: 1 } })).items
        assert.isDefined(review)
        const objected = yield* toldOf(bob.api.reviews.report({ ...at(review.id), payload: { reason: "Sand." } }))
        assert.deepInclude(objected, ["book.reviewed", null, "librarian"])
      })
    )

    it.effect("of a document only those are told who may see it", () =>
      Effect.gen(function* () {
        const { ann } = yield* Town
        const only = (type: string): ReadonlyArray<News> => [[type, ann.id, null]]
        const added = ann.api.documents.add({ headers: {}, payload: { title: "Minutes", content: "We met." } })
        assert.deepStrictEqual(yield* toldOf(added), only("document.created"))
        const [document] = (yield* ann.api.documents.list({ query: { limit: 1 } })).items
        assert.isDefined(document)
        const show = (visibility: "private" | "organization") =>
          ann.api.documents.update({ ...at(document.id), headers: {}, payload: { visibility } })
        assert.deepStrictEqual(yield* toldOf(show("organization")), everybody("document.updated"))
        assert.deepStrictEqual(yield* toldOf(show("private")), [
          ...everybody("document.removed"),
          ...only("document.updated")
        ])
        const removed = ann.api.documents.remove({ ...at(document.id), headers: {} })
        assert.deepStrictEqual(yield* toldOf(removed), only("document.removed"))
      })
    )

    it.effect("a person and the admins are told of their account and their sessions", () =>
      Effect.gen(function* () {
        const { admin, bob } = yield* Town
        const toAdmins = (type: string): News => [type, bob.id, "admin"]
        const renamed = bob.api.profile.update({ payload: { fullName: "Robert" } })
        assert.deepStrictEqual(yield* toldOf(renamed), [toAdmins("user.updated")])
        const params = { id: (yield* bob.api.profile.get()).id }
        const promoted = yield* toldOf(admin.api.organization.updateUser({ params, payload: { role: "librarian" } }))
        assert.deepInclude(promoted, toAdmins("user.updated"))
        const again = bob.api.auth.logIn({
          payload: { email: "bob@example.org", password: Redacted.make("correct horse battery") }
        })
        const session = yield* again
        assert.deepStrictEqual(yield* toldOf(bob.api.profile.logOut()), [toAdmins("session.ended")])
        yield* bob.actAs(session.accessToken)
        yield* again
        const changed = bob.api.profile.changePassword({
          payload: {
            currentPassword: Redacted.make("correct horse battery"),
            newPassword: Redacted.make("another horse battery")
          }
        })
        assert.deepStrictEqual(yield* toldOf(changed), [toAdmins("session.ended")])
      })
    )

    it.effect("what was told to a person goes with their account, and the others are told that", () =>
      Effect.gen(function* () {
        const { admin, ann, organizationId, sql } = yield* Town
        const before = yield* news
        assert.isNotEmpty(before.filter(([, userId]) => userId === ann.id))
        const id = (yield* ann.api.profile.get()).id
        yield* admin.api.organization.eraseUser({ params: { id } })
        const left = (yield* news).filter(([, userId]) => userId === ann.id)
        assert.deepStrictEqual(left, [
          ["session.ended", ann.id, "admin"],
          ["user.updated", ann.id, "admin"]
        ])
        const naming = yield* sql`
          SELECT id FROM events
          WHERE organization_id = ${organizationId} AND payload::text LIKE ${`%${ann.id}%`} AND user_id <> ${ann.id}`
        assert.lengthOf(naming, 0)
      })
    )
  })

  layer(layerTown(profile, true), { excludeTestServices: true, timeout: "60 seconds" })(
    `news of what the library reads, ${name}`,
    (it) => {
      it.effect("everybody is told what becomes known of a book, and that nothing is to be had of another", () =>
        Effect.gen(function* () {
          const { admin, ann } = yield* Town
          const told = (...types: ReadonlyArray<string>) =>
            news.pipe(
              Effect.filterOrFail(
                (told) => types.every((type) => told.some((one) => one[0] === type && one[2] === "member")),
                (told) => `told was ${told.map(([type]) => type).join()}`
              ),
              Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "30 seconds" })))
            )
          const text =
            "The dragon sleeps on the hill above the town. Nobody dares to wake it before the spring. ".repeat(20)
          const fields = { title: "The dragon", author: "Ann Author" }
          const { body: book } = yield* admin.api.books.add({
            headers: {},
            payload: formOf(fields, { name: "a.txt", bytes: text })
          })
          yield* told("book.created", "book.summarized", "book.indexed", "book.tagged")
          yield* ann.api.loans.borrow({ ...body, ...at(book.id) })
          const payload = { rating: 5, text: "A lovely book about a dragon that sleeps all the time." }
          yield* ann.api.reviews.add({ headers: {}, ...at(book.id), payload })
          yield* told("book.analysed")

          const scan = { name: "scan.pdf", bytes: yield* Effect.promise(() => pdfScan(2)) }
          const document = new FormData()
          document.append("file", new Blob([scan.bytes.slice()]), scan.name)
          document.append("visibility", "organization")
          yield* ann.api.documents.add({ headers: {}, payload: document })
          yield* admin.api.books.add({ headers: {}, payload: formOf({ title: "Pictures", author: "A" }, scan) })
          yield* told("document.created", "document.failed")
          const known = yield* Effect.repeat(news, {
            until: (told) => told.filter(([type]) => type === "book.summarized").length === 2,
            schedule: Schedule.spaced("50 millis")
          })
          assert.isAtLeast(known.filter(([type]) => type === "book.summarized").length, 2)
        })
      )
    }
  )
}
