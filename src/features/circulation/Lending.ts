import { Context, Effect, Layer, type Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import type { SqlError } from "effect/sql"
import type { BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import { BookBorrowed } from "#contract/circulation/CirculationEvents.ts"
import { LoanId } from "#contract/circulation/Ids.ts"
import {
  AlreadyBorrowed,
  BookHeld,
  BookNotAvailable,
  type Loan,
  LoanLimitReached,
  LoanPeriodTooLong,
  type ReaderBlocked
} from "#contract/circulation/Loan.ts"
import type { UserId, UserNotFound } from "#contract/identity/User.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { type Actor, isStaff } from "./CirculationPolicy.ts"
import { endOfDay, zoneOf } from "./DueDate.ts"
import { HoldsRepo } from "./HoldsRepo.ts"
import { LoansRepo } from "./LoansRepo.ts"
import { Queue } from "./Queue.ts"
import { Shelf } from "./Shelf.ts"
import type { Standing } from "./ShelfRepo.ts"

/** What is to be lent to whom. */
export interface Asked {
  readonly bookId: BookId
  readonly userId: UserId
  /** The library's own period where none is asked for. */
  readonly loanPeriodDays: number | undefined
}

/** How a book goes out. Joins the caller's transaction. */
export class Lending extends Context.Service<
  Lending,
  {
    /** The refusals in the order in which they are looked for. A hold of the reader's on the book is fulfilled. */
    readonly lend: (
      by: Actor,
      asked: Asked
    ) => Effect.Effect<
      Loan,
      | UserNotFound
      | ReaderBlocked
      | BookNotFound
      | AlreadyBorrowed
      | BookNotAvailable
      | BookHeld
      | LoanLimitReached
      | LoanPeriodTooLong
      | SqlError.SqlError
      | Schema.SchemaError
    >
  }
>()("luminalib/features/circulation/Lending") {
  static readonly layerNoDeps = Layer.effect(
    Lending,
    Effect.gen(function* () {
      const random = yield* SecureRandom.SecureRandom
      const shelf = yield* Shelf
      const queue = yield* Queue
      const loans = yield* LoansRepo
      const holds = yield* HoldsRepo
      const reactions = yield* Reactions

      return Lending.of({
        lend: Effect.fn("Lending.lend")(function* (by, { bookId, loanPeriodDays, userId }) {
          const { organizationId } = by
          const book = { organizationId, bookId }
          yield* shelf.lockReader(organizationId, userId)
          const { author, title } = yield* shelf.lock(book)
          const standing = yield* shelf.standing(book, userId)
          if (standing.loanUserId === userId) return yield* new AlreadyBorrowed({})
          if (standing.loanId !== null) return yield* new BookNotAvailable({})
          const kept = yield* queue.settle(book, standing)
          if (kept !== undefined && kept.userId !== userId) return yield* new BookHeld({})
          const slot = yield* freeSlot(standing)
          const period = yield* periodOf(by, standing, loanPeriodDays)
          const loan = yield* loans.insert({
            ...book,
            id: LoanId.make(yield* random.uuidV7()),
            userId,
            title,
            author,
            slot,
            borrowedAt: standing.now,
            dueAt: endOfDay(standing.now, period, zoneOf(standing.timeZone)),
            loanPeriodDays: period,
            policy: standing
          })
          if (standing.ownHoldId !== null) yield* holds.close({ organizationId, id: standing.ownHoldId }, "fulfilled")
          yield* reactions.record(BookBorrowed.make({ organizationId, loanId: loan.id, bookId, userId }))
          return loan
        })
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([Shelf.layer, Queue.layer, LoansRepo.layer, HoldsRepo.layer])
  )
}

/** A library may have lowered its limit since: then higher places are taken, and count. */
const freeSlot = ({ maxActiveLoans, ownSlots }: Standing): Effect.Effect<number, LoanLimitReached> => {
  const free = Array.from({ length: maxActiveLoans }, (_, index) => index + 1).find((slot) => !ownSlots.includes(slot))
  return free === undefined || ownSlots.length >= maxActiveLoans
    ? Effect.fail(new LoanLimitReached({ maxActiveLoans }))
    : Effect.succeed(free)
}

const periodOf = (
  by: Actor,
  { loanPeriodDays }: Standing,
  asked: number = loanPeriodDays
): Effect.Effect<number, LoanPeriodTooLong> =>
  asked <= loanPeriodDays || isStaff(by)
    ? Effect.succeed(asked)
    : Effect.fail(new LoanPeriodTooLong({ loanPeriodDays }))
