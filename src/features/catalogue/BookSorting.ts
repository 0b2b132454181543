import type { SqlClient, Statement } from "effect/sql"
import type { BookSort } from "#contract/catalogue/Book.ts"
import type { Order } from "#contract/Page.ts"

/** An order of books: by `key`, and by id among equals. */
export interface Sorting {
  readonly sort: BookSort
  readonly order: Order
  /** What a cursor carries of the key. */
  readonly keyType: "number" | "string"
  /** The sort key of the book `b`. */
  readonly key: Statement.Fragment
  /** The same of the book at which a page ended, from what its cursor carries. */
  readonly keyAt: (key: string | number) => Statement.Fragment
  readonly direction: Statement.Fragment
  /** What comes after a position, compared with it. */
  readonly after: Statement.Fragment
}

/** The newest and the best first, names from A. */
const usualOrder = (sort: BookSort): Order => (sort === "createdAt" || sort === "relevance" ? "desc" : "asc")

/** The order asked for; `rank` is the key of relevance, for a search. */
export const sortingOf = (
  sql: SqlClient.SqlClient,
  asked: { readonly sort: BookSort; readonly order?: Order },
  rank: Statement.Fragment
): Sorting => {
  const order = asked.order ?? usualOrder(asked.sort)
  const up = order === "asc"
  return {
    sort: asked.sort,
    order,
    keyType: asked.sort === "title" || asked.sort === "author" ? "string" : "number",
    direction: up ? sql`ASC` : sql`DESC`,
    after: up ? sql`>` : sql`<`,
    ...keys(sql, asked.sort, up, rank)
  }
}

/** Parameters go as text with a cast, so that the same statement serves every value. */
const keys = (
  sql: SqlClient.SqlClient,
  sort: BookSort,
  up: boolean,
  rank: Statement.Fragment
): Pick<Sorting, "key" | "keyAt"> => {
  switch (sort) {
    case "createdAt":
      return {
        key: sql`b.created_at`,
        keyAt: (key) => sql`to_timestamp(${String(key)}::float8 / 1000)::timestamptz(3)`
      }
    case "title":
      return { key: sql`b.title_key`, keyAt: (key) => sql`${String(key)}` }
    case "author":
      return { key: sql`b.author_key`, keyAt: (key) => sql`${String(key)}` }
    case "publishedYear":
      // An unknown year comes last in both directions.
      return {
        key: up
          ? sql`coalesce(b.published_year, 32767::smallint)`
          : sql`coalesce(b.published_year, (-32768)::smallint)`,
        keyAt: (key) => sql`${String(key)}::float8::integer`
      }
    case "relevance":
      return { key: rank, keyAt: (key) => sql`${String(key)}::real` }
  }
}
