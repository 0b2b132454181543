import { assert, layer } from "@effect/vitest"
import { DateTime, Effect, type Layer } from "effect"
import type { SqlClient } from "effect/sql"
import { LoanId } from "#contract/circulation/Ids.ts"
import { LoanLists } from "#features/circulation/LoanLists.ts"
import { Loans } from "#features/circulation/Loans.ts"
import { Holds } from "#features/circulation/Holds.ts"
import { Organizations } from "#features/identity/Organizations.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { block, daysPass, endOf, layerCirculation, newLibrary, refusal, told } from "./CirculationServices.ts"

/** What loans must do on whatever database. */
export const loansSuite = (where: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, unknown>) =>
  layer(layerCirculation(database), { excludeTestServices: true, timeout: "30 seconds" })(`lending, ${where}`, (it) => {
    it.effect("a book goes out until the end of the day two weeks on, and comes back", () =>
      Effect.gen(function* () {
        const loans = yield* Loans
        const library = yield* newLibrary()
        const [reader, book] = [library.reader(0), library.book(0)]
        const loan = yield* loans.borrow(reader, book, {})
        assert.deepInclude(loan, {
          bookId: book,
          userId: reader.id,
          bookTitle: "Dune",
          bookAuthor: "Frank Herbert",
          returnedAt: null,
          status: "active",
          renewals: 0,
          maxRenewals: 2
        })
        assert.strictEqual(DateTime.formatIso(loan.dueAt), yield* endOf(library, 14))
        const back = yield* loans.giveBack(reader, book)
        assert.strictEqual(back.id, loan.id)
        assert.strictEqual(back.status, "returned")
        assert.strictEqual(yield* refusal(loans.giveBack(reader, book)), "NoActiveLoan")
        assert.deepStrictEqual(yield* told(library), [`BookBorrowed ${loan.id}`, `BookReturned ${loan.id}`])
      })
    )

    it.effect("a book is lent to one reader at a time, and a reader has as many as the library allows", () =>
      Effect.gen(function* () {
        const loans = yield* Loans
        const library = yield* newLibrary({ policy: { maxActiveLoans: 2 } })
        const [ada, bob] = [library.reader(0), library.reader(1)]
        yield* loans.borrow(ada, library.book(0), {})
        assert.strictEqual(yield* refusal(loans.borrow(bob, library.book(0), {})), "BookNotAvailable")
        assert.strictEqual(yield* refusal(loans.borrow(ada, library.book(0), {})), "AlreadyBorrowed")
        yield* loans.borrow(ada, library.book(1), {})
        const refused = yield* Effect.flip(loans.borrow(ada, library.book(2), {}))
        assert.deepInclude(refused, { _tag: "LoanLimitReached", maxActiveLoans: 2, status: 409 })
        yield* loans.giveBack(ada, library.book(0))
        yield* loans.borrow(ada, library.book(2), {})
        assert.strictEqual((yield* LoanLists.use((lists) => lists.current(ada, { limit: 20 }))).total, 2)
      })
    )

    it.effect("a limit that was lowered counts what is at home already", () =>
      Effect.gen(function* () {
        const loans = yield* Loans
        const library = yield* newLibrary({ books: 4, policy: { maxActiveLoans: 3 } })
        const ada = library.reader(0)
        for (const book of library.books.slice(0, 3)) yield* loans.borrow(ada, book, {})
        yield* Organizations.use((all) => all.update(library.admin, { policy: { maxActiveLoans: 2 } }))
        yield* loans.giveBack(ada, library.book(0))
        assert.strictEqual(yield* refusal(loans.borrow(ada, library.book(3), {})), "LoanLimitReached")
        yield* loans.giveBack(ada, library.book(1))
        assert.strictEqual(yield* refusal(loans.borrow(ada, library.book(3), {})), "done")
      })
    )

    it.effect("staff lend to and take back from readers; readers act for themselves alone", () =>
      Effect.gen(function* () {
        const loans = yield* Loans
        const library = yield* newLibrary()
        const [ada, bob] = [library.reader(0), library.reader(1)]
        const book = library.book(0)
        const asked = { userId: ada.id, loanPeriodDays: 30 }
        assert.strictEqual(yield* refusal(loans.borrow(bob, book, asked)), "Forbidden")
        const loan = yield* loans.borrow(library.librarian, book, asked)
        assert.strictEqual(loan.userId, ada.id)
        assert.strictEqual(DateTime.formatIso(loan.dueAt), yield* endOf(library, 30))
        assert.strictEqual(yield* refusal(loans.giveBack(bob, book)), "Forbidden")
        assert.strictEqual(yield* refusal(loans.renew(bob, loan.id)), "LoanNotFound")
        const back = yield* loans.giveBack(library.librarian, book)
        assert.deepEqual(yield* loans.giveBack(library.librarian, book), back)
        assert.strictEqual(yield* refusal(loans.giveBack(library.librarian, library.book(1))), "NoActiveLoan")
      })
    )

    it.effect("readers may ask for fewer days than the rule, not for more", () =>
      Effect.gen(function* () {
        const loans = yield* Loans
        const library = yield* newLibrary()
        const ada = library.reader(0)
        const refused = yield* Effect.flip(loans.borrow(ada, library.book(0), { loanPeriodDays: 15 }))
        assert.deepInclude(refused, { _tag: "LoanPeriodTooLong", loanPeriodDays: 14 })
        const loan = yield* loans.borrow(ada, library.book(0), { loanPeriodDays: 3 })
        assert.strictEqual(DateTime.formatIso(loan.dueAt), yield* endOf(library, 3))
        assert.strictEqual(DateTime.formatIso((yield* loans.renew(ada, loan.id)).dueAt), yield* endOf(library, 6))
      })
    )

    it.effect("books, readers and loans of another library are not there", () =>
      Effect.gen(function* () {
        const loans = yield* Loans
        const [ours, theirs] = [yield* newLibrary(), yield* newLibrary()]
        const loan = yield* loans.borrow(theirs.reader(0), theirs.book(0), {})
        const { librarian } = ours
        assert.strictEqual(yield* refusal(loans.borrow(ours.reader(0), theirs.book(1), {})), "BookNotFound")
        assert.strictEqual(
          yield* refusal(loans.borrow(librarian, ours.book(0), { userId: theirs.reader(0).id })),
          "UserNotFound"
        )
        assert.strictEqual(yield* refusal(loans.giveBack(librarian, theirs.book(0))), "BookNotFound")
        assert.strictEqual(yield* refusal(loans.renew(librarian, loan.id)), "LoanNotFound")
        assert.strictEqual(yield* refusal(loans.renew(librarian, LoanId.make(crypto.randomUUID()))), "LoanNotFound")
      })
    )

    it.effect("a renewal counts from the day it is due, and there are only so many", () =>
      Effect.gen(function* () {
        const loans = yield* Loans
        const library = yield* newLibrary({ policy: { maxRenewals: 2, loanPeriodDays: 7 } })
        const ada = library.reader(0)
        const loan = yield* loans.borrow(ada, library.book(0), {})
        yield* daysPass(library, 3)
        const once = yield* loans.renew(ada, loan.id)
        assert.strictEqual(DateTime.formatIso(once.dueAt), yield* endOf(library, 11))
        const twice = yield* loans.renew(library.librarian, loan.id)
        assert.strictEqual(DateTime.formatIso(twice.dueAt), yield* endOf(library, 18))
        const refused = yield* Effect.flip(loans.renew(ada, loan.id))
        assert.deepInclude(refused, { _tag: "RenewalLimitReached", maxRenewals: 2 })
        yield* loans.giveBack(ada, library.book(0))
        assert.strictEqual(yield* refusal(loans.renew(ada, loan.id)), "LoanReturned")
      })
    )

    it.effect("an overdue loan is renewed within the days of grace, and never to a day that is over", () =>
      Effect.gen(function* () {
        const loans = yield* Loans
        const policy = { overdueRenewalDays: 5, loanPeriodDays: 3, maxRenewals: 9 }
        const library = yield* newLibrary({ policy })
        const ada = library.reader(0)
        const loan = yield* loans.borrow(ada, library.book(0), {})
        yield* daysPass(library, 5)
        const late = yield* LoanLists.use((lists) => lists.current(ada, { limit: 20 }))
        assert.deepStrictEqual(
          late.items.map(({ status }) => status),
          ["overdue"]
        )
        assert.strictEqual(DateTime.formatIso((yield* loans.renew(ada, loan.id)).dueAt), yield* endOf(library, 1))
        yield* daysPass(library, 5)
        assert.strictEqual(yield* refusal(loans.renew(ada, loan.id)), "RenewalOverdue")
      })
    )

    it.effect("a loan that is overdue is not renewed where the library gives no grace", () =>
      Effect.gen(function* () {
        const loans = yield* Loans
        const library = yield* newLibrary()
        const loan = yield* loans.borrow(library.reader(0), library.book(0), {})
        yield* daysPass(library, 15)
        assert.strictEqual(yield* refusal(loans.renew(library.reader(0), loan.id)), "RenewalOverdue")
      })
    )

    it.effect("a loan is not renewed while somebody waits for the book who could have it", () =>
      Effect.gen(function* () {
        const loans = yield* Loans
        const holds = yield* Holds
        const library = yield* newLibrary()
        const [ada, bob] = [library.reader(0), library.reader(1)]
        const loan = yield* loans.borrow(ada, library.book(0), {})
        const hold = yield* holds.place(bob, library.book(0), {})
        assert.strictEqual(yield* refusal(loans.renew(ada, loan.id)), "HeldByAnother")
        yield* holds.suspend(bob, hold.id)
        assert.strictEqual(yield* refusal(loans.renew(ada, loan.id)), "done")
        yield* holds.resume(bob, hold.id)
        assert.strictEqual(yield* refusal(loans.renew(ada, loan.id)), "HeldByAnother")
      })
    )

    it.effect("a blocked reader neither borrows, renews nor holds, but brings books back", () =>
      Effect.gen(function* () {
        const loans = yield* Loans
        const holds = yield* Holds
        const library = yield* newLibrary({ policy: { maxActiveLoans: 5 } })
        const [ada, bob] = [library.reader(0), library.reader(1)]
        const loan = yield* loans.borrow(ada, library.book(0), {})
        yield* loans.borrow(bob, library.book(1), {})
        yield* block(ada)
        assert.strictEqual(yield* refusal(loans.borrow(ada, library.book(2), {})), "ReaderBlocked")
        assert.strictEqual(
          yield* refusal(loans.borrow(library.librarian, library.book(2), { userId: ada.id })),
          "ReaderBlocked"
        )
        assert.strictEqual(yield* refusal(loans.renew(ada, loan.id)), "ReaderBlocked")
        assert.strictEqual(yield* refusal(holds.place(ada, library.book(1), {})), "ReaderBlocked")
        assert.strictEqual(yield* refusal(loans.giveBack(ada, library.book(0))), "done")
      })
    )

    it.effect("a changed rule touches new loans only", () =>
      Effect.gen(function* () {
        const loans = yield* Loans
        const library = yield* newLibrary({ policy: { maxActiveLoans: 2, maxRenewals: 1, loanPeriodDays: 10 } })
        const ada = library.reader(0)
        const before = yield* loans.borrow(ada, library.book(0), {})
        const policy = { maxRenewals: 0, loanPeriodDays: 1, overdueRenewalDays: 9 }
        yield* Organizations.use((all) => all.update(library.admin, { policy }))
        const after = yield* loans.borrow(ada, library.book(1), {})
        assert.strictEqual(DateTime.formatIso(after.dueAt), yield* endOf(library, 1))
        assert.strictEqual(yield* refusal(loans.renew(ada, after.id)), "RenewalLimitReached")
        assert.strictEqual(DateTime.formatIso((yield* loans.renew(ada, before.id)).dueAt), yield* endOf(library, 20))
        yield* daysPass(library, 22)
        assert.strictEqual(yield* refusal(loans.renew(ada, before.id)), "RenewalOverdue")
      })
    )
  })
