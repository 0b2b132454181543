import { Effect, Schema } from "effect"
import type { SqlClient } from "effect/sql"
import type { BookFacets } from "#contract/catalogue/Book.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { BookSource } from "./BookSource.ts"

/** Values shown of each facet. */
const shown = 20
/** Of a filtered list at most so many books are counted: more would not change what stands on top. */
const sampled = 10_000

const FacetRow = Schema.Struct({
  facet: Schema.Literals(["genre", "tag", "author", "language"]),
  value: Schema.String,
  count: Schema.Int
})
const decode = Schema.decodeUnknownEffect(Schema.Array(FacetRow))

/** How the books of a list spread, the most frequent values first. */
export const facetsOf = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  organizationId: OrganizationId,
  source: BookSource
) {
  const rows = yield* source.everything ? kept(sql, organizationId) : counted(sql, source)
  const entries = yield* decode(rows).pipe(Effect.catchTag("SchemaError", Effect.die))
  const of = (facet: keyof BookFacets) =>
    entries.flatMap((entry) => (entry.facet === facet ? [{ value: entry.value, count: entry.count }] : []))
  const facets: BookFacets = { genre: of("genre"), tag: of("tag"), author: of("author"), language: of("language") }
  return facets
})

/** Rides on book_facets_top. */
const kept = (sql: SqlClient.SqlClient, organizationId: OrganizationId) => sql`
  SELECT top.facet, top.value, top.count
  FROM (VALUES ('genre'), ('tag'), ('author'), ('language')) kinds (facet)
  CROSS JOIN LATERAL (
    SELECT f.facet, f.key, f.value, f.count
    FROM book_facets f
    WHERE f.organization_id = ${organizationId} AND f.facet = kinds.facet
    ORDER BY f.count DESC, f.key
    LIMIT ${shown}
  ) top
  ORDER BY top.facet, top.count DESC, top.key`

const counted = (sql: SqlClient.SqlClient, source: BookSource) => sql`
  WITH ${source.matches(sql`b.genre_key, b.genre, b.tag_keys, b.tags, b.author_key, b.author, b.language`)},
  sample AS MATERIALIZED (SELECT * FROM matches LIMIT ${sampled}),
  ranked AS (
    SELECT facet, min(value) AS value, count(*)::int AS count,
      row_number() OVER (PARTITION BY facet ORDER BY count(*) DESC, key) AS place
    FROM sample, book_facet_entries(genre_key, genre, tag_keys, tags, author_key, author, language)
    GROUP BY facet, key
  )
  SELECT facet, value, count
  FROM ranked
  WHERE place <= ${shown}
  ORDER BY facet, place`
