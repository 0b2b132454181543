import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { LoanId } from "#contract/circulation/Ids.ts"
import { LoanStatistics, LoanStatus } from "#contract/circulation/Loan.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { countedTo } from "#contract/Page.ts"
import type * as NewestFirst from "#platform/NewestFirst.ts"
import { loanColumns, LoanRow } from "./LoanRow.ts"
import type { BookKey } from "./ShelfRepo.ts"

/** Which loans. */
export interface LoanFilter {
  readonly organizationId: OrganizationId
  readonly userId?: UserId
  readonly bookId?: BookId
  /** `open`: active or overdue. */
  readonly status?: LoanStatus | "open"
}

/** A part of a list by due date: after the loan that a page ended with. */
export interface DueRows {
  readonly limit: number
  readonly offset: number
  /** Milliseconds since 1970, and the loan's id. */
  readonly after: { readonly dueAt: number; readonly id: string } | undefined
}

const AvailabilityRow = Schema.Struct({
  bookId: BookId,
  holds: Schema.Int,
  totalLoans: Schema.Int,
  /** For whom a copy is kept, or would be by whoever touched the queue now. */
  keptFor: Schema.NullOr(UserId),
  loanId: Schema.NullOr(LoanId),
  loanUserId: Schema.NullOr(UserId),
  borrowedAt: Schema.NullOr(Schema.DateTimeUtcFromDate),
  dueAt: Schema.NullOr(Schema.DateTimeUtcFromDate),
  status: Schema.NullOr(LoanStatus)
})
export type AvailabilityRow = typeof AvailabilityRow.Type

/** SQL that reads `loans` for people. */
export class LoanListsRepo extends Context.Service<LoanListsRepo>()("luminalib/features/circulation/LoanListsRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const columns = sql.literal(loanColumns)

    const statusIs = (status: LoanFilter["status"]) => {
      if (status === undefined) return []
      if (status === "returned") return [sql`loans.returned_at IS NOT NULL`]
      const open = sql`loans.returned_at IS NULL`
      if (status === "open") return [open]
      return [open, status === "overdue" ? sql`loans.due_at < now()` : sql`loans.due_at >= now()`]
    }
    const conditions = ({ bookId, organizationId, status, userId }: LoanFilter) =>
      sql.and([
        sql`loans.organization_id = ${organizationId}`,
        ...(userId === undefined ? [] : [sql`loans.user_id = ${userId}`]),
        ...(bookId === undefined ? [] : [sql`loans.book_id = ${bookId}`]),
        ...statusIs(status)
      ])

    return {
      // Rides on loans_newest, on loans_of_reader where a reader is given, on loans_of_book where a book is.
      newest: Effect.fnUntraced(function* (filter: LoanFilter, { before, limit, offset }: NewestFirst.Rows) {
        const rows = yield* sql`
          SELECT ${columns} FROM loans
          WHERE ${conditions(filter)} ${before === undefined ? sql`` : sql`AND loans.id < ${before}`}
          ORDER BY loans.id DESC LIMIT ${limit} OFFSET ${offset}`
        return yield* decodeLoans(rows)
      }),
      /** Of open loans. Rides on loans_due, on loans_open_of_reader where a reader is given. */
      firstDue: Effect.fnUntraced(function* (filter: LoanFilter, { after, limit, offset }: DueRows) {
        const rows = yield* sql`
          SELECT ${columns} FROM loans
          WHERE ${conditions(filter)} ${
            after === undefined
              ? sql``
              : sql`AND (loans.due_at, loans.id)
                  > (to_timestamp(${String(after.dueAt)}::float8 / 1000)::timestamptz(3), ${after.id}::uuid)`
          }
          ORDER BY loans.due_at, loans.id LIMIT ${limit} OFFSET ${offset}`
        return yield* decodeLoans(rows)
      }),
      /** As far as `Page.countedTo`. */
      count: Effect.fnUntraced(function* (filter: LoanFilter) {
        const rows = yield* sql<{ readonly count: number }>`
          SELECT count(*)::int AS count FROM (
            SELECT FROM loans WHERE ${conditions(filter)} LIMIT ${countedTo}) counted`
        return rows[0]?.count ?? 0
      }),
      /** Of all loans of a reader, which loans_of_reader finds. */
      statistics: Effect.fnUntraced(function* (organizationId: OrganizationId, userId: UserId) {
        const rows = yield* sql`
          WITH mine AS MATERIALIZED (
            SELECT borrowed_at, due_at, returned_at, renewals FROM loans
            WHERE organization_id = ${organizationId} AND user_id = ${userId}
          ), months AS (
            SELECT to_char(happened.at AT TIME ZONE o.time_zone, 'YYYY-MM') AS month,
              count(*) FILTER (WHERE happened.borrowed)::int AS borrowed,
              count(*) FILTER (WHERE NOT happened.borrowed)::int AS returned
            FROM organizations o, (
              SELECT borrowed_at AS at, true AS borrowed FROM mine
              UNION ALL SELECT returned_at, false FROM mine WHERE returned_at IS NOT NULL) happened
            WHERE o.id = ${organizationId}
            GROUP BY 1 ORDER BY 1 DESC LIMIT 12
          )
          SELECT count(*)::int AS total,
            count(*) FILTER (WHERE returned_at IS NULL)::int AS active,
            count(*) FILTER (WHERE returned_at IS NULL AND due_at < now())::int AS overdue,
            count(returned_at)::int AS returned,
            count(*) FILTER (WHERE returned_at > due_at)::int AS returned_late,
            coalesce(sum(renewals), 0)::int AS renewals,
            (count(*) FILTER (WHERE returned_at <= due_at))::float8 / nullif(count(returned_at), 0) AS on_time_share,
            (avg(extract(epoch FROM returned_at - borrowed_at)) / 86400)::float8 AS average_days,
            (SELECT coalesce(jsonb_agg(months ORDER BY month), '[]') FROM months) AS by_month
          FROM mine`
        return yield* decodeStatistics(rows[0])
      }),
      /**
       * True also where time has moved the queue and nothing else has yet. Rides on loans_open_of_book, holds_queue and
       * loans_of_book.
       */
      availability: Effect.fnUntraced(function* ({ bookId, organizationId }: BookKey) {
        const rows = yield* sql`
          SELECT books.id AS book_id,
            (SELECT count(*)::int FROM holds
              WHERE organization_id = books.organization_id AND book_id = books.id AND closed_at IS NULL) AS holds,
            (SELECT count(*)::int FROM loans past
              WHERE past.organization_id = books.organization_id AND past.book_id = books.id) AS total_loans,
            next.user_id AS kept_for, loans.id AS loan_id, loans.user_id AS loan_user_id, loans.borrowed_at,
            loans.due_at, CASE WHEN loans.due_at < now() THEN 'overdue' WHEN loans.id IS NOT NULL THEN 'active' END AS status
          FROM books
          LEFT JOIN loans ON loans.organization_id = books.organization_id AND loans.book_id = books.id
            AND loans.returned_at IS NULL
          LEFT JOIN LATERAL (
            SELECT holds.user_id
            FROM holds JOIN users ON users.organization_id = holds.organization_id AND users.id = holds.user_id
            WHERE holds.organization_id = books.organization_id AND holds.book_id = books.id
              AND holds.closed_at IS NULL AND loans.id IS NULL
              AND CASE holds.status WHEN 'ready' THEN holds.expires_at >= now()
                ELSE holds.suspended_at IS NULL AND users.active AND users.blocked_at IS NULL END
            ORDER BY holds.status <> 'ready', holds.placed_at, holds.id
            LIMIT 1
          ) next ON true
          WHERE books.organization_id = ${organizationId} AND books.id = ${bookId}`
        return Option.fromUndefinedOr((yield* decodeAvailability(rows))[0])
      })
    }
  })
}) {
  static readonly layer = Layer.effect(this, this.make)
}

const decodeLoans = Schema.decodeUnknownEffect(Schema.Array(LoanRow))
const decodeStatistics = Schema.decodeUnknownEffect(LoanStatistics)
const decodeAvailability = Schema.decodeUnknownEffect(Schema.Array(AvailabilityRow))
