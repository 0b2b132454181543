import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, SqlSchema, type Statement } from "effect/sql"
import { RecommendationModel, RecommendationReason } from "#contract/intelligence/Recommendation.ts"
import { bookColumns, BookRow } from "#features/catalogue/BookRow.ts"
import { mostOfAuthor } from "./Popularity.ts"
import type { Reader } from "./Tastes.ts"
import { unread } from "./Unread.ts"

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

/** Tables `recommendation_snapshots` and `popular_books`, read; and the first of them written. */
export class KeptListsRepo extends Context.Service<KeptListsRepo>()(
  "luminalib/features/intelligence/recommender/KeptListsRepo",
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
  static readonly layer = Layer.effect(KeptListsRepo, KeptListsRepo.make)
}

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
