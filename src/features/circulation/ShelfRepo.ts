import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { BookId } from "#contract/catalogue/Book.ts"
import { HoldId, LoanId } from "#contract/circulation/Ids.ts"
import { LendingPolicy, type OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"

/** A book within its library. */
export interface BookKey {
  readonly organizationId: OrganizationId
  readonly bookId: BookId
}

const Reader = Schema.Struct({ mayBorrow: Schema.Boolean })
const Title = Schema.Struct({ title: Schema.String, author: Schema.String })

/** How things stand with a book that is locked, and with the reader who asks, if one does. */
export const Standing = Schema.Struct({
  /** By the database's clock, after the locks. */
  now: Schema.DateTimeUtcFromDate,
  ...LendingPolicy.fields,
  loanId: Schema.NullOr(LoanId),
  loanUserId: Schema.NullOr(UserId),
  readyId: Schema.NullOr(HoldId),
  readyUserId: Schema.NullOr(UserId),
  /** Whether the copy was kept for long enough. */
  readyLapsed: Schema.Boolean,
  /** Whose turn it is when the book is free. */
  nextId: Schema.NullOr(HoldId),
  nextUserId: Schema.NullOr(UserId),
  ownHoldId: Schema.NullOr(HoldId),
  ownSlots: Schema.Array(Schema.Int),
  ownOpenHolds: Schema.Int
})
export type Standing = typeof Standing.Type

/**
 * What circulation locks, and what it then knows. Whoever changes loans or holds takes the locks in this order, and
 * always that of the book: the library's row (only who removes people), the reader's row, the book's row, of several
 * books by ascending id. Loans and holds themselves change under the lock of their book alone. It does not keep anybody
 * from reading the book, referring to it, or waiting for it to be edited.
 */
export class ShelfRepo extends Context.Service<ShelfRepo>()("luminalib/features/circulation/ShelfRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const policy = sql.literal(`o.max_active_loans, o.loan_period_days, o.max_renewals, o.hold_shelf_days,
      o.max_open_holds, o.overdue_renewal_days, o.due_soon_days, o.time_zone`)
    return {
      lockReader: Effect.fnUntraced(function* (organizationId: OrganizationId, userId: UserId) {
        const rows = yield* sql`
          SELECT active AND blocked_at IS NULL AS may_borrow FROM users
          WHERE organization_id = ${organizationId} AND id = ${userId} FOR NO KEY UPDATE`
        return Option.fromUndefinedOr((yield* decodeReaders(rows))[0])
      }),
      lockBook: Effect.fnUntraced(function* ({ bookId, organizationId }: BookKey) {
        const rows = yield* sql`
          SELECT title, author FROM books
          WHERE organization_id = ${organizationId} AND id = ${bookId} FOR NO KEY UPDATE`
        return Option.fromUndefinedOr((yield* decodeTitles(rows))[0])
      }),
      /**
       * Rides on loans_open_of_book, holds_ready_of_book, holds_queue, loans_open_of_reader and holds_open_of_reader.
       * Passed over are suspended holds, and those of readers who could not borrow.
       */
      standing: Effect.fnUntraced(function* ({ bookId, organizationId }: BookKey, reader: UserId | null) {
        const rows = yield* sql`
          SELECT clock_timestamp() AS now, ${policy}, loans.id AS loan_id, loans.user_id AS loan_user_id,
            ready.id AS ready_id, ready.user_id AS ready_user_id,
            coalesce(ready.expires_at < clock_timestamp(), false) AS ready_lapsed,
            next.id AS next_id, next.user_id AS next_user_id, own.id AS own_hold_id,
            ARRAY(SELECT slot::int FROM loans
              WHERE organization_id = o.id AND user_id = ${reader}::uuid AND returned_at IS NULL) AS own_slots,
            (SELECT count(*)::int FROM holds
              WHERE organization_id = o.id AND user_id = ${reader}::uuid AND closed_at IS NULL) AS own_open_holds
          FROM organizations o
          LEFT JOIN loans ON loans.organization_id = o.id AND loans.book_id = ${bookId} AND loans.returned_at IS NULL
          LEFT JOIN holds ready ON ready.organization_id = o.id AND ready.book_id = ${bookId}
            AND ready.status = 'ready'
          LEFT JOIN holds own ON own.organization_id = o.id AND own.book_id = ${bookId}
            AND own.user_id = ${reader}::uuid AND own.closed_at IS NULL
          LEFT JOIN LATERAL (
            SELECT holds.id, holds.user_id
            FROM holds JOIN users ON users.organization_id = holds.organization_id AND users.id = holds.user_id
            WHERE holds.organization_id = o.id AND holds.book_id = ${bookId} AND holds.closed_at IS NULL
              AND holds.status = 'waiting' AND holds.suspended_at IS NULL AND users.active AND users.blocked_at IS NULL
            ORDER BY holds.placed_at, holds.id
            LIMIT 1
          ) next ON true
          WHERE o.id = ${organizationId}`
        return yield* decodeStanding(rows[0])
      })
    }
  })
}) {
  static readonly layer = Layer.effect(this, this.make)
}

const decodeReaders = Schema.decodeUnknownEffect(Schema.Array(Reader))
const decodeTitles = Schema.decodeUnknownEffect(Schema.Array(Title))
const decodeStanding = Schema.decodeUnknownEffect(Standing)
