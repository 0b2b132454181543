import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { LoanId } from "#contract/circulation/Ids.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"

export type NoticeKind = "due_soon" | "overdue"

const Noted = Schema.Struct({ loanId: LoanId, bookId: BookId, userId: UserId, dueAt: Schema.DateTimeUtcFromDate })

/** SQL over `circulation_notices`. */
export class NoticesRepo extends Context.Service<NoticesRepo>()("luminalib/features/circulation/NoticesRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient

    /**
     * Open loans, of the library `o`, that a notice is due for and was not given of this due date. Nobody is reminded of
     * a loan that is shorter than the time before its end. One look at the primary key of the notices for each loan,
     * whatever PostgreSQL believes of their number: many come at once.
     */
    const due = (kind: NoticeKind) => sql`
      FROM organizations o JOIN loans ON loans.organization_id = o.id AND loans.returned_at IS NULL AND ${
        kind === "overdue"
          ? sql`loans.due_at < now()`
          : sql`loans.due_at >= now() AND loans.due_at <= now() + o.due_soon_days * interval '1 day'
              AND o.due_soon_days > 0 AND loans.borrowed_at <= loans.due_at - o.due_soon_days * interval '1 day'`
      }
      WHERE (SELECT told.created_at FROM circulation_notices told
        WHERE told.organization_id = loans.organization_id AND told.loan_id = loans.id AND told.kind = ${kind}
          AND told.due_at = loans.due_at) IS NULL`

    return {
      /** For each library a look at loans_due. */
      librariesWith: Effect.fnUntraced(function* (kind: NoticeKind) {
        const rows = yield* sql`SELECT DISTINCT o.id ${due(kind)} ORDER BY o.id`
        return (yield* decodeIds(rows)).map(({ id }) => id)
      }),
      /** The locks keep a loan from being renewed or returned meanwhile; those that somebody changes wait for the next time. */
      note: Effect.fnUntraced(function* (organizationId: OrganizationId, kind: NoticeKind, limit: number) {
        const rows = yield* sql`
          WITH found AS (
            SELECT loans.id, loans.book_id, loans.user_id, loans.due_at
            ${due(kind)} AND o.id = ${organizationId}
            ORDER BY loans.due_at, loans.id LIMIT ${limit}
            FOR NO KEY UPDATE OF loans SKIP LOCKED
          ), told AS (
            INSERT INTO circulation_notices (organization_id, loan_id, kind, due_at)
            SELECT ${organizationId}::uuid, id, ${kind}, due_at FROM found
            ON CONFLICT DO NOTHING
            RETURNING loan_id
          )
          SELECT found.id AS loan_id, found.book_id, found.user_id, found.due_at
          FROM found JOIN told ON told.loan_id = found.id
          ORDER BY found.due_at, found.id`
        return yield* decodeNoted(rows)
      })
    }
  })
}) {
  static readonly layer = Layer.effect(this, this.make)
}

const decodeIds = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ id: OrganizationId })))
const decodeNoted = Schema.decodeUnknownEffect(Schema.Array(Noted))
