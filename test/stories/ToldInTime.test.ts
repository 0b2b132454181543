import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule, type Scope } from "effect"
import type { NotificationType } from "#contract/notifications/Notification.ts"
import { classics } from "../support/Classics.ts"
import { formOf, visitor } from "../support/Library.ts"
import { pdfScan } from "../support/Pdf.ts"
import { describePostgres, describeRedis } from "../support/Services.ts"
import { type Environment, layerTestServices, startServer } from "../support/TestServer.ts"
import { embedded, institution } from "./StoryEnvironments.ts"

type Visitor = Effect.Success<ReturnType<typeof visitor>>

/** What somebody has not read yet, the newest first, as soon as they have been told of all these kinds. */
const unreadOf = ({ api }: Visitor, ...kinds: ReadonlyArray<NotificationType>) =>
  api.notifications.list({ query: { limit: 10, unread: true } }).pipe(
    Effect.filterOrFail(
      ({ items }) => kinds.every((kind) => items.some(({ type }) => type === kind)),
      ({ items }) => `they were told of ${items.map(({ type }) => type).join() || "nothing"}`
    ),
    Effect.retry(Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "30 seconds" })))
  )

const story = (environment: Effect.Effect<Environment, unknown, Scope.Scope>) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* startServer(yield* environment)
    const librarian = yield* visitor(baseUrl)
    yield* librarian.signUp("ada@example.org")
    const reader = (name: string) => Effect.tap(visitor(baseUrl), (someone) => someone.signUp(`${name}@example.org`))
    const [bob, cleo] = yield* Effect.all([reader("bob"), reader("cleo")])

    // The librarian uploads a book, and pictures of another one, and goes on with her work.
    const [classic] = classics
    assert.isDefined(classic)
    const { text, ...fields } = classic
    const file = { name: "book.txt", bytes: text }
    const { body: book } = yield* librarian.api.books.add({ headers: {}, payload: formOf(fields, file) })
    const scan = yield* librarian.upload("Pictures", {
      name: "scan.pdf",
      bytes: yield* Effect.promise(() => pdfScan(2))
    })

    // She is told that the one has its summary, and that the other cannot be read, and why.
    const told = yield* unreadOf(librarian, "book.summarized", "book.summary-failed")
    assert.deepStrictEqual([told.unread, told.items.length], [2, 2])
    const about = told.items.map((item) =>
      item.type === "book.summary-failed"
        ? [item.data.bookId, item.data.title, item.data.code]
        : item.type === "book.summarized"
          ? [item.data.bookId, item.data.title]
          : item
    )
    assert.deepInclude(about, [book.id, fields.title])
    assert.deepInclude(about, [scan.id, "Pictures", "NEEDS_OCR"])

    // Cleo waits for the book that Bob has. When he brings it back, she is told that it is hers, and until when.
    const at = { headers: {}, params: { id: book.id }, payload: {} }
    yield* bob.api.loans.borrow(at)
    const hold = yield* cleo.api.holds.place(at)
    assert.deepInclude(yield* cleo.api.notifications.list({ query: { limit: 10 } }), { items: [], total: 0, unread: 0 })
    yield* bob.api.loans.giveBack({ params: at.params })
    const { items, unread } = yield* cleo.api.notifications.list({ query: { limit: 10 } })
    const [ready] = items
    assert(unread === 1 && ready?.type === "hold.ready")
    const held = yield* cleo.api.holds.list({ query: { limit: 1 } })
    const { expiresAt, ...kept } = ready.data
    assert.deepStrictEqual(kept, { holdId: hold.id, bookId: book.id, title: fields.title })
    assert.deepStrictEqual(held.items[0]?.expiresAt, expiresAt)

    // She has seen it; Bob was told nothing, and can neither see nor mark what she was told.
    const { readAt } = yield* cleo.api.notifications.read({ params: { id: ready.id } })
    assert.isNotNull(readAt)
    assert.deepInclude(yield* cleo.api.notifications.list({ query: { limit: 10, unread: true } }), {
      unread: 0,
      total: 0
    })
    assert.deepInclude(yield* bob.api.notifications.list({ query: { limit: 10 } }), { total: 0 })
    const refused = yield* Effect.flip(bob.api.notifications.read({ params: { id: ready.id } }))
    assert.strictEqual(refused._tag, "NotificationNotFound")

    // Bob wants to know nothing of his documents. Cleo is told when hers can be asked.
    const documents = [{ type: "document.ready" as const, channels: { inApp: false } }]
    yield* bob.api.notifications.setPreferences({ payload: { items: documents } })
    for (const someone of [bob, cleo]) {
      yield* someone.api.documents.add({ headers: {}, payload: { title: "Minutes", content: "We met at nine." } })
    }
    yield* unreadOf(cleo, "document.ready")
    assert.deepInclude(yield* bob.api.notifications.list({ query: { limit: 10 } }), { total: 0 })
  }).pipe(Effect.scoped, Effect.provide(layerTestServices))

describe("from what happens to whom it concerns", () => {
  it.live("on a machine with nothing installed", () => story(embedded), 60_000)

  describePostgres("PostgreSQL", () => {
    describeRedis("Redis", () => {
      it.live("on PostgreSQL, Redis and S3", () => story(institution), 60_000)
    })
  })
})
