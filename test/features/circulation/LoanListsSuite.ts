import { assert, layer } from "@effect/vitest"
import { DateTime, Effect, type Layer } from "effect"
import { SqlClient } from "effect/sql"
import { HoldLists } from "#features/circulation/HoldLists.ts"
import { Holds } from "#features/circulation/Holds.ts"
import { LoanLists } from "#features/circulation/LoanLists.ts"
import { Loans } from "#features/circulation/Loans.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { statementsOf } from "../../support/Statements.ts"
import { daysPass, layerUnheard, newLibrary, refusal } from "./CirculationServices.ts"

/** A library in which somebody has borrowed ten books, of which five are back, two of them late. */
const busy = Effect.gen(function* () {
  const loans = yield* Loans
  const library = yield* newLibrary({ books: 10, policy: { maxActiveLoans: 10, loanPeriodDays: 5 } })
  const ada = library.reader(0)
  for (const [index, book] of library.books.entries()) {
    const { id } = yield* loans.borrow(ada, book, {})
    if (index === 9) yield* loans.renew(ada, id)
    if (index < 3) {
      yield* daysPass(library, 2)
      yield* loans.giveBack(ada, book)
    }
    if (index === 3 || index === 4) {
      yield* daysPass(library, 7)
      yield* loans.giveBack(ada, book)
    }
  }
  yield* daysPass(library, 6)
  return { library, ada }
})

/** What is told of loans, on whatever database. */
export const loanListsSuite = (where: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, unknown>) =>
  layer(layerUnheard(database), { excludeTestServices: true, timeout: "30 seconds" })(
    `lists of loans, ${where}`,
    (it) => {
      it.effect("a reader's history has every loan, newest first, and what they come to", () =>
        Effect.gen(function* () {
          const lists = yield* LoanLists
          const { ada, library } = yield* busy
          const first = yield* lists.history(ada, { limit: 6 })
          const rest = yield* lists.history(ada, { limit: 6, cursor: first.nextCursor ?? "" })
          const books = [...first.items, ...rest.items].map(({ bookId }) =>
            library.books.findIndex((id) => id === bookId)
          )
          assert.deepStrictEqual(books, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
          assert.isUndefined(rest.nextCursor)
          const { averageDays, byMonth, onTimeShare, ...counts } = first.statistics
          assert.deepStrictEqual(counts, {
            total: 10,
            active: 5,
            overdue: 4,
            returned: 5,
            returnedLate: 2,
            renewals: 1
          })
          assert.strictEqual(onTimeShare, 0.6)
          assert.closeTo(averageDays ?? 0, (3 * 2 + 2 * 7) / 5, 0.01)
          const sum = (which: "borrowed" | "returned") => byMonth.reduce((total, month) => total + month[which], 0)
          assert.deepStrictEqual([sum("borrowed"), sum("returned")], [10, 5])
          const months = byMonth.map(({ month }) => month)
          assert.deepStrictEqual(months, months.toSorted())
          assert.strictEqual((yield* lists.history(library.reader(1), { limit: 5 })).statistics.onTimeShare, null)
        })
      )

      it.effect("what happens in a month is told by the clock of the library", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const library = yield* newLibrary({ policy: { timeZone: "Pacific/Kiritimati" } })
          const ada = library.reader(0)
          yield* Loans.use((loans) => loans.borrow(ada, library.book(0), {}))
          yield* sql`UPDATE loans SET borrowed_at = '2026-01-31T12:00:00Z', due_at = '2026-03-01T00:00:00Z'
            WHERE organization_id = ${library.organizationId}`
          const { statistics } = yield* LoanLists.use((lists) => lists.history(ada, { limit: 5 }))
          assert.deepStrictEqual(statistics.byMonth, [{ month: "2026-02", borrowed: 1, returned: 0 }])
        })
      )

      it.effect("staff find what is overdue, the longest first, and every loan by reader, book and state", () =>
        Effect.gen(function* () {
          const lists = yield* LoanLists
          const { ada, library } = yield* busy
          const { organizationId } = library
          const first = yield* lists.overdue(organizationId, { limit: 3 })
          const rest = yield* lists.overdue(organizationId, { limit: 3, cursor: first.nextCursor ?? "" })
          const due = [...first.items, ...rest.items].map(({ dueAt }) => dueAt.epochMilliseconds)
          assert.deepStrictEqual([due.length, first.total, rest.nextCursor], [4, 4, undefined])
          assert.deepStrictEqual(
            due,
            due.toSorted((a, b) => a - b)
          )
          assert.isTrue(first.items.every(({ status }) => status === "overdue"))
          const total = (query: Omit<Parameters<typeof lists.all>[1], "limit">) =>
            Effect.map(lists.all(organizationId, { limit: 1, ...query }), (page) => page.total)
          assert.deepStrictEqual(
            [
              yield* total({}),
              yield* total({ status: "active" }),
              yield* total({ status: "overdue" }),
              yield* total({ status: "returned" }),
              yield* total({ userId: ada.id, bookId: library.book(2) }),
              yield* total({ userId: library.reader(1).id })
            ],
            [10, 1, 4, 5, 1, 0]
          )
          assert.strictEqual((yield* lists.overdue((yield* newLibrary()).organizationId, { limit: 3 })).total, 0)
        })
      )

      it.effect("a reader's books at home are listed by when they are due, page by page", () =>
        Effect.gen(function* () {
          const lists = yield* LoanLists
          const { ada } = yield* busy
          const byNumber = yield* lists.current(ada, { limit: 2, page: 2 })
          const first = yield* lists.current(ada, { limit: 2 })
          const second = yield* lists.current(ada, { limit: 2, cursor: first.nextCursor ?? "" })
          assert.deepStrictEqual(
            second.items.map(({ id }) => id),
            byNumber.items.map(({ id }) => id)
          )
          assert.deepStrictEqual([first.total, byNumber.page, second.page], [5, 2, undefined])
          const last = yield* lists.current(ada, { limit: 2, cursor: second.nextCursor ?? "" })
          assert.strictEqual(last.items[0]?.renewals, 1)
          const dues = [...first.items, ...second.items, ...last.items].map(({ dueAt }) => DateTime.formatIso(dueAt))
          assert.deepStrictEqual(dues, dues.toSorted())
          const stolen = lists.overdue(ada.organizationId, { limit: 2, cursor: first.nextCursor ?? "" })
          assert.strictEqual(yield* refusal(stolen), "InvalidCursor")
        })
      )

      it.effect("no call asks the database more often than it has to", () =>
        Effect.gen(function* () {
          const { ada, library } = yield* busy
          const [loans, lists, holds] = [yield* Loans, yield* LoanLists, yield* Holds]
          const [bob, cid, book] = [library.reader(1), library.reader(2), library.book(0)]
          const { organizationId } = library
          const other = yield* loans.borrow(cid, library.book(1), {})
          assert.deepStrictEqual(
            {
              borrow: yield* statementsOf(loans.borrow(bob, book, {})),
              renew: yield* statementsOf(loans.renew(cid, other.id)),
              hold: yield* statementsOf(holds.place(cid, book, {})),
              returnToNext: yield* statementsOf(loans.giveBack(bob, book)),
              availability: yield* statementsOf(lists.availability(ada, book)),
              list: yield* statementsOf(lists.current(ada, { limit: 20 })),
              history: yield* statementsOf(lists.history(ada, { limit: 20 })),
              all: yield* statementsOf(lists.all(organizationId, { limit: 20 })),
              overdue: yield* statementsOf(lists.overdue(organizationId, { limit: 20 })),
              holds: yield* statementsOf(HoldLists.use((all) => all.mine(cid, { limit: 20 }))),
              queue: yield* statementsOf(HoldLists.use((all) => all.ofBook(organizationId, book, { limit: 20 })))
            },
            {
              // The reader, the book, how things stand, the loan.
              borrow: 4,
              renew: 4,
              // As borrow, and the hold with its place.
              hold: 5,
              // The book, how things stand, the loan, the hold that is ready.
              returnToNext: 4,
              availability: 1,
              list: 2,
              history: 2,
              all: 2,
              overdue: 2,
              holds: 2,
              queue: 2
            }
          )
        })
      )
    }
  )
