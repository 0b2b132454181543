import { Schema } from "effect"
import { Loan } from "#contract/circulation/Loan.ts"

/** A loan as the database gives it: the columns of {@link loanColumns}. */
export const LoanRow = Schema.Struct({
  ...Loan.fields,
  borrowedAt: Schema.DateTimeUtcFromDate,
  dueAt: Schema.DateTimeUtcFromDate,
  returnedAt: Schema.NullOr(Schema.DateTimeUtcFromDate)
})

/** The columns of a loan in a table called `loans`. */
export const loanColumns = `loans.id, loans.book_id, loans.user_id, loans.book_title, loans.book_author,
  loans.borrowed_at, loans.due_at, loans.returned_at, loans.renewals, loans.max_renewals,
  CASE WHEN loans.returned_at IS NOT NULL THEN 'returned' WHEN loans.due_at < statement_timestamp() THEN 'overdue'
    ELSE 'active' END AS status`
