import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, type SqlError, type Statement } from "effect/sql"
import type { Book, BookFacets, BookId, BookSort } from "#contract/catalogue/Book.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { InvalidCursor, Order } from "#contract/Page.ts"
import { BookContents } from "./BookContents.ts"
import { bookColumns, BookRow } from "./BookRow.ts"
import { type BookSource, sourceOf } from "./BookSource.ts"
import { type Sorting, sortingOf } from "./BookSorting.ts"
import { facetsOf } from "./Facets.ts"
import { decodeCursor, encodeCursor, type Position } from "./ListCursor.ts"

/** Which books, in which order, and which part of them. */
export interface ListRequest {
  readonly q?: string
  readonly author?: string
  readonly genre?: string
  readonly tag?: ReadonlyArray<string>
  readonly language?: string
  readonly year?: number
  readonly available?: boolean
  readonly sort?: BookSort
  readonly order?: Order
  /** 1..100 */
  readonly limit: number
  readonly page?: number
  readonly cursor?: string
  readonly facets: boolean
}

/** A page of books. */
export interface ListedBooks {
  readonly items: ReadonlyArray<Book>
  readonly total: number
  readonly limit: number
  readonly page?: number
  readonly nextCursor?: string
  readonly facets?: BookFacets
}

const Total = Schema.Struct({ total: Schema.Int })
const ListedRow = Schema.Struct({
  ...BookRow.fields,
  key: Schema.Union([Schema.String, Schema.Finite, Schema.DateTimeUtcFromDate])
})
const decodeTotal = Schema.decodeUnknownEffect(Schema.NonEmptyArray(Total))
const decodeRows = Schema.decodeUnknownEffect(Schema.Array(ListedRow))

/** Of the books that have what was typed in their text, so many are found, on each page of a list the same. */
const mostByContent = 200

/**
 * Lists and searches the books of a library: at most three statements a page, and that of `BookContents` for a search,
 * each costing the same along cursors.
 */
export class BookList extends Context.Service<
  BookList,
  {
    readonly list: (
      organizationId: OrganizationId,
      request: ListRequest
    ) => Effect.Effect<ListedBooks, InvalidCursor | SqlError.SqlError>
  }
>()("luminalib/features/catalogue/BookList") {
  static readonly layer = Layer.effect(
    BookList,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const contents = yield* BookContents
      return BookList.of({
        list: Effect.fn("BookList.list")(function* (organizationId, asked) {
          const request = normal(asked)
          const { q } = request
          const byContent = q === undefined ? [] : yield* contents.matching(organizationId, q, mostByContent)
          const { page, source } = yield* findPage(sql, organizationId, { ...request, byContent })
          const facets = request.facets ? { facets: yield* facetsOf(sql, organizationId, source) } : {}
          return { ...page, ...facets }
        })
      })
    })
  )
}

type Normal = ListRequest & { readonly sort: BookSort }
type Search = Normal & { readonly byContent: ReadonlyArray<BookId> }

/** A blank search searches for nothing, and without a search nothing is relevant. */
const normal = ({ q, ...request }: ListRequest): Normal => {
  const searched = q !== undefined && q.trim() !== ""
  const sort = request.sort ?? (searched ? "relevance" : "createdAt")
  return searched ? { ...request, sort, q } : { ...request, sort: sort === "relevance" ? "createdAt" : sort }
}

/** Mistakes are forgiven only where nothing is found as typed. */
const findPage = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  organizationId: OrganizationId,
  request: Search
) {
  const list = [
    organizationId,
    ...[request.sort, request.order, request.q, request.author, request.genre, request.year, request.available].map(
      (part) => `${part}`
    ),
    // No tag has a line break.
    ...(request.language === undefined ? [] : [`language\n${request.language}`]),
    ...(request.tag ?? [])
  ]
  const read = Effect.fnUntraced(function* (forgiving: boolean, position: Position | undefined) {
    const source = sourceOf(sql, organizationId, request, forgiving)
    const sorting = sortingOf(sql, request, source.rank)
    return {
      source,
      page: yield* readPage(sql, { organizationId, request, list, source, sorting, position, forgiving })
    }
  })
  if (request.cursor !== undefined) {
    const { keyType } = sortingOf(sql, request, sql`0`)
    const position = yield* decodeCursor(list, keyType, request.cursor)
    return yield* read(position.forgiving, position)
  }
  const exact = yield* read(false, undefined)
  return request.q === undefined || exact.page.total > 0 ? exact : yield* read(true, undefined)
})

interface PageRequest {
  readonly organizationId: OrganizationId
  readonly request: Normal
  readonly list: ReadonlyArray<string>
  readonly source: BookSource
  readonly sorting: Sorting
  readonly position: Position | undefined
  readonly forgiving: boolean
}

const readPage = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, asked: PageRequest) {
  const { limit } = asked.request
  const rows = yield* selectPage(sql, asked)
  const [{ total }] = yield* decodeTotal(rows).pipe(Effect.catchTag("SchemaError", Effect.die))
  // One row without a book tells the total of an empty page.
  const listed = yield* decodeRows(rows.filter((row) => row["id"] !== null)).pipe(
    Effect.catchTag("SchemaError", Effect.die)
  )
  const items = listed.slice(0, limit)
  const last = items.at(-1)
  const more = listed.length > limit && last !== undefined
  const page: ListedBooks = {
    items,
    total,
    limit,
    ...(asked.position === undefined ? { page: asked.request.page ?? 1 } : {}),
    ...(more ? { nextCursor: encodeCursor(asked.list, { ...positionOf(last), forgiving: asked.forgiving }) } : {})
  }
  return page
})

const positionOf = ({ id, key }: typeof ListedRow.Type) => ({
  id,
  key: typeof key === "object" ? key.epochMilliseconds : key
})

/**
 * Walks the index of the order (books_newest, books_by_title, ...) alone, then reads a page of books and files by id.
 * One more than the page is asked for, to know whether there is another.
 */
const selectPage = (sql: SqlClient.SqlClient, asked: PageRequest): Statement.Statement<Record<string, unknown>> => {
  const { organizationId, position, request, sorting, source } = asked
  const start =
    position === undefined
      ? sql``
      : sql`WHERE (key, id) ${sorting.after} (${sorting.keyAt(position.key)}, ${position.id}::uuid)`
  // The limit stands in the text: with a parameter there PostgreSQL would plan each list anew.
  const skipped = position === undefined ? ((request.page ?? 1) - 1) * request.limit : 0
  return sql<Record<string, unknown>>`
    WITH ${source.matches(sql`b.id, ${sorting.key} AS key`)},
    page AS (
      SELECT id, key
      FROM matches
      ${start}
      ORDER BY key ${sorting.direction}, id ${sorting.direction}
      LIMIT ${sql.literal(`${request.limit + 1}`)} ${skipped === 0 ? sql`` : sql`OFFSET ${skipped}`}
    )
    SELECT ${source.total} AS total, page.key, ${bookColumns(sql)}
    FROM (SELECT) AS once
    LEFT JOIN page ON true
    LEFT JOIN books b ON b.organization_id = ${organizationId} AND b.id = page.id
    LEFT JOIN book_files f ON f.organization_id = ${organizationId} AND f.id = b.file_id
    ORDER BY page.key ${sorting.direction}, page.id ${sorting.direction}`
}
