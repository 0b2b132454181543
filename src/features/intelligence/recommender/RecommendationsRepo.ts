import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema, type Statement } from "effect/sql"
import { UserId } from "#contract/identity/User.ts"
import { keptOfAuthor } from "./Popularity.ts"
import { type FeatureKind, type Preference, strengthOf } from "./Preferences.ts"
import type { Reader } from "./Tastes.ts"
import { unread } from "./Unread.ts"

/** A book that the reader never had. */
const DescribedRow = Schema.Struct({
  bookId: Schema.String,
  tagKeys: Schema.Array(Schema.String),
  authorKey: Schema.String,
  genreKey: Schema.NullOr(Schema.String)
})
const ScoredRow = Schema.Struct({ ...DescribedRow.fields, score: Schema.Finite })

/** Who did nothing for so long keeps the list of then, until they do. */
const activeDays = 90

/** The books of a library by what a reader likes. */
export class RecommendationsRepo extends Context.Service<RecommendationsRepo>()(
  "luminalib/features/intelligence/recommender/RecommendationsRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return {
        /**
         * Books that the reader never had, by how well they fit, at most `most` and few of one author: the cosine of what the
         * reader likes and what the book is like. Sums are exact, so that nothing depends on the order of rows.
         *
         * Reads each book that has one of the `leads`. Rides on books_tags, books_by_author and books_by_genre, and on
         * loans_of_reader_by_book.
         */
        score: (asked: Scoring) => decodeScored(scoring(sql, asked)),
        /** Of these books the ones that the library has and the reader never had. By keys. */
        described: SqlSchema.findAll({
          Request: Schema.Struct({
            organizationId: Schema.String,
            userId: Schema.String,
            bookIds: Schema.Array(Schema.String)
          }),
          Result: DescribedRow,
          execute: ({ bookIds, ...reader }) => sql`
            SELECT b.id AS book_id, b.tag_keys, b.author_key, b.genre_key
            FROM books b
            WHERE b.organization_id = ${reader.organizationId} AND b.id = ANY(${bookIds}::uuid[])
              AND ${unread(sql, reader)}`
        }),
        /** Readers who borrowed, returned or reviewed anything lately, in the order of their ids. Rides on the primary key. */
        activeAfter: SqlSchema.findAll({
          Request: Schema.Struct({
            organizationId: Schema.String,
            after: Schema.NullOr(Schema.String),
            most: Schema.Int
          }),
          Result: Schema.Struct({ userId: UserId }),
          execute: ({ after, most, organizationId }) => sql`
            SELECT user_id
            FROM user_preferences
            WHERE organization_id = ${organizationId} AND computed_at > now() - ${activeDays} * interval '1 day'
              ${after === null ? sql`` : sql`AND user_id > ${after}::uuid`}
            ORDER BY user_id
            LIMIT ${most}`
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(RecommendationsRepo, RecommendationsRepo.make)
}

interface Scoring extends Reader {
  readonly preferences: ReadonlyArray<Preference>
  readonly leads: ReadonlyArray<Preference>
  readonly most: number
}

const decodeRows = Schema.decodeUnknownEffect(Schema.Array(ScoredRow))
const decodeScored = (statement: Statement.Statement<object>) =>
  Effect.flatMap(statement, (rows) => Effect.catchTag(decodeRows(rows), "SchemaError", Effect.die))

const scoring = (sql: SqlClient.SqlClient, { leads, most, preferences, ...reader }: Scoring) => {
  const led = (kind: FeatureKind) => leads.flatMap((each) => (each.kind === kind ? [each.key] : []))
  const strength = (kind: FeatureKind) => sql.literal(`${strengthOf[kind]}`)
  const weights = JSON.stringify(preferences.map(({ key, kind, weight }) => ({ kind, key, weight })))
  return sql`
    WITH liked AS MATERIALIZED (
      SELECT kind, key, weight FROM jsonb_to_recordset(${weights}::jsonb) AS f (kind text, key text, weight numeric)
    ),
    candidates AS MATERIALIZED (
      SELECT b.id, b.tag_keys, b.author_key, b.genre_key,
        cardinality(b.tag_keys) * ${strength("tag")} ^ 2 + ${strength("author")} ^ 2
          + CASE WHEN b.genre_key IS NULL THEN 0 ELSE ${strength("genre")} ^ 2 END AS square
      FROM books b
      WHERE b.organization_id = ${reader.organizationId}
        AND (b.tag_keys && ${led("tag")}::text[] OR b.author_key = ANY(${led("author")}::text[])
          OR b.genre_key = ANY(${led("genre")}::text[]))
        AND ${unread(sql, reader)}
    ),
    matches AS (
      SELECT c.id, l.weight * ${strength("tag")} AS part
      FROM candidates c, unnest(c.tag_keys) tag (key) JOIN liked l ON l.kind = 'tag' AND l.key = tag.key
      UNION ALL
      SELECT c.id, l.weight * ${strength("author")}
      FROM candidates c JOIN liked l ON l.kind = 'author' AND l.key = c.author_key
      UNION ALL
      SELECT c.id, l.weight * ${strength("genre")}
      FROM candidates c JOIN liked l ON l.kind = 'genre' AND l.key = c.genre_key
    ),
    scored AS (
      SELECT c.*, round((m.dot / (sqrt(c.square) * ${lengthOfAll(preferences)}::float8))::numeric, 6) AS score
      FROM (SELECT id, sum(part)::float8 AS dot FROM matches GROUP BY id) m JOIN candidates c ON c.id = m.id
    ),
    ranked AS (
      SELECT scored.*, row_number() OVER (PARTITION BY author_key ORDER BY score DESC, id) AS nth
      FROM scored
      WHERE score > 0
    )
    SELECT id AS book_id, tag_keys, author_key, genre_key, score::float8
    FROM ranked
    WHERE nth <= ${keptOfAuthor}
    ORDER BY score DESC, id
    LIMIT ${sql.literal(`${most}`)}`
}

const lengthOfAll = (preferences: ReadonlyArray<Preference>) =>
  Math.sqrt(preferences.reduce((sum, { weight }) => sum + weight * weight, 0))
