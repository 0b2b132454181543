import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { SqlClient } from "effect/sql"
import { Holds } from "#features/circulation/Holds.ts"
import { Loans } from "#features/circulation/Loans.ts"
import { Notices } from "#features/circulation/Notices.ts"
import { Organizations } from "#features/identity/Organizations.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { daysPass, layerCirculation, type Library, newLibrary, told } from "./CirculationServices.ts"

/** What was said of loans that are due. */
const notices = (library: Library) =>
  Effect.map(told(library), (news) => news.filter((line) => /DueSoon|Overdue/.test(line)))
const note = Notices.use((all) => all.note)

/** What readers are told, on whatever database. */
export const noticesSuite = (where: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, unknown>) =>
  layer(layerCirculation(database), { excludeTestServices: true, timeout: "30 seconds" })(`notices, ${where}`, (it) => {
    it.effect("a reader is reminded once before a loan is due and once when it is overdue", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary()
        const { id } = yield* Loans.use((loans) => loans.borrow(library.reader(0), library.book(0), {}))
        yield* note
        yield* daysPass(library, 12)
        yield* note
        assert.deepStrictEqual(yield* notices(library), [])
        yield* daysPass(library, 1)
        yield* note
        yield* note
        assert.deepStrictEqual(yield* notices(library), [`LoanDueSoon ${id}`])
        yield* daysPass(library, 2)
        yield* note
        yield* note
        assert.deepStrictEqual(yield* notices(library), [`LoanDueSoon ${id}`, `LoanOverdue ${id}`])
      })
    )

    it.effect("a renewal arms the reminder anew, and a return disarms it", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary({ policy: { maxActiveLoans: 2, overdueRenewalDays: 5 } })
        const loans = yield* Loans
        const ada = library.reader(0)
        const [kept, returned] = [
          yield* loans.borrow(ada, library.book(0), {}),
          yield* loans.borrow(ada, library.book(1), {})
        ]
        yield* daysPass(library, 15)
        yield* note
        yield* loans.renew(ada, kept.id)
        yield* note
        yield* loans.giveBack(ada, library.book(1))
        yield* daysPass(library, 12)
        yield* note
        yield* daysPass(library, 2)
        yield* note
        assert.sameMembers(yield* notices(library), [
          `LoanOverdue ${kept.id}`,
          `LoanOverdue ${returned.id}`,
          `LoanDueSoon ${kept.id}`,
          `LoanOverdue ${kept.id}`
        ])
      })
    )

    it.effect(
      "nobody is reminded of a loan that is shorter than the notice, nor where the library wants no reminders",
      () =>
        Effect.gen(function* () {
          const loans = yield* Loans
          const library = yield* newLibrary()
          yield* loans.borrow(library.reader(0), library.book(0), { loanPeriodDays: 1 })
          const silent = yield* newLibrary()
          yield* Organizations.use((all) => all.update(silent.admin, { policy: { dueSoonDays: 0 } }))
          yield* loans.borrow(silent.reader(0), silent.book(0), {})
          yield* daysPass(silent, 13)
          yield* note
          assert.deepStrictEqual([yield* notices(library), yield* notices(silent)], [[], []])
        })
    )

    it.effect("many schedulers at once say everything once", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const libraries = yield* Effect.forEach([1, 2, 3], () => newLibrary({ readers: 1, books: 70 }))
        for (const library of libraries) {
          yield* sql`
            INSERT INTO loans (id, organization_id, book_id, user_id, book_title, book_author, slot, borrowed_at, due_at,
              loan_period_days, max_renewals, overdue_renewal_days, max_active_loans)
            SELECT gen_random_uuid(), ${library.organizationId}::uuid, book, ${library.reader(0).id}::uuid, 'Dune', 'Frank Herbert',
              place, now() - interval '20 days', now() - interval '1 day', 14, 2, 0, 100
            FROM unnest(${library.books}::uuid[]) WITH ORDINALITY shelf (book, place)`
        }
        // One finds all that nobody else has before it.
        yield* Effect.all([note, note, note, note, Holds.use(({ moveOn }) => moveOn)], { concurrency: "unbounded" })
        yield* note
        for (const library of libraries) {
          const said = yield* notices(library)
          assert.strictEqual(said.length, 70)
          assert.strictEqual(new Set(said).size, 70)
        }
      })
    )

    it.effect("copies that were kept for too long are passed on once, however many look", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary()
        const [loans, holds] = [yield* Loans, yield* Holds]
        const book = library.book(0)
        yield* loans.borrow(library.reader(0), book, {})
        yield* holds.place(library.reader(1), book, {})
        yield* holds.place(library.reader(2), book, {})
        yield* loans.giveBack(library.reader(0), book)
        yield* daysPass(library, 4)
        yield* Effect.all([holds.moveOn, holds.moveOn, holds.moveOn, holds.moveOn], { concurrency: "unbounded" })
        const news = (yield* told(library)).map((line) => line.split(" ")[0])
        assert.deepStrictEqual(news, ["BookBorrowed", "BookReturned", "HoldReady", "HoldExpired", "HoldReady"])
      })
    )
  })
