import { Option, Schema } from "effect"
import * as Cursor from "./Cursor.ts"

/** A page by its number, or the one after a cursor, which wins. */
export interface PageQuery {
  readonly limit: number
  readonly page?: number
  readonly cursor?: string
}

/** The rows to read: one more than is shown, since it tells whether there is a next page. */
export interface Rows {
  readonly limit: number
  readonly offset: number
  /** Only ids below this one; above it in a list that is turned round. */
  readonly before: string | undefined
}

/** What is shown of a list. */
export interface Page<Item> {
  readonly items: ReadonlyArray<Item>
  readonly total: number
  readonly limit: number
  readonly page?: number
  readonly nextCursor?: string
}

const decodeStart = Schema.decodeUnknownOption(Schema.Tuple([Schema.String.check(Schema.isUUID())]))

/** For lists by descending id. `scope` names the list with its owner and filters; none for another list's cursor. */
export const rowsOf = (scope: string, { cursor, limit, page = 1 }: PageQuery): Option.Option<Rows> =>
  cursor === undefined
    ? Option.some({ limit: limit + 1, offset: (page - 1) * limit, before: undefined })
    : Option.map(Option.flatMap(Cursor.decode(scope, cursor), decodeStart), ([before]) => ({
        limit: limit + 1,
        offset: 0,
        before
      }))

/** The page of the rows that were read as {@link rowsOf} says. */
export const pageOf = <Row extends { readonly id: string }>(
  found: ReadonlyArray<Row>,
  { query, scope, total }: { readonly query: PageQuery; readonly scope: string; readonly total: number }
): Page<Row> => {
  const items = found.slice(0, query.limit)
  const last = items.at(-1)
  return {
    items,
    total,
    limit: query.limit,
    ...(query.cursor === undefined ? { page: query.page ?? 1 } : {}),
    ...(found.length > items.length && last !== undefined ? { nextCursor: Cursor.encode(scope, [last.id]) } : {})
  }
}
