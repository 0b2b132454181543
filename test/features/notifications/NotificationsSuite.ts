import { assert, layer } from "@effect/vitest"
import { DateTime, Effect, Exit, type Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import { Holds } from "#features/circulation/Holds.ts"
import { Loans } from "#features/circulation/Loans.ts"
import { Notices } from "#features/circulation/Notices.ts"
import { LoanOverdue } from "#contract/circulation/CirculationEvents.ts"
import { BookSummarized } from "#contract/intelligence/Analysis.ts"
import { RoleChanged } from "#contract/identity/User.ts"
import { NotificationId } from "#contract/notifications/Notification.ts"
import { DocumentRead } from "#contract/workspace/Document.ts"
import { Reviews } from "#features/circulation/Reviews.ts"
import { Notifications } from "#features/notifications/Notifications.ts"
import { NotificationsRepo } from "#features/notifications/NotificationsRepo.ts"
import { Preferences } from "#features/notifications/Preferences.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { daysPass, endOf, newLibrary } from "../circulation/CirculationServices.ts"
import { hasRead } from "../circulation/ReviewDesk.ts"
import { addDocument, addFile, failJob, kindsTo, layerTelling, toldTo, watchedBy } from "./NotificationServices.ts"

const borrow = (by: Parameters<Loans["Service"]["borrow"]>[0], book: Parameters<Loans["Service"]["borrow"]>[1]) =>
  Loans.use((loans) => loans.borrow(by, book, {}))
const note = Notices.use((all) => all.note)
const record = (event: Parameters<Reactions["Service"]["record"]>[0]) =>
  Reactions.use((reactions) => reactions.record(event))
const praise = { rating: 5, text: "A wonderful book, from its beginning to its end." }

/** Somebody who was told three things. */
const informed = Effect.gen(function* () {
  const library = yield* newLibrary()
  const [reader, admin] = [library.reader(0), library.admin]
  const roles = ["librarian", "admin", "member"] as const
  for (const [index, to] of roles.entries()) {
    const from = roles.at(index - 1) ?? "member"
    yield* record(
      RoleChanged.make({ organizationId: library.organizationId, userId: reader.id, by: admin.id, from, to })
    )
    // What is told within one millisecond has no order.
    yield* Effect.sleep("3 millis")
  }
  const notifications = yield* Notifications
  const { items } = yield* notifications.list(reader, { limit: 10 })
  return { library, reader, notifications, items }
})

/** What people are told, on whatever database. */
export const notificationsSuite = (where: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, unknown>) =>
  layer(layerTelling(database), { excludeTestServices: true, timeout: "30 seconds" })(
    `notifications, ${where}`,
    (it) => {
      it.effect("a reader is told once that a loan is due soon, and once that it is overdue", () =>
        Effect.gen(function* () {
          const library = yield* newLibrary()
          const reader = library.reader(0)
          const { id: loanId } = yield* borrow(reader, library.book(0))
          yield* daysPass(library, 13)
          yield* note
          yield* note
          yield* daysPass(library, 2)
          yield* note
          const dueAt = DateTime.makeUnsafe(yield* endOf(library, -1))
          const about = { loanId, bookId: library.book(0), title: "Dune" }
          const told = yield* toldTo(reader)
          assert.deepStrictEqual(
            told.map(({ type }) => type),
            ["loan.due-soon", "loan.overdue"]
          )
          assert.deepStrictEqual(told[1], { type: "loan.overdue", ...about, dueAt })
          assert.deepStrictEqual(yield* toldTo(library.reader(1)), [])

          // As a job does that is run once more.
          const { organizationId } = library
          const loan = { organizationId, bookId: library.book(0), userId: reader.id, loanId }
          yield* record(LoanOverdue.make({ ...loan, dueAt }))
          assert.deepStrictEqual(yield* toldTo(reader), told)
          yield* record(LoanOverdue.make({ ...loan, dueAt: DateTime.add(dueAt, { days: 7 }) }))
          assert.deepStrictEqual(yield* kindsTo(reader), ["loan.due-soon", "loan.overdue", "loan.overdue"])
        })
      )

      it.effect("whoever waits is told when the copy is theirs, and when it was kept for them in vain", () =>
        Effect.gen(function* () {
          const library = yield* newLibrary()
          const [has, waits] = [library.reader(0), library.reader(1)]
          yield* borrow(has, library.book(0))
          const holds = yield* Holds
          const { id: holdId } = yield* holds.place(waits, library.book(0), {})
          assert.deepStrictEqual(yield* toldTo(waits), [])
          yield* Loans.use((loans) => loans.giveBack(has, library.book(0)))
          const [ready] = yield* toldTo(waits)
          assert.deepInclude(ready, { type: "hold.ready", holdId, bookId: library.book(0), title: "Dune" })
          yield* daysPass(library, 5)
          yield* holds.moveOn
          assert.deepStrictEqual(yield* kindsTo(waits), ["hold.ready", "hold.expired"])
        })
      )

      it.effect("nobody is told of what did not happen in the end", () =>
        Effect.gen(function* () {
          const library = yield* newLibrary()
          const wall = yield* TenantWall
          const reader = library.reader(0)
          const changed = { organizationId: library.organizationId, userId: reader.id, by: library.admin.id } as const
          const change = record(RoleChanged.make({ ...changed, from: "member", to: "librarian" }))
          const undone = yield* Effect.exit(
            wall.within(library.organizationId, Effect.andThen(change, Effect.fail("undone" as const)))
          )
          assert.isTrue(Exit.isFailure(undone))
          assert.deepStrictEqual([yield* toldTo(reader), yield* watchedBy(reader)], [[], []])
          yield* wall.within(library.organizationId, change)
          assert.deepStrictEqual(yield* toldTo(reader), [
            { type: "account.role-changed", from: "member", to: "librarian" }
          ])
        })
      )

      it.effect("a book's summary is told once to whoever uploaded it, a document that is read to its owner", () =>
        Effect.gen(function* () {
          const library = yield* newLibrary()
          const { librarian, organizationId } = library
          const owner = library.reader(0)
          const fileId = yield* addFile(librarian, library.book(0))
          const document = yield* addDocument(owner)
          for (const _ of [1, 2]) {
            yield* record(BookSummarized.make({ organizationId, bookId: library.book(0), fileId }))
            yield* record(
              DocumentRead.make({ organizationId, documentId: document.id, fileId: document.fileId, readerId: null })
            )
          }
          assert.deepStrictEqual(yield* toldTo(librarian), [
            { type: "book.summarized", bookId: library.book(0), title: "Dune" }
          ])
          assert.deepStrictEqual(yield* toldTo(owner), [
            { type: "document.ready", documentId: document.id, title: "Minutes" }
          ])
        })
      )

      it.effect("who waits for a job's result is told that it failed for good, and of what", () =>
        Effect.gen(function* () {
          const library = yield* newLibrary()
          const { librarian: by } = library
          const fileId = yield* addFile(by, library.book(0))
          const document = yield* addDocument(by)
          const [bookId, documentId] = [library.book(0), document.id]
          const jobs = yield* Effect.forEach(
            [
              { kind: "intelligence.summarize-book", relatedId: bookId, fileId },
              { kind: "workspace.read-document", relatedId: documentId, fileId: document.fileId },
              { kind: "catalogue.import-books", relatedId: bookId },
              // Nobody waits for these.
              { kind: "intelligence.index-book", relatedId: bookId, fileId },
              { kind: "intelligence.judge-review", relatedId: bookId },
              // The book has another file by now.
              { kind: "intelligence.summarize-book", relatedId: bookId, fileId: crypto.randomUUID() }
            ],
            (job) => failJob({ ...job, by })
          )
          const failed = (index: number) => ({ jobId: jobs[index], code: "NEEDS_OCR" })
          assert.deepStrictEqual<ReadonlyArray<object>>(yield* toldTo(by), [
            { type: "book.summary-failed", ...failed(0), bookId, title: "Dune" },
            { type: "document.failed", ...failed(1), documentId, title: "Minutes" },
            { type: "job.failed", ...failed(2), jobType: "catalogue.import-books", relatedId: bookId }
          ])
        })
      )

      it.effect("staff are told of the first objection to a review, and its author why it was hidden", () =>
        Effect.gen(function* () {
          const library = yield* newLibrary()
          const reviews = yield* Reviews
          const [author, objects, too] = [library.reader(0), library.reader(1), library.reader(2)]
          yield* hasRead(author, library.book(0))
          const review = yield* reviews.add(author, library.book(0), praise)
          const about = { reviewId: review.id, bookId: library.book(0), title: "Dune" }
          yield* reviews.report(objects, review.id, "Rude.")
          yield* reviews.report(too, review.id, "Very rude.")
          assert.deepStrictEqual(yield* toldTo(library.librarian), [{ type: "review.reported", ...about }])
          assert.deepStrictEqual(yield* toldTo(library.admin), [{ type: "review.reported", ...about }])
          assert.deepStrictEqual([yield* toldTo(objects), yield* toldTo(author)], [[], []])
          yield* reviews.hide(library.librarian, review.id, "Rude to a great writer.")
          yield* reviews.hide(library.librarian, review.id, "Rude.")
          assert.deepStrictEqual(yield* toldTo(author), [
            { type: "review.hidden", ...about, reason: "Rude to a great writer." }
          ])
          yield* reviews.unhide(library.librarian, review.id)
          yield* reviews.report(library.librarian, review.id, "I still think so.")
          assert.deepStrictEqual(yield* kindsTo(library.librarian), ["review.reported"])
          assert.deepStrictEqual(yield* kindsTo(library.admin), ["review.reported", "review.reported"])
        })
      )

      it.effect("nobody is told what they do not want to know, and everybody else is", () =>
        Effect.gen(function* () {
          const library = yield* newLibrary()
          const preferences = yield* Preferences
          const [quiet, other] = [library.reader(0), library.reader(1)]
          const first = yield* preferences.get(quiet)
          assert.isTrue(first.items.every(({ channels }) => channels.inApp))
          assert.isFalse(first.items.some(({ type }) => type === "review.reported"))
          const wish = (inApp: boolean) => ({ items: [{ type: "hold.ready" as const, channels: { inApp } }] })
          const after = yield* preferences.set(quiet, wish(false))
          assert.deepStrictEqual(
            after.items.filter(({ channels }) => !channels.inApp).map(({ type }) => type),
            ["hold.ready"]
          )
          for (const [index, reader] of [quiet, other].entries()) {
            const book = library.book(index)
            yield* borrow(library.reader(2), book)
            yield* Holds.use((holds) => holds.place(reader, book, {}))
            yield* Loans.use((loans) => loans.giveBack(library.reader(2), book))
          }
          assert.deepStrictEqual([yield* kindsTo(quiet), yield* kindsTo(other)], [[], ["hold.ready"]])
          assert.deepStrictEqual(yield* preferences.set(quiet, wish(true)), first)
        })
      )

      it.effect("a deactivated person is told nothing", () =>
        Effect.gen(function* () {
          const library = yield* newLibrary()
          const sql = yield* SqlClient.SqlClient
          const reader = library.reader(0)
          yield* borrow(reader, library.book(0))
          yield* sql`UPDATE users SET active = false WHERE id = ${reader.id}`
          yield* daysPass(library, 20)
          yield* note
          assert.deepStrictEqual(yield* toldTo(reader), [])
        })
      )

      it.effect("come the newest first, by pages, and by whether they are read", () =>
        Effect.gen(function* () {
          const { items, notifications, reader } = yield* informed
          assert.deepStrictEqual(
            items.map(({ data }) => data),
            [
              { from: "admin", to: "member" },
              { from: "librarian", to: "admin" },
              { from: "member", to: "librarian" }
            ]
          )
          const one = yield* notifications.list(reader, { limit: 2 })
          assert.deepInclude(one, { total: 3, unread: 3, limit: 2, page: 1 })
          const cursor = one.nextCursor ?? assert.fail("there is another page")
          const two = yield* notifications.list(reader, { limit: 2, cursor })
          assert.deepStrictEqual([...one.items, ...two.items], items)
          assert.isUndefined(two.nextCursor)
          const [newest] = items
          assert.isDefined(newest)
          yield* notifications.read(reader, newest.id)
          const unread = yield* notifications.list(reader, { limit: 10, unread: true })
          assert.deepStrictEqual([unread.total, unread.unread, unread.items], [2, 2, items.slice(1)])
          const read = yield* notifications.list(reader, { limit: 10, unread: false })
          assert.deepStrictEqual([read.total, read.unread, read.items[0]?.id], [1, 2, newest.id])
          const foreign = yield* Effect.flip(notifications.list(reader, { limit: 2, cursor, unread: true }))
          assert.strictEqual(foreign.code, "INVALID_CURSOR")
        })
      )

      it.effect("are marked as read once, and removed, before the eyes of whoever looks at them elsewhere", () =>
        Effect.gen(function* () {
          const { items, notifications, reader } = yield* informed
          const [newest, middle] = items
          assert(newest !== undefined && middle !== undefined)
          const { readAt } = yield* notifications.read(reader, newest.id)
          assert.isNotNull(readAt)
          assert.deepStrictEqual((yield* notifications.read(reader, newest.id)).readAt, readAt)
          assert.deepStrictEqual(yield* notifications.readAll(reader), { read: 2 })
          assert.deepStrictEqual(yield* notifications.readAll(reader), { read: 0 })
          yield* notifications.remove(reader, middle.id)
          assert.deepInclude(yield* notifications.list(reader, { limit: 10 }), { total: 2, unread: 0 })
          const seen = (yield* watchedBy(reader)).map(
            Option.map(({ eventType, payload }) => [eventType, payload] as const)
          )
          assert.deepStrictEqual<ReadonlyArray<Option.Option<unknown>>>(seen, [
            ...items.toReversed().map((notification) => Option.some(["notification.created", { notification }])),
            Option.some(["notification.read", { ids: [newest.id] }]),
            Option.some(["notification.read", { ids: "all" }]),
            Option.some(["notification.removed", { id: middle.id }])
          ])
        })
      )

      it.effect("of somebody else are not there", () =>
        Effect.gen(function* () {
          const { items, library, notifications } = yield* informed
          const stranger = (yield* newLibrary()).reader(0)
          const id = items[0]?.id ?? assert.fail("there is one")
          for (const by of [library.reader(1), library.admin, stranger]) {
            assert.strictEqual((yield* Effect.flip(notifications.read(by, id))).code, "NOTIFICATION_NOT_FOUND")
            assert.strictEqual((yield* Effect.flip(notifications.remove(by, id))).code, "NOTIFICATION_NOT_FOUND")
            assert.deepStrictEqual(yield* notifications.readAll(by), { read: 0 })
            assert.deepStrictEqual((yield* notifications.list(by, { limit: 10 })).items, [])
          }
          const unknown = NotificationId.make(crypto.randomUUID())
          const { notificationId } = yield* Effect.flip(notifications.remove(library.reader(0), unknown))
          assert.strictEqual(notificationId, unknown)
        })
      )

      it.effect("of kinds that only a newer version knows are passed over, and do not end a list", () =>
        Effect.gen(function* () {
          const { items, notifications, reader } = yield* informed
          const sql = yield* SqlClient.SqlClient
          yield* sql`UPDATE notifications SET type = 'book.translated' WHERE id = ${items[1]?.id ?? ""}`
          const one = yield* notifications.list(reader, { limit: 2 })
          const two = yield* notifications.list(reader, { limit: 2, cursor: one.nextCursor ?? "" })
          assert.deepStrictEqual([...one.items, ...two.items], [items[0], items[2]])
        })
      )

      it.effect("go 90 days after they were read, and after 180 days in any case", () =>
        Effect.gen(function* () {
          const { items, notifications, reader } = yield* informed
          const sql = yield* SqlClient.SqlClient
          const [a, b, c] = items.map(({ id }) => id)
          yield* sql`UPDATE notifications SET read_at = now() - interval '91 days' WHERE id = ${a ?? ""}`
          yield* sql`UPDATE notifications SET created_at = now() - interval '181 days' WHERE id = ${b ?? ""}`
          yield* sql`UPDATE notifications SET created_at = now() - interval '179 days' WHERE id = ${c ?? ""}`
          yield* NotificationsRepo.use(({ deleteOld }) => deleteOld)
          const left = yield* notifications.list(reader, { limit: 10 })
          assert.deepStrictEqual(
            left.items.map(({ id }) => id),
            c === undefined ? [] : [c]
          )
        })
      )
    }
  )
