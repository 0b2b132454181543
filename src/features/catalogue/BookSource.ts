import type { SqlClient, Statement } from "effect/sql"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"

/** What narrows a list down. */
export interface BookFilter {
  readonly q?: string
  readonly author?: string
  readonly genre?: string
  readonly tag?: ReadonlyArray<string>
  readonly language?: string
  readonly year?: number
  readonly available?: boolean
  /** Books that have `q` in their text, the best first. */
  readonly byContent: ReadonlyArray<BookId>
}

/** The books a list is about, as SQL. */
export interface BookSource {
  /** Common table expressions that end with `matches`, which has these columns of each book `b`. */
  readonly matches: (columns: Statement.Fragment) => Statement.Fragment
  /** How many they are. */
  readonly total: Statement.Fragment
  /** How well the book `b` fits what was searched for, higher is better. */
  readonly rank: Statement.Fragment
  /** Whether it is all the books of the library. */
  readonly everything: boolean
}

interface Searched {
  readonly byContent: ReadonlyArray<BookId>
  readonly query: Statement.Fragment
  readonly where: Statement.Fragment
}

/** The books of a library that a filter lets through; a forgiving search also finds words typed with mistakes. */
export const sourceOf = (
  sql: SqlClient.SqlClient,
  organizationId: OrganizationId,
  filter: BookFilter,
  forgiving: boolean
): BookSource => {
  const conditions = conditionsOf(sql, organizationId, filter)
  const where = sql.and(conditions)
  if (filter.q === undefined) return browsed(sql, organizationId, where, conditions.length === 1)
  const query = forgiving ? sql`catalogue_guess(${organizationId}, ${filter.q})` : sql`catalogue_query(${filter.q})`
  return searched(sql, organizationId, { byContent: filter.byContent, query, where })
}

/** Texts are compared as the index has them: in lower case, without accents. */
const conditionsOf = (sql: SqlClient.SqlClient, organizationId: OrganizationId, filter: BookFilter) => [
  sql`b.organization_id = ${organizationId}`,
  ...(filter.author === undefined
    ? []
    : [
        sql`b.author_key = left(catalogue_fold(${filter.author}), 64)`,
        sql`catalogue_fold(b.author) = catalogue_fold(${filter.author})`
      ]),
  ...(filter.genre === undefined ? [] : [sql`b.genre_key = catalogue_fold(${filter.genre})`]),
  ...(filter.tag === undefined || filter.tag.length === 0
    ? []
    : [sql`b.tag_keys @> catalogue_keys(${filter.tag}::text[])`]),
  ...(filter.language === undefined ? [] : [sql`b.language = ${filter.language}`]),
  ...(filter.year === undefined ? [] : [sql`coalesce(b.published_year, 32767::smallint) = ${filter.year}`]),
  ...(filter.available === undefined ? [] : [sql`${filter.available ? sql`NOT` : sql``} ${isTaken(sql)}`])
]

/** What circulation shows of itself. Rides on loans_open_of_book and holds_ready_of_book. */
const isTaken = (sql: SqlClient.SqlClient) => sql`
  EXISTS (SELECT FROM taken_books t WHERE t.organization_id = b.organization_id AND t.book_id = b.id)`

/** Not materialized: a page is read off an index and stops, the count reads on its own. */
const browsed = (
  sql: SqlClient.SqlClient,
  organizationId: OrganizationId,
  where: Statement.Fragment,
  everything: boolean
): BookSource => ({
  matches: (columns) => sql`matches AS NOT MATERIALIZED (SELECT ${columns} FROM books b WHERE ${where})`,
  total: everything
    ? sql`coalesce((SELECT books FROM catalogue_counts WHERE organization_id = ${organizationId}), 0)`
    : sql`(SELECT count(*)::int FROM matches)`,
  rank: sql`0`,
  everything
})

/**
 * Cover density, weighted by where the words are, divided by 1 + the logarithm of the length: never below 0. Books that
 * only have the words in their text come after, in their order.
 */
const relevance = (sql: SqlClient.SqlClient) =>
  sql`CASE WHEN inside.place IS NULL THEN ts_rank_cd(b.search, asked.query, 1) ELSE -inside.place::real END`

/**
 * What was typed is read once. The library's id among the words keeps the walk through books_search inside its wall;
 * mistyped words are looked up in catalogue_vocabulary_similar.
 */
const searched = (
  sql: SqlClient.SqlClient,
  organizationId: OrganizationId,
  { byContent, query, where }: Searched
): BookSource => ({
  matches: (columns) => sql`
    asked AS MATERIALIZED (
      SELECT query, query && quote_literal(${organizationId}::text)::tsquery AS walled
      FROM ${query} AS query
    ),
    matches AS MATERIALIZED (
      SELECT ${columns}
      FROM asked
      JOIN books b ON b.search @@ asked.walled
      CROSS JOIN (SELECT NULL::bigint AS place) AS inside
      WHERE ${where}
      ${byContent.length === 0 ? sql`` : sql`UNION ALL ${onlyInside(sql, byContent, { columns, where })}`}
    )`,
  total: sql`(SELECT count(*)::int FROM matches)`,
  rank: relevance(sql),
  everything: false
})

const onlyInside = (
  sql: SqlClient.SqlClient,
  byContent: ReadonlyArray<BookId>,
  { columns, where }: { readonly columns: Statement.Fragment; readonly where: Statement.Fragment }
) => sql`
  SELECT ${columns}
  FROM asked
  CROSS JOIN unnest(${byContent}::uuid[]) WITH ORDINALITY AS inside (book_id, place)
  JOIN books b ON b.id = inside.book_id AND (b.search @@ asked.walled) IS NOT TRUE
  WHERE ${where}`
