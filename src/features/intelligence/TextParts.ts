import { Effect, Option, Schema } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import {
  mostCharacters,
  PageNotFound,
  TextPart,
  type TextPartQuery,
  usualCharacters
} from "#contract/intelligence/TextPart.ts"

const { characters, language, pageCount, pages } = TextPart.fields

const PartRow = Schema.Struct({
  characters,
  language,
  pageCount,
  pages: Schema.NullOr(pages),
  /** Null where there is no such page. */
  start: Schema.NullOr(Schema.Int),
  end: Schema.NullOr(Schema.Int),
  /** The part, or all before its end where places in the text are not those of characters. */
  part: Schema.NullOr(Schema.String),
  isExact: Schema.Boolean
})
type PartRow = typeof PartRow.Type
const decode = Schema.decodeUnknownEffect(Schema.Array(PartRow))

/**
 * A part of a text `t` that the rest of the statement, from `FROM` on, finds; none where it finds none. One statement.
 *
 * PostgreSQL counts characters, and we UTF-16 units. They differ only in a text that has characters beyond the first
 * 65,536, and then it is read from its beginning.
 */
export const readPart = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  from: Statement.Fragment,
  asked: TextPartQuery
) {
  const rows = yield* sql`
    SELECT t.characters, t.language, jsonb_array_length(t.pages) AS page_count, r.start, r."end", m.is_exact,
      CASE WHEN m.is_exact THEN substr(t.text, r.start + 1, r."end" - r.start) ELSE left(t.text, r."end") END AS part,
      (
        SELECT jsonb_agg(p.page ORDER BY p.place)
        FROM jsonb_array_elements(t.pages) WITH ORDINALITY p (page, place)
        WHERE (p.page ->> 'end')::int > r.start AND (p.page ->> 'start')::int < r."end"
      ) AS pages
    ${from}
    CROSS JOIN LATERAL (SELECT length(t.text) = t.characters AS is_exact) m
    LEFT JOIN LATERAL (${rangeOf(sql, asked)}) r ON true`
  const [row] = yield* Effect.catchTag(decode(rows), "SchemaError", Effect.die)
  return row === undefined ? Option.none<TextPart>() : Option.some(yield* partOf(row))
})

const rangeOf = (sql: SqlClient.SqlClient, { end, page, start = 0 }: TextPartQuery) =>
  page === undefined
    ? sql`
        SELECT least(${start}::int, t.characters) AS start,
          least(${Math.min(end ?? start + usualCharacters, start + mostCharacters)}::int, t.characters) AS "end"`
    : sql`
        SELECT (p.page ->> 'start')::int AS start,
          least((p.page ->> 'end')::int, (p.page ->> 'start')::int + ${mostCharacters}::int) AS "end"
        FROM jsonb_array_elements(t.pages) p (page)
        WHERE (p.page ->> 'number')::int = ${page}`

const isLowSurrogate = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00

const partOf = Effect.fnUntraced(function* (row: PartRow) {
  const { characters, end, language, pageCount, pages, part, start } = row
  if (start === null || end === null || part === null) return yield* new PageNotFound({ pageCount })
  const found = { characters, language, pageCount, pages: pages ?? [] }
  if (row.isExact) return { ...found, start, end, text: part }
  const from = isLowSurrogate(part, start) ? start - 1 : start
  const to = isLowSurrogate(part, end) ? end + 1 : end
  return { ...found, start: from, end: to, text: part.slice(from, to) }
})
