import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { KeptItems } from "./KeptListsRepo.ts"
import { halfLifeDays, type Noticed } from "./Popularity.ts"

const NoticedRow = Schema.Struct({
  bookId: Schema.String,
  authorKey: Schema.String,
  ageDays: Schema.Finite,
  heat: Schema.Finite,
  reviews: Schema.Finite,
  ratingSum: Schema.Finite
}) satisfies Schema.Codec<Noticed, unknown>

/** The latest loans of a library that are looked at, and how many of the most read and of the newest books. */
const loansRead = 20_000
const booksRead = 400

/** What is read in libraries, and table `popular_books`. */
export class PopularRepo extends Context.Service<PopularRepo>()(
  "luminalib/features/intelligence/recommender/PopularRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const ageDays = (since: "b.created_at" | "borrowed_at") =>
        sql`extract(epoch FROM now() - ${sql.literal(since)})::float8 / 86400`
      const most = sql.literal(`${booksRead}`)
      return {
        /** The books that come into question. Rides on loans_newest and books_newest: costs the same in a large library. */
        noticed: SqlSchema.findAll({
          Request: Schema.Struct({ organizationId: Schema.String }),
          Result: NoticedRow,
          execute: ({ organizationId }) => sql`
          WITH latest AS (
            SELECT book_id, borrowed_at
            FROM loans
            WHERE organization_id = ${organizationId}
            ORDER BY id DESC
            LIMIT ${sql.literal(`${loansRead}`)}
          ),
          lent AS (
            SELECT book_id, round(sum(power(0.5, ${ageDays("borrowed_at")} / ${halfLifeDays}::float8))::numeric, 6) AS heat
            FROM latest
            WHERE book_id IS NOT NULL
            GROUP BY book_id
            ORDER BY heat DESC, book_id
            LIMIT ${most}
          ),
          newest AS (
            SELECT id FROM books WHERE organization_id = ${organizationId} ORDER BY created_at DESC, id DESC LIMIT ${most}
          )
          SELECT b.id AS book_id, b.author_key, ${ageDays("b.created_at")} AS age_days,
            coalesce(lent.heat, 0)::float8 AS heat, coalesce(stats.reviews, 0) AS reviews,
            coalesce(stats.rating_sum, 0)::float8 AS rating_sum
          FROM (SELECT book_id AS id FROM lent UNION SELECT id FROM newest) considered
          JOIN books b ON b.organization_id = ${organizationId} AND b.id = considered.id
          LEFT JOIN lent ON lent.book_id = b.id
          LEFT JOIN book_review_stats stats
            ON stats.organization_id = ${organizationId} AND stats.book_id = b.id
          ORDER BY b.id`
        }),
        replace: SqlSchema.void({
          Request: Schema.Struct({ organizationId: Schema.String, model: Schema.String, items: KeptItems }),
          execute: ({ items, model, organizationId }) => sql`
          INSERT INTO popular_books (organization_id, model, items)
          VALUES (${organizationId}, ${model}, ${items}::jsonb)
          ON CONFLICT (organization_id) DO UPDATE
            SET (model, items, generated_at) = (excluded.model, excluded.items, now())`
        }),
        /**
         * Libraries in which something happened since their list was made: without that it would come out the same, as
         * everything fades alike. For each, the ends of loans_newest and books_newest.
         */
        outdated: SqlSchema.findAll({
          Request: Schema.Void,
          Result: Schema.Struct({ id: OrganizationId }),
          execute: () => sql`
          SELECT o.id
          FROM organizations o
          LEFT JOIN popular_books p ON p.organization_id = o.id
          LEFT JOIN LATERAL (
            SELECT borrowed_at FROM loans WHERE organization_id = o.id ORDER BY id DESC LIMIT 1
          ) lent ON true
          LEFT JOIN LATERAL (
            SELECT created_at FROM books WHERE organization_id = o.id ORDER BY created_at DESC, id DESC LIMIT 1
          ) added ON true
          WHERE greatest(lent.borrowed_at, added.created_at) >= coalesce(p.generated_at, '-infinity')
          ORDER BY o.id`
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(PopularRepo, PopularRepo.make)
}
