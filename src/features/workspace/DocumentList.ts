import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, type SqlError, type Statement } from "effect/sql"
import { countedTo, InvalidCursor } from "#contract/Page.ts"
import type { Document, DocumentStatus, Visibility } from "#contract/workspace/Document.ts"
import * as NewestFirst from "#platform/NewestFirst.ts"
import type { Actor } from "./DocumentPolicy.ts"
import { documentColumns, documentOf, DocumentRow, documentSources } from "./DocumentRow.ts"
import { ReadDocument } from "./ReadDocument.ts"

/** Which page of which documents. */
export interface DocumentsQuery extends NewestFirst.PageQuery {
  readonly q?: string
  readonly status?: DocumentStatus
  readonly visibility?: Visibility
  readonly mine?: boolean
}

const decodeRows = Schema.decodeUnknownEffect(Schema.Array(DocumentRow))

/** Lists the documents that somebody may read. */
export class DocumentList extends Context.Service<
  DocumentList,
  {
    /** Newest first. Two statements, whose cost does not grow with the documents that are for others. */
    readonly list: (
      by: Actor,
      query: DocumentsQuery
    ) => Effect.Effect<NewestFirst.Page<Document>, InvalidCursor | SqlError.SqlError>
  }
>()("luminalib/features/workspace/DocumentList") {
  static readonly layer = Layer.effect(
    DocumentList,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return DocumentList.of({
        list: Effect.fn("DocumentList.list")(function* (by, { mine, q, status, visibility, ...query }) {
          const words = q === undefined || q.trim() === "" ? undefined : q
          const scope = JSON.stringify(["documents", by.organizationId, by.id, words, status, visibility, mine])
          const page = NewestFirst.rowsOf(scope, query)
          if (Option.isNone(page)) return yield* new InvalidCursor({})
          const where = conditionsOf(sql, by, { q: words, status, visibility })
          const found = idsOf(sql, by, where, { mine, ...page.value })
          const rows = yield* sql`
            SELECT ${documentColumns(sql)}
            FROM (SELECT id FROM (${found}) found ORDER BY id DESC LIMIT ${page.value.limit} OFFSET ${page.value.offset}) p
            JOIN ${documentSources(sql)} ON d.organization_id = ${by.organizationId} AND d.id = p.id
            ORDER BY d.id DESC`
          const documents = (yield* Effect.catchTag(decodeRows(rows), "SchemaError", Effect.die)).map(documentOf)
          const counted = { mine, before: undefined, limit: countedTo, offset: 0 }
          const [total] = yield* sql<{ readonly count: number }>`
            SELECT count(*)::int AS count FROM (SELECT FROM (${idsOf(sql, by, where, counted)}) f LIMIT ${countedTo}) c`
          return NewestFirst.pageOf(documents, { scope, query, total: total?.count ?? 0 })
        })
      })
    })
  )
}

interface Wanted extends NewestFirst.Rows {
  readonly mine: boolean | undefined
}

/**
 * One's own and those of the library, each read off its index from the newest on and no further than is shown. Rides on
 * documents_of_owner and documents_of_library, with words on documents_search.
 */
const idsOf = (
  sql: SqlClient.SqlClient,
  { id, organizationId }: Actor,
  where: Statement.Fragment,
  { before, limit, mine, offset }: Wanted
): Statement.Fragment => {
  const some = (whose: Statement.Fragment) => sql`
    (SELECT d.id FROM documents d
    WHERE d.organization_id = ${organizationId} AND ${whose} AND ${where}
      ${before === undefined ? sql`` : sql`AND d.id < ${before}`}
    ORDER BY d.id DESC
    LIMIT ${limit + offset})`
  const own = some(sql`d.owner_id = ${id}`)
  const others = some(sql`d.visibility = 'organization' AND d.owner_id IS DISTINCT FROM ${id}`)
  if (mine === undefined) return sql`${own} UNION ALL ${others}`
  return mine ? own : others
}

interface Filter {
  readonly q: string | undefined
  readonly status: DocumentStatus | undefined
  readonly visibility: Visibility | undefined
}

const conditionsOf = (sql: SqlClient.SqlClient, { organizationId }: Actor, { q, status, visibility }: Filter) =>
  sql.and([
    sql`true`,
    ...(visibility === undefined ? [] : [sql`d.visibility = ${visibility}`]),
    ...(status === undefined ? [] : [hasStatus(sql, status)]),
    // The library's id among the words keeps the walk through the index inside its wall.
    ...(q === undefined
      ? []
      : [sql`d.search @@ (catalogue_query(${q}) && quote_literal(${organizationId}::text)::tsquery)`])
  ])

/** As `documentOf` tells it. All but `active` rides on documents_unread, and on jobs_related for each. */
const hasStatus = (sql: SqlClient.SqlClient, status: DocumentStatus): Statement.Fragment => {
  if (status === "active") return sql`d.read_file_id = d.file_id`
  const isRead = sql`EXISTS (
    SELECT FROM jobs j
    WHERE j.organization_id = d.organization_id AND j.related_id = d.id AND j.kind = ${ReadDocument.kind}
      AND j.state IN ('pending', 'running') AND j.payload ->> 'fileId' = d.file_id::text)`
  const isUnread = sql`d.read_file_id IS DISTINCT FROM d.file_id`
  if (status === "error") return sql`${isUnread} AND NOT ${isRead}`
  return sql`${isUnread} AND d.read_file_id ${status === "processing" ? sql`IS NULL` : sql`IS NOT NULL`} AND ${isRead}`
}
