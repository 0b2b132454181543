import { Context, DateTime, Effect, Layer, Option } from "effect"
import { Forbidden } from "#contract/Authorization.ts"
import type { BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import { BookReturned, LoanRenewed } from "#contract/circulation/CirculationEvents.ts"
import type { LoanId } from "#contract/circulation/Ids.ts"
import {
  type AlreadyBorrowed,
  type BookHeld,
  type BookNotAvailable,
  type Borrow,
  HeldByAnother,
  type Loan,
  type LoanLimitReached,
  LoanNotFound,
  type LoanPeriodTooLong,
  LoanReturned,
  NoActiveLoan,
  ReaderBlocked,
  RenewalLimitReached,
  RenewalOverdue
} from "#contract/circulation/Loan.ts"
import type { UserNotFound } from "#contract/identity/User.ts"
import { type Remember, rememberNothing } from "#features/idempotency/Remember.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { type Actor, concerns, isStaff, readerOf } from "./CirculationPolicy.ts"
import { endOfDay, renewableUntil, zoneOf } from "./DueDate.ts"
import { Lending } from "./Lending.ts"
import { LoansRepo, type Renewable } from "./LoansRepo.ts"
import { Queue } from "./Queue.ts"
import { Shelf } from "./Shelf.ts"

/** Who has which book. Each call is one transaction, in which `remember` is called last. */
export class Loans extends Context.Service<
  Loans,
  {
    /** Lends a book to the caller, or to whom staff name. Of racing calls for a book one succeeds. */
    readonly borrow: (
      by: Actor,
      bookId: BookId,
      asked: Borrow,
      remember?: Remember<Loan>
    ) => Effect.Effect<
      Loan,
      | Forbidden
      | BookNotFound
      | UserNotFound
      | ReaderBlocked
      | AlreadyBorrowed
      | BookNotAvailable
      | BookHeld
      | LoanLimitReached
      | LoanPeriodTooLong
    >
    /** Takes a book back and keeps it for who is next. From staff a book that is back already gives its last loan. */
    readonly giveBack: (by: Actor, bookId: BookId) => Effect.Effect<Loan, BookNotFound | NoActiveLoan | Forbidden>
    /** Prolongs a loan by its own period, counted from when it is due. */
    readonly renew: (
      by: Actor,
      id: LoanId,
      remember?: Remember<Loan>
    ) => Effect.Effect<
      Loan,
      LoanNotFound | LoanReturned | ReaderBlocked | HeldByAnother | RenewalOverdue | RenewalLimitReached
    >
  }
>()("luminalib/features/circulation/Loans") {
  static readonly layerNoDeps = Layer.effect(
    Loans,
    Effect.gen(function* () {
      const wall = yield* TenantWall
      const shelf = yield* Shelf
      const lending = yield* Lending
      const queue = yield* Queue
      const loans = yield* LoansRepo
      const reactions = yield* Reactions

      const giveBack = Effect.fnUntraced(function* (by: Actor, bookId: BookId) {
        const { organizationId } = by
        const book = { organizationId, bookId }
        yield* shelf.lock(book)
        const standing = yield* shelf.standing(book, null)
        const { loanId, loanUserId: userId } = standing
        if (loanId === null || userId === null) {
          const last = isStaff(by) ? yield* loans.lastOf(book) : Option.none()
          return yield* Effect.mapError(Effect.fromOption(last), () => new NoActiveLoan({}))
        }
        if (!concerns(by, userId)) return yield* new Forbidden({ requiredRole: "librarian" })
        const loan = yield* loans.close({ organizationId, id: loanId }, standing.now)
        yield* reactions.record(BookReturned.make({ organizationId, loanId, bookId, userId }))
        yield* queue.settle(book, { ...standing, loanId: null })
        return loan
      })

      const renew = Effect.fnUntraced(function* (by: Actor, id: LoanId) {
        const { organizationId } = by
        const key = { organizationId, id }
        const found = Option.filter(yield* loans.find(key), ({ userId }) => concerns(by, userId))
        if (Option.isNone(found)) return yield* new LoanNotFound({})
        const { bookId, userId } = found.value
        if (bookId === null || userId === null) return yield* new LoanReturned({})
        yield* Effect.catchTag(shelf.lock({ organizationId, bookId }), "BookNotFound", () => new LoanReturned({}))
        const dueAt = yield* renewedUntil(yield* loans.renewable(key))
        const renewed = yield* loans.renew(key, dueAt)
        yield* reactions.record(LoanRenewed.make({ organizationId, loanId: id, bookId, userId, dueAt }))
        return renewed
      })

      return Loans.of({
        borrow: Effect.fn("Loans.borrow")(
          function* (by, bookId, asked, remember = rememberNothing) {
            const userId = yield* readerOf(by, asked.userId)
            const lent = lending.lend(by, { bookId, userId, loanPeriodDays: asked.loanPeriodDays })
            return yield* wall.within(by.organizationId, Effect.tap(lent, remember))
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        giveBack: Effect.fn("Loans.giveBack")(
          (by, bookId) => wall.within(by.organizationId, giveBack(by, bookId)),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        renew: Effect.fn("Loans.renew")(
          (by, id, remember = rememberNothing) => wall.within(by.organizationId, Effect.tap(renew(by, id), remember)),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )

  /** Asks for SqlClient, TenantWall, SecureRandom and Reactions. */
  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide(Lending.layer),
    Layer.provide([Shelf.layer, Queue.layer, LoansRepo.layer])
  )
}

/** Until when the loan would run; a refusal where it may not be renewed. */
const renewedUntil = Effect.fnUntraced(function* (loan: Renewable) {
  if (loan.returned) return yield* new LoanReturned({})
  if (!loan.mayBorrow) return yield* new ReaderBlocked({})
  if (loan.awaited) return yield* new HeldByAnother({})
  const zone = zoneOf(loan.timeZone)
  const dueAt = endOfDay(loan.dueAt, loan.loanPeriodDays, zone)
  const latest = DateTime.min(renewableUntil(loan.dueAt, loan.overdueRenewalDays, zone), dueAt)
  if (DateTime.isGreaterThan(loan.now, latest)) return yield* new RenewalOverdue({})
  if (loan.renewals >= loan.maxRenewals) return yield* new RenewalLimitReached({ maxRenewals: loan.maxRenewals })
  return dueAt
})
