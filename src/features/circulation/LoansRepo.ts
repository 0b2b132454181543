import { Context, DateTime, Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { LoanId } from "#contract/circulation/Ids.ts"
import type { LendingPolicy, OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"
import { loanColumns, LoanRow } from "./LoanRow.ts"
import type { BookKey } from "./ShelfRepo.ts"

/** A loan within its library. */
export interface LoanKey {
  readonly organizationId: OrganizationId
  readonly id: LoanId
}

interface NewLoan extends LoanKey {
  readonly bookId: BookId
  readonly userId: UserId
  readonly title: string
  readonly author: string
  readonly slot: number
  readonly borrowedAt: DateTime.Utc
  readonly dueAt: DateTime.Utc
  /** Copied onto the loan. */
  readonly policy: Pick<LendingPolicy, "maxRenewals" | "overdueRenewalDays" | "maxActiveLoans">
  readonly loanPeriodDays: number
}

/** What decides whether a loan may be renewed. */
const Renewable = Schema.Struct({
  now: Schema.DateTimeUtcFromDate,
  timeZone: Schema.String,
  returned: Schema.Boolean,
  dueAt: Schema.DateTimeUtcFromDate,
  renewals: Schema.Int,
  maxRenewals: Schema.Int,
  loanPeriodDays: Schema.Int,
  overdueRenewalDays: Schema.Int,
  mayBorrow: Schema.Boolean,
  awaited: Schema.Boolean
})
export type Renewable = typeof Renewable.Type

/** SQL over `loans`. What is changed is locked by its book: see `ShelfRepo`. */
export class LoansRepo extends Context.Service<LoansRepo>()("luminalib/features/circulation/LoansRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const columns = sql.literal(loanColumns)
    return {
      find: Effect.fnUntraced(function* ({ id, organizationId }: LoanKey) {
        const rows = yield* sql`SELECT ${columns} FROM loans WHERE organization_id = ${organizationId} AND id = ${id}`
        return Option.fromUndefinedOr((yield* decodeLoans(rows))[0])
      }),
      insert: Effect.fnUntraced(function* (loan: NewLoan) {
        const rows = yield* sql`
          INSERT INTO loans (id, organization_id, book_id, user_id, book_title, book_author, slot, borrowed_at, due_at,
            loan_period_days, max_renewals, overdue_renewal_days, max_active_loans)
          VALUES (${loan.id}, ${loan.organizationId}, ${loan.bookId}, ${loan.userId}, ${loan.title}, ${loan.author},
            ${loan.slot}, ${DateTime.toDate(loan.borrowedAt)}, ${DateTime.toDate(loan.dueAt)}, ${loan.loanPeriodDays},
            ${loan.policy.maxRenewals}, ${loan.policy.overdueRenewalDays}, ${loan.policy.maxActiveLoans})
          RETURNING ${columns}`
        return yield* decodeLoan(rows[0])
      }),
      close: Effect.fnUntraced(function* ({ id, organizationId }: LoanKey, returnedAt: DateTime.Utc) {
        const rows = yield* sql`
          UPDATE loans SET returned_at = ${DateTime.toDate(returnedAt)}
          WHERE organization_id = ${organizationId} AND id = ${id} AND returned_at IS NULL
          RETURNING ${columns}`
        return yield* decodeLoan(rows[0])
      }),
      /** Rides on loans_of_book. */
      lastOf: Effect.fnUntraced(function* ({ bookId, organizationId }: BookKey) {
        const rows = yield* sql`
          SELECT ${columns} FROM loans WHERE organization_id = ${organizationId} AND book_id = ${bookId}
          ORDER BY id DESC LIMIT 1`
        return Option.fromUndefinedOr((yield* decodeLoans(rows))[0])
      }),
      /** Of a loan whose book is locked. Somebody waits: not suspended, and free to borrow. */
      renewable: Effect.fnUntraced(function* ({ id, organizationId }: LoanKey) {
        const rows = yield* sql`
          SELECT clock_timestamp() AS now, o.time_zone, loans.returned_at IS NOT NULL AS returned, loans.due_at,
            loans.renewals, loans.max_renewals, loans.loan_period_days, loans.overdue_renewal_days,
            coalesce(users.active AND users.blocked_at IS NULL, false) AS may_borrow,
            EXISTS (SELECT FROM holds
              JOIN users waiting ON waiting.organization_id = holds.organization_id AND waiting.id = holds.user_id
              WHERE holds.organization_id = loans.organization_id AND holds.book_id = loans.book_id
                AND holds.status = 'waiting' AND holds.suspended_at IS NULL
                AND waiting.active AND waiting.blocked_at IS NULL) AS awaited
          FROM loans
          JOIN organizations o ON o.id = loans.organization_id
          LEFT JOIN users ON users.organization_id = loans.organization_id AND users.id = loans.user_id
          WHERE loans.organization_id = ${organizationId} AND loans.id = ${id}`
        return yield* decodeRenewable(rows[0])
      }),
      renew: Effect.fnUntraced(function* ({ id, organizationId }: LoanKey, dueAt: DateTime.Utc) {
        const rows = yield* sql`
          UPDATE loans SET due_at = ${DateTime.toDate(dueAt)}, renewals = renewals + 1
          WHERE organization_id = ${organizationId} AND id = ${id} AND returned_at IS NULL
          RETURNING ${columns}`
        return yield* decodeLoan(rows[0])
      }),
      /** Rides on loans_open_of_reader. */
      hasOpen: Effect.fnUntraced(function* (organizationId: OrganizationId, userId: UserId) {
        const rows = yield* sql`
          SELECT 1 FROM loans
          WHERE organization_id = ${organizationId} AND user_id = ${userId} AND returned_at IS NULL LIMIT 1`
        return rows.length > 0
      })
    }
  })
}) {
  static readonly layer = Layer.effect(this, this.make)
}

const decodeLoan = Schema.decodeUnknownEffect(LoanRow)
const decodeLoans = Schema.decodeUnknownEffect(Schema.Array(LoanRow))
const decodeRenewable = Schema.decodeUnknownEffect(Renewable)
