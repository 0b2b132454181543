import { Option, Schema } from "effect"
import type { Loan } from "#contract/circulation/Loan.ts"
import * as Cursor from "#platform/Cursor.ts"
import type * as NewestFirst from "#platform/NewestFirst.ts"
import type { DueRows } from "./LoanListsRepo.ts"

const Start = Schema.Tuple([
  Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1e14 })),
  Schema.String.check(Schema.isUUID())
])
const decodeStart = Schema.decodeUnknownOption(Start)

/** For lists by due date, then id. `scope` names the list with its filters; none for another list's cursor. */
export const rowsOf = (scope: string, { cursor, limit, page = 1 }: NewestFirst.PageQuery): Option.Option<DueRows> =>
  cursor === undefined
    ? Option.some({ limit: limit + 1, offset: (page - 1) * limit, after: undefined })
    : Option.map(Option.flatMap(Cursor.decode(scope, cursor), decodeStart), ([dueAt, id]) => ({
        limit: limit + 1,
        offset: 0,
        after: { dueAt, id }
      }))

/** The page of the rows that were read as {@link rowsOf} says. */
export const pageOf = (
  found: ReadonlyArray<Loan>,
  { query, scope, total }: { readonly query: NewestFirst.PageQuery; readonly scope: string; readonly total: number }
): NewestFirst.Page<Loan> => {
  const items = found.slice(0, query.limit)
  const last = items.at(-1)
  return {
    items,
    total,
    limit: query.limit,
    ...(query.cursor === undefined ? { page: query.page ?? 1 } : {}),
    ...(found.length > items.length && last !== undefined
      ? { nextCursor: Cursor.encode(scope, [last.dueAt.epochMilliseconds, last.id]) }
      : {})
  }
}
