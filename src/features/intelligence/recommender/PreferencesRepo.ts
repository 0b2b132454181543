import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { featureKinds, type Reading } from "./Preferences.ts"

const ReaderRef = Schema.Struct({ organizationId: Schema.String, userId: Schema.String })

const ReadingRow = Schema.Struct({
  bookId: Schema.String,
  title: Schema.String,
  author: Schema.String,
  genre: Schema.NullOr(Schema.String),
  tags: Schema.Array(Schema.String),
  authorKey: Schema.String,
  genreKey: Schema.NullOr(Schema.String),
  tagKeys: Schema.Array(Schema.String),
  loanAgesDays: Schema.Array(Schema.Finite),
  renewals: Schema.Finite,
  soonBack: Schema.Boolean,
  rating: Schema.NullOr(Schema.Finite)
}) satisfies Schema.Codec<Reading, unknown>

const Kind = Schema.Literals(featureKinds)
const CountRow = Schema.Struct({ kind: Kind, key: Schema.String, count: Schema.Int, books: Schema.Int })

const PreferenceRow = Schema.Struct({ kind: Kind, key: Schema.String, label: Schema.String, weight: Schema.Finite })

/** Loans of a reader that are looked at: the latest. */
const loansRead = 500

/** What readers had, and table `user_preferences`. */
export class PreferencesRepo extends Context.Service<PreferencesRepo>()(
  "luminalib/features/intelligence/recommender/PreferencesRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return {
        /** The books of the reader's latest loans that the library still has. Rides on loans_of_reader. */
        history: SqlSchema.findAll({
          Request: ReaderRef,
          Result: ReadingRow,
          execute: ({ organizationId, userId }) => sql`
            SELECT b.id AS book_id, b.title, b.author, b.genre, b.tags, b.author_key, b.genre_key, b.tag_keys,
              had.loan_ages_days, had.renewals, had.soon_back, r.rating
            FROM (
              SELECT book_id, jsonb_agg(extract(epoch FROM now() - borrowed_at)::float8 / 86400 ORDER BY borrowed_at)
                AS loan_ages_days, sum(renewals)::int AS renewals,
                bool_and(coalesce(returned_at < borrowed_at + interval '1 day', false)) AS soon_back
              FROM (
                SELECT book_id, renewals, borrowed_at, returned_at
                FROM loans
                WHERE organization_id = ${organizationId} AND user_id = ${userId}
                ORDER BY id DESC
                LIMIT ${sql.literal(`${loansRead}`)}
              ) latest
              GROUP BY book_id
            ) had
            JOIN books b ON b.organization_id = ${organizationId} AND b.id = had.book_id
            LEFT JOIN reviews r
              ON r.organization_id = ${organizationId} AND r.book_id = had.book_id AND r.user_id = ${userId}
            ORDER BY b.id`
        }),
        /** In how many books of the library features are, with how many books it has. Rides on primary keys. */
        counts: SqlSchema.findAll({
          Request: Schema.Struct({
            organizationId: Schema.String,
            kinds: Schema.Array(Kind),
            keys: Schema.Array(Schema.String)
          }),
          Result: CountRow,
          execute: ({ keys, kinds, organizationId }) => sql`
            SELECT f.facet AS kind, f.key, f.count, c.books
            FROM unnest(${kinds}::text[], ${keys}::text[]) AS asked (kind, key)
            JOIN book_facets f
              ON f.organization_id = ${organizationId} AND f.facet = asked.kind AND f.key = asked.key
            JOIN catalogue_counts c ON c.organization_id = ${organizationId}`
        }),
        /** By the primary key. */
        find: SqlSchema.findOneOption({
          Request: ReaderRef,
          Result: Schema.Struct({ features: Schema.Array(PreferenceRow) }),
          execute: ({ organizationId, userId }) => sql`
            SELECT features FROM user_preferences WHERE organization_id = ${organizationId} AND user_id = ${userId}`
        }),
        /** In the place of what was known of the reader. Does nothing where the reader is gone. */
        replace: SqlSchema.void({
          Request: Schema.Struct({
            ...ReaderRef.fields,
            features: Schema.fromJsonString(Schema.Array(PreferenceRow))
          }),
          execute: ({ features, organizationId, userId }) => sql`
            INSERT INTO user_preferences (organization_id, user_id, features)
            SELECT organization_id, id, ${features}::jsonb
            FROM users
            WHERE organization_id = ${organizationId} AND id = ${userId}
            ON CONFLICT (organization_id, user_id) DO UPDATE SET (features, computed_at) = (excluded.features, now())`
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(PreferencesRepo, PreferencesRepo.make)
}
