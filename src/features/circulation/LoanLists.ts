import { Context, Effect, Layer, Option, type Schema } from "effect"
import type { SqlError } from "effect/sql"
import { type BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import type { Availability, Loan, LoanStatistics, LoanStatus } from "#contract/circulation/Loan.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"
import { InvalidCursor } from "#contract/Page.ts"
import * as NewestFirst from "#platform/NewestFirst.ts"
import { type Actor, concerns } from "./CirculationPolicy.ts"
import * as DueFirst from "./DueFirst.ts"
import { type AvailabilityRow, type LoanFilter, LoanListsRepo } from "./LoanListsRepo.ts"

/** Which page of which loans, for staff. */
export interface LoansQuery extends NewestFirst.PageQuery {
  readonly status?: LoanStatus
  readonly userId?: UserId
  readonly bookId?: BookId
}

type Loans = NewestFirst.Page<Loan>

/** What can be known of loans: one's own, and for staff all of the library. Two statements a list. */
export class LoanLists extends Context.Service<
  LoanLists,
  {
    /** The caller's books at home, the first due first. */
    readonly current: (by: Actor, query: NewestFirst.PageQuery) => Effect.Effect<Loans, InvalidCursor>
    /** All of the caller's loans, the newest first. */
    readonly history: (
      by: Actor,
      query: NewestFirst.PageQuery
    ) => Effect.Effect<Loans & { readonly statistics: LoanStatistics }, InvalidCursor>
    /** All of the library's, the newest first. */
    readonly all: (organizationId: OrganizationId, query: LoansQuery) => Effect.Effect<Loans, InvalidCursor>
    /** Those overdue, the longest first. */
    readonly overdue: (
      organizationId: OrganizationId,
      query: NewestFirst.PageQuery
    ) => Effect.Effect<Loans, InvalidCursor>
    /** One statement. Who has a book is told to that reader and to staff. */
    readonly availability: (by: Actor, bookId: BookId) => Effect.Effect<Availability, BookNotFound>
  }
>()("luminalib/features/circulation/LoanLists") {
  static readonly layerNoDeps = Layer.effect(
    LoanLists,
    Effect.gen(function* () {
      const repo = yield* LoanListsRepo

      const newest = Effect.fnUntraced(function* (
        filter: LoanFilter,
        query: NewestFirst.PageQuery,
        total: Effect.Effect<number, SqlError.SqlError | Schema.SchemaError>
      ) {
        const scope = JSON.stringify(["loans", filter])
        const rows = NewestFirst.rowsOf(scope, query)
        if (Option.isNone(rows)) return yield* new InvalidCursor({})
        const found = yield* repo.newest(filter, rows.value)
        return NewestFirst.pageOf(found, { scope, query, total: yield* total })
      })

      const firstDue = Effect.fnUntraced(function* (filter: LoanFilter, query: NewestFirst.PageQuery) {
        const scope = JSON.stringify(["loans due", filter])
        const rows = DueFirst.rowsOf(scope, query)
        if (Option.isNone(rows)) return yield* new InvalidCursor({})
        const found = yield* repo.firstDue(filter, rows.value)
        return DueFirst.pageOf(found, { scope, query, total: yield* repo.count(filter) })
      })

      return LoanLists.of({
        current: Effect.fn("LoanLists.current")(
          ({ id: userId, organizationId }, query) => firstDue({ organizationId, userId, status: "open" }, query),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        history: Effect.fn("LoanLists.history")(
          function* ({ id: userId, organizationId }, query) {
            const statistics = yield* repo.statistics(organizationId, userId)
            const page = yield* newest({ organizationId, userId }, query, Effect.succeed(statistics.total))
            return { ...page, statistics }
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        all: Effect.fn("LoanLists.all")(
          (organizationId, { bookId, status, userId, ...query }) => {
            const filter = {
              organizationId,
              ...(userId === undefined ? {} : { userId }),
              ...(bookId === undefined ? {} : { bookId }),
              ...(status === undefined ? {} : { status })
            }
            return newest(filter, query, repo.count(filter))
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        overdue: Effect.fn("LoanLists.overdue")(
          (organizationId, query) => firstDue({ organizationId, status: "overdue" }, query),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        availability: Effect.fn("LoanLists.availability")(
          function* (by, bookId) {
            const found = yield* repo.availability({ organizationId: by.organizationId, bookId })
            const row = yield* Effect.mapError(Effect.fromOption(found), () => new BookNotFound({ bookId }))
            return availabilityTo(by, row)
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(LoanListsRepo.layer))
}

const availabilityTo = (by: Actor, row: AvailabilityRow): Availability => ({
  bookId: row.bookId,
  isAvailable: row.loanId === null && (row.keptFor === null || row.keptFor === by.id),
  activeLoan: activeLoanTo(by, row),
  heldForYou: row.keptFor === by.id,
  holds: row.holds,
  totalLoans: row.totalLoans
})

const activeLoanTo = (
  by: Actor,
  { borrowedAt, dueAt, loanId, loanUserId, status }: AvailabilityRow
): Availability["activeLoan"] => {
  if (loanId === null || loanUserId === null || borrowedAt === null || dueAt === null || status === null) return null
  const known = concerns(by, loanUserId) ? { id: loanId, userId: loanUserId } : {}
  return { ...known, borrowedAt, dueAt, status }
}
