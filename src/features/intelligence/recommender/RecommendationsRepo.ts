import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, SqlSchema, type Statement } from "effect/sql"
import { UserId } from "#contract/identity/User.ts"
import { RecommendationModel, RecommendationReason } from "#contract/intelligence/Recommendation.ts"
import { bookColumns, BookRow } from "#features/catalogue/BookRow.ts"
import { keptOfAuthor, mostOfAuthor } from "./Popularity.ts"
import { type FeatureKind, type Preference, strengthOf } from "./Preferences.ts"
import type { Reader } from "./Tastes.ts"

const ReaderRef = { organizationId: Schema.String, userId: Schema.String }

/** A list of recommendations as it is kept. */
export const KeptItems = Schema.fromJsonString(
  Schema.Array(
    Schema.Struct({
      bookId: Schema.String,
      authorKey: Schema.String,
      score: Schema.Finite,
      reasons: Schema.Array(RecommendationReason)
    })
  )
)

/** A book that the reader never had. */
const DescribedRow = Schema.Struct({
  bookId: Schema.String,
  tagKeys: Schema.Array(Schema.String),
  authorKey: Schema.String,
  genreKey: Schema.NullOr(Schema.String)
})
const ScoredRow = Schema.Struct({ ...DescribedRow.fields, score: Schema.Finite })

const ListRow = Schema.Struct({
  model: RecommendationModel,
  generatedAt: Schema.DateTimeUtcFromDate,
  hadNothing: Schema.Boolean,
  hasMore: Schema.Boolean
})
const ItemRow = Schema.Struct({
  ...BookRow.fields,
  authorKey: Schema.String,
  score: Schema.Finite,
  reasons: Schema.Array(RecommendationReason),
  available: Schema.Boolean
})
export type ItemRow = typeof ItemRow.Type
const decodeLists = Schema.decodeUnknownEffect(Schema.Array(ListRow))
const decodeItems = Schema.decodeUnknownEffect(Schema.Array(ItemRow))

/** What is left of a kept list by the time it is read. */
export type LeftOver = typeof ListRow.Type & { readonly items: ReadonlyArray<ItemRow> }

/** The books of a library by what a reader likes, and tables `recommendation_snapshots` and `popular_books`, read. */
export class RecommendationsRepo extends Context.Service<RecommendationsRepo>()(
  "luminalib/features/intelligence/recommender/RecommendationsRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

      const leftOver = Effect.fnUntraced(
        function* (statement: Statement.Statement<Record<string, unknown>>) {
          const rows = yield* statement
          const [list] = yield* decodeLists(rows.slice(0, 1))
          // One row without a book: nothing is left of the list.
          const items = yield* decodeItems(rows.filter((row) => row["id"] !== null))
          return Option.map(Option.fromUndefinedOr(list), (list): LeftOver => ({ ...list, items }))
        },
        Effect.catchTag("SchemaError", Effect.die)
      )

      return {
        /**
         * Books that the reader never had, by how well they fit, at most `most` and few of one author: the cosine of what the
         * reader likes and what the book is like. Sums are exact, so that nothing depends on the order of rows.
         *
         * Reads each book that has one of the `leads`. Rides on books_tags, books_by_author and books_by_genre, and on
         * loans_of_reader_by_book.
         */
        score: (asked: Scoring) => decodeScored(scoring(sql, asked)),
        /** In the place of the reader's list. Does nothing where the reader is gone. */
        replace: SqlSchema.void({
          Request: Schema.Struct({ ...ReaderRef, model: RecommendationModel, items: KeptItems }),
          execute: ({ items, model, organizationId, userId }) => sql`
            INSERT INTO recommendation_snapshots (organization_id, user_id, model, items)
            SELECT organization_id, id, ${model}, ${items}::jsonb
            FROM users
            WHERE organization_id = ${organizationId} AND id = ${userId}
            ON CONFLICT (organization_id, user_id) DO UPDATE
              SET (model, items, generated_at) = (excluded.model, excluded.items, now())`
        }),
        /** Of these books the ones that the library has and the reader never had. By keys. */
        described: SqlSchema.findAll({
          Request: Schema.Struct({ ...ReaderRef, bookIds: Schema.Array(Schema.String) }),
          Result: DescribedRow,
          execute: ({ bookIds, ...reader }) => sql`
            SELECT b.id AS book_id, b.tag_keys, b.author_key, b.genre_key
            FROM books b
            WHERE b.organization_id = ${reader.organizationId} AND b.id = ANY(${bookIds}::uuid[])
              AND ${unread(sql, reader)}`
        }),
        /** Readers whose taste is known, in the order of their ids. Rides on the primary key. */
        readersAfter: SqlSchema.findAll({
          Request: Schema.Struct({
            organizationId: Schema.String,
            after: Schema.NullOr(Schema.String),
            most: Schema.Int
          }),
          Result: Schema.Struct({ userId: UserId }),
          execute: ({ after, most, organizationId }) => sql`
            SELECT user_id
            FROM user_preferences
            WHERE organization_id = ${organizationId} ${after === null ? sql`` : sql`AND user_id > ${after}::uuid`}
            ORDER BY user_id
            LIMIT ${most}`
        }),
        /** The reader's own list, without what they borrowed meanwhile. By primary keys. */
        own: (reader: Reader, wanted: Wanted) =>
          leftOver(
            listed(sql, {
              ...wanted,
              reader,
              kept: sql`SELECT model, generated_at, items FROM recommendation_snapshots
                WHERE organization_id = ${reader.organizationId} AND user_id = ${reader.userId}`,
              but: []
            })
          ),
        /** The library's list for everybody, without what the reader ever borrowed or is recommended already. */
        popular: (reader: Reader, wanted: Wanted, but: ReadonlyArray<ItemRow>) =>
          leftOver(
            listed(sql, {
              ...wanted,
              reader,
              kept: sql`SELECT model, generated_at, items FROM popular_books
                WHERE organization_id = ${reader.organizationId}`,
              but
            })
          )
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

/** The reader never had the book `b`. */
const unread = (sql: SqlClient.SqlClient, { organizationId, userId }: Reader) => sql`
  NOT EXISTS (
    SELECT FROM loans l WHERE l.organization_id = ${organizationId} AND l.user_id = ${userId} AND l.book_id = b.id
  )`

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

/** How many books are wanted of a list, and whether all of it is looked at or only its best. */
export interface Wanted {
  readonly limit: number
  readonly all: boolean
}

interface Listing extends Wanted {
  readonly reader: Reader
  readonly kept: Statement.Fragment
  readonly but: ReadonlyArray<ItemRow>
}

/** Books that are looked at beside those that are wanted: some were borrowed or removed since the list was made. */
const spare = 5

/**
 * The best of a kept list, with their books: few of an author, with those that are recommended already. Looks up only
 * the books that come first by the authors that were kept, unless `all` are wanted; `has_more` says whether others could
 * take the place of those that are gone.
 */
const listed = (sql: SqlClient.SqlClient, { all, but, kept, limit, reader }: Listing) => {
  const authors = sql`${but.map(({ authorKey }) => authorKey)}::text[]`
  return sql<Record<string, unknown>>`
    WITH kept AS MATERIALIZED (${kept}),
    ranked AS MATERIALIZED (
      SELECT *, row_number() OVER (PARTITION BY author ORDER BY position)
        + cardinality(array_positions(${authors}, author)) AS nth
      FROM (
        SELECT (item ->> 'bookId')::uuid AS id, coalesce(item ->> 'authorKey', item ->> 'bookId') AS author,
          (item ->> 'score')::float8 AS score, item -> 'reasons' AS reasons, position
        FROM kept, jsonb_array_elements(kept.items) WITH ORDINALITY AS each (item, position)
      ) unpacked
      WHERE id <> ALL(${but.map(({ id }) => id)}::uuid[])
    ),
    looked AS MATERIALIZED (
      SELECT *
      FROM ranked
      ${all ? sql`` : sql`WHERE nth <= ${mostOfAuthor} ORDER BY position LIMIT ${limit + spare}`}
    ),
    found AS MATERIALIZED (
      SELECT b.id, b.author_key, l.score, l.reasons, l.position,
        row_number() OVER (PARTITION BY b.author_key ORDER BY l.position)
          + cardinality(array_positions(${authors}, b.author_key)) AS nth
      FROM looked l
      JOIN books b ON b.organization_id = ${reader.organizationId} AND b.id = l.id
      WHERE ${unread(sql, reader)}
    ),
    best AS (SELECT * FROM found WHERE nth <= ${mostOfAuthor} ORDER BY position LIMIT ${limit})
    SELECT kept.model, kept.generated_at, kept.items = '[]' AS had_nothing,
      EXISTS (
        SELECT FROM ranked
        WHERE id NOT IN (SELECT id FROM looked) AND (nth <= ${mostOfAuthor} OR author IN (
          SELECT author FROM looked WHERE id NOT IN (SELECT id FROM found)
        ))
      ) AS has_more,
      best.author_key, best.score, best.reasons, ${bookColumns(sql)},
      NOT EXISTS (
        SELECT FROM taken_books t WHERE t.organization_id = ${reader.organizationId} AND t.book_id = b.id
      ) AS available
    FROM kept
    LEFT JOIN best ON true
    LEFT JOIN books b ON b.organization_id = ${reader.organizationId} AND b.id = best.id
    LEFT JOIN book_files f ON f.organization_id = ${reader.organizationId} AND f.id = b.file_id
    ORDER BY best.position`
}
