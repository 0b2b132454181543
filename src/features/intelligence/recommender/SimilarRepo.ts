import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { bookColumns, BookRow } from "#features/catalogue/BookRow.ts"
import type { Comparable } from "./Likeness.ts"
import { featureKinds } from "./Preferences.ts"

const ComparableRow = Schema.Struct({
  bookId: Schema.String,
  title: Schema.String,
  author: Schema.String,
  genre: Schema.NullOr(Schema.String),
  tags: Schema.Array(Schema.String),
  authorKey: Schema.String,
  genreKey: Schema.NullOr(Schema.String),
  tagKeys: Schema.Array(Schema.String),
  terms: Schema.Array(Schema.String),
  weights: Schema.Array(Schema.Finite)
}) satisfies Schema.Codec<Comparable, unknown>

const BookRef = { organizationId: Schema.String, bookId: Schema.String }
const Kind = Schema.Literals([...featureKinds, "term"])

/** Something that other books may have in common with a book, and how much it tells. */
const Lead = Schema.Struct({ kind: Kind, key: Schema.String, weight: Schema.Finite })
export type Lead = typeof Lead.Type

const CountRow = Schema.Struct({ kind: Kind, key: Schema.String, count: Schema.Int, books: Schema.Int })

const ShownRow = Schema.Struct({ ...BookRow.fields, available: Schema.Boolean })
export type ShownRow = typeof ShownRow.Type

/** Books that are looked at only because they are called alike, or are of the genre. */
const calledAlike = 50
const newestOfGenre = 500

/** Books by what they have in common with one. */
export class SimilarRepo extends Context.Service<SimilarRepo>()(
  "luminalib/features/intelligence/recommender/SimilarRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const columns =
        sql.literal(`b.id AS book_id, b.title, b.author, b.genre, b.tags, b.author_key, b.genre_key, b.tag_keys,
      coalesce(t.terms, '{}') AS terms, coalesce(t.weights, '{}') AS weights`)
      return {
        /** By primary keys. */
        book: SqlSchema.findOneOption({
          Request: Schema.Struct(BookRef),
          Result: ComparableRow,
          execute: ({ bookId, organizationId }) => sql`
          SELECT ${columns}
          FROM books b
          LEFT JOIN book_terms t ON t.organization_id = ${organizationId} AND t.book_id = b.id
          WHERE b.organization_id = ${organizationId} AND b.id = ${bookId}`
        }),
        /** In how many books of the library features and terms are, with how many books it has. By primary keys. */
        counts: SqlSchema.findAll({
          Request: Schema.Struct({
            organizationId: Schema.String,
            kinds: Schema.Array(Schema.String),
            keys: Schema.Array(Schema.String),
            terms: Schema.Array(Schema.String)
          }),
          Result: CountRow,
          execute: ({ keys, kinds, organizationId, terms }) => sql`
          SELECT each.kind, each.key, each.count, c.books
          FROM (
            SELECT f.facet AS kind, f.key, f.count
            FROM unnest(${kinds}::text[], ${keys}::text[]) AS asked (kind, key)
            JOIN book_facets f ON f.organization_id = ${organizationId} AND f.facet = asked.kind AND f.key = asked.key
            UNION ALL
            SELECT 'term', counted.term, counted.count
            FROM book_term_counts counted
            WHERE counted.organization_id = ${organizationId} AND counted.term = ANY(${terms}::text[])
          ) each
          JOIN catalogue_counts c ON c.organization_id = ${organizationId}`
        }),
        /**
         * Books that have one of the leads, or are called `series`, those that have most in common first. Reads each of them:
         * rides on books_tags, books_by_author, book_terms_shared and books_by_title. Of the book's genre only the newest,
         * by books_by_genre.
         */
        candidates: SqlSchema.findAll({
          Request: Schema.Struct({
            ...BookRef,
            leads: Schema.Array(Lead),
            genreKey: Schema.NullOr(Schema.String),
            series: Schema.NullOr(Schema.String),
            most: Schema.Int
          }),
          Result: ComparableRow,
          execute: ({ bookId, genreKey, leads, most, organizationId, series }) => {
            const led = (kind: Lead["kind"]) => leads.flatMap((lead) => (lead.kind === kind ? [lead.key] : []))
            return sql`
            WITH asked AS MATERIALIZED (
              SELECT kind, key, weight
              FROM jsonb_to_recordset(${JSON.stringify(leads)}::jsonb) AS lead (kind text, key text, weight float8)
            ),
            candidates AS MATERIALIZED (
              SELECT id FROM books
              WHERE organization_id = ${organizationId}
                AND (tag_keys && ${led("tag")}::text[] OR author_key = ANY(${led("author")}::text[]))
              UNION
              SELECT book_id FROM book_terms
              WHERE organization_id = ${organizationId} AND terms && ${led("term")}::text[]
              UNION
              (SELECT id FROM books WHERE organization_id = ${organizationId} AND genre_key = ${genreKey}
                ORDER BY created_at DESC, id DESC LIMIT ${sql.literal(`${newestOfGenre}`)})
              UNION
              (SELECT id FROM books
                WHERE organization_id = ${organizationId} AND title_key >= catalogue_fold(${series})
                  AND title_key < catalogue_fold(${series}) || U&'\\FFFD'
                ORDER BY title_key, id LIMIT ${sql.literal(`${calledAlike}`)})
            ),
            shared AS (
              SELECT c.id, sum(asked.weight) AS weight
              FROM candidates c
              JOIN books b ON b.organization_id = ${organizationId} AND b.id = c.id
              LEFT JOIN book_terms t ON t.organization_id = ${organizationId} AND t.book_id = c.id
              CROSS JOIN LATERAL (
                SELECT 'tag' AS kind, unnest(b.tag_keys) AS key
                UNION ALL SELECT 'author', b.author_key
                UNION ALL SELECT 'genre', b.genre_key
                UNION ALL SELECT 'term', unnest(t.terms)
              ) has
              LEFT JOIN asked ON asked.kind = has.kind AND asked.key = has.key
              WHERE c.id <> ${bookId}
              GROUP BY c.id
              ORDER BY weight DESC NULLS LAST, c.id
              LIMIT ${most}
            )
            SELECT ${columns}
            FROM shared
            JOIN books b ON b.organization_id = ${organizationId} AND b.id = shared.id
            LEFT JOIN book_terms t ON t.organization_id = ${organizationId} AND t.book_id = b.id
            ORDER BY b.id`
          }
        }),
        /** These books as they are shown. By keys. */
        shown: SqlSchema.findAll({
          Request: Schema.Struct({ organizationId: Schema.String, bookIds: Schema.Array(BookId) }),
          Result: ShownRow,
          execute: ({ bookIds, organizationId }) => sql`
          SELECT ${bookColumns(sql)},
            NOT EXISTS (
              SELECT FROM taken_books t WHERE t.organization_id = ${organizationId} AND t.book_id = b.id
            ) AS available
          FROM books b
          LEFT JOIN book_files f ON f.organization_id = ${organizationId} AND f.id = b.file_id
          WHERE b.organization_id = ${organizationId} AND b.id = ANY(${bookIds}::uuid[])`
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(SimilarRepo, SimilarRepo.make)
}
