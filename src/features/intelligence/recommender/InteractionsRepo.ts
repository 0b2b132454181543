import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

/** A reader and the books they had, those of the latest loan last. */
const ReaderRow = Schema.Struct({
  userId: Schema.String,
  books: Schema.Array(
    Schema.Struct({
      bookId: Schema.String,
      loans: Schema.Finite,
      renewals: Schema.Finite,
      soonBack: Schema.Boolean,
      rating: Schema.NullOr(Schema.Finite)
    })
  )
})

/** Readers in one statement: more would hold the event loop. And the latest loans of each that are looked at. */
const readersAtOnce = 20
const loansRead = 500

/** Who had what in a library. */
export class InteractionsRepo extends Context.Service<InteractionsRepo>()(
  "luminalib/features/intelligence/recommender/InteractionsRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return {
        /** The next readers before this one, the newest first. Rides on the key of users and on loans_of_reader. */
        page: SqlSchema.findAll({
          Request: Schema.Struct({ organizationId: Schema.String, before: Schema.NullOr(Schema.String) }),
          Result: ReaderRow,
          execute: ({ before, organizationId }) => sql`
            SELECT u.id AS user_id, had.books
            FROM (
              SELECT id
              FROM users
              WHERE organization_id = ${organizationId} ${before === null ? sql`` : sql`AND id < ${before}::uuid`}
              ORDER BY id DESC
              LIMIT ${sql.literal(`${readersAtOnce}`)}
            ) u
            CROSS JOIN LATERAL (
              SELECT coalesce(jsonb_agg(jsonb_build_object('bookId', each.book_id, 'loans', each.loans,
                'renewals', each.renewals, 'soonBack', each.soon_back, 'rating', r.rating)
                ORDER BY each.last_loan), '[]') AS books
              FROM (
                SELECT book_id, count(*) AS loans, sum(renewals) AS renewals, max(id::text) AS last_loan,
                  bool_and(coalesce(returned_at < borrowed_at + interval '1 day', false)) AS soon_back
                FROM (
                  SELECT id, book_id, renewals, borrowed_at, returned_at
                  FROM loans
                  WHERE organization_id = ${organizationId} AND user_id = u.id AND book_id IS NOT NULL
                  ORDER BY id DESC
                  LIMIT ${sql.literal(`${loansRead}`)}
                ) latest
                GROUP BY book_id
              ) each
              LEFT JOIN reviews r
                ON r.organization_id = ${organizationId} AND r.book_id = each.book_id AND r.user_id = u.id
            ) had
            ORDER BY u.id DESC`
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(InteractionsRepo, InteractionsRepo.make)
}
