import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { OrganizationId } from "#contract/identity/Organization.ts"
import type { BookWords } from "./BookWords.ts"

const UndescribedRow = Schema.Struct({
  bookId: Schema.String,
  title: Schema.String,
  description: Schema.NullOr(Schema.String),
  summary: Schema.NullOr(Schema.String),
  tags: Schema.Array(Schema.String),
  language: Schema.NullOr(Schema.String)
}) satisfies Schema.Codec<BookWords, unknown>

const Described = Schema.fromJsonString(
  Schema.Array(
    Schema.Struct({
      bookId: Schema.String,
      terms: Schema.Array(Schema.String),
      weights: Schema.Array(Schema.Finite)
    })
  )
)

/** Tables `undescribed_books` and `book_terms`. */
export class DescriptionsRepo extends Context.Service<DescriptionsRepo>()(
  "luminalib/features/intelligence/recommender/DescriptionsRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return {
        /**
         * Takes some books whose words changed off the list, with their words. Whoever changes or removes one of them meanwhile
         * waits for this transaction; those that somebody is changing or removing now are left for the next time.
         */
        take: SqlSchema.findAll({
          Request: Schema.Struct({ organizationId: Schema.String, most: Schema.Int }),
          Result: UndescribedRow,
          execute: ({ most, organizationId }) => sql`
            WITH chosen AS MATERIALIZED (
              SELECT u.book_id
              FROM undescribed_books u
              JOIN books b ON b.organization_id = ${organizationId} AND b.id = u.book_id
              WHERE u.organization_id = ${organizationId}
              ORDER BY u.book_id
              LIMIT ${most}
              FOR UPDATE OF u SKIP LOCKED
              FOR KEY SHARE OF b SKIP LOCKED
            ),
            taken AS (
              DELETE FROM undescribed_books
              WHERE organization_id = ${organizationId} AND book_id IN (SELECT book_id FROM chosen)
              RETURNING book_id
            )
            SELECT b.id AS book_id, b.title, left(b.description, 6000) AS description, left(b.summary, 6000) AS summary,
              b.tags, b.language
            FROM taken
            JOIN books b ON b.organization_id = ${organizationId} AND b.id = taken.book_id
            ORDER BY b.id`
        }),
        replace: SqlSchema.void({
          Request: Schema.Struct({ organizationId: Schema.String, books: Described }),
          execute: ({ books, organizationId }) => sql`
            INSERT INTO book_terms (organization_id, book_id, terms, weights)
            SELECT ${organizationId}, "bookId",
              ARRAY(SELECT jsonb_array_elements_text(terms)),
              ARRAY(SELECT jsonb_array_elements_text(weights)::real)
            FROM jsonb_to_recordset(${books}::jsonb) AS book ("bookId" uuid, terms jsonb, weights jsonb)
            ORDER BY "bookId"
            ON CONFLICT (organization_id, book_id) DO UPDATE SET (terms, weights) = (excluded.terms, excluded.weights)`
        }),
        /** Libraries that have such books. Reads the whole list, which is short. */
        waiting: SqlSchema.findAll({
          Request: Schema.Void,
          Result: Schema.Struct({ id: OrganizationId }),
          execute: () => sql`SELECT DISTINCT organization_id AS id FROM undescribed_books ORDER BY id`
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(DescriptionsRepo, DescriptionsRepo.make)
}
