import { Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { BookContents } from "#features/catalogue/BookContents.ts"
import { knownLanguages, type Language } from "#platform/extractive/Language.ts"
import { lengthNormalisation } from "#platform/retrieval/LexicalScore.ts"
import { questionTerms } from "#platform/retrieval/SearchTerms.ts"
import { lexeme } from "./CutText.ts"

/** What is looked for in texts of one language. */
interface TypedWords {
  readonly language: Language
  /** All of them, as PostgreSQL reads a `tsquery`. */
  readonly all: string
  /** Each alone. */
  readonly each: ReadonlyArray<string>
}

/** Of a longer text the first words count. */
const mostWords = 12
const longestTyped = 500
/** Chunks that are looked at: common words are in more, and the first of them will do. */
const mostChunks = 2_000

const wordsIn = (typed: string): ReadonlyArray<TypedWords> =>
  [...knownLanguages, "und" as const].flatMap((language) => {
    const each = questionTerms(typed, [language])
      .slice(0, mostWords)
      .map(({ variants }) => `(${variants.map(lexeme).join(" | ")})`)
    return each.length === 0 ? [] : [{ language, all: `(${each.join(" & ")})`, each }]
  })

const decode = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ bookId: BookId })))

/**
 * Books that have a chunk with all words typed, as the languages of the library stem them. Those are first where the
 * words make up more of a chunk, and stand together in more chunks. Rides on chunks_search, where the rarest word and the
 * library decide what is read.
 */
export const layer = Layer.effect(
  BookContents,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return BookContents.of({
      matching: Effect.fn("BookContents.matching")(function* (organizationId, q, limit) {
        const words = wordsIn(q.slice(0, longestTyped).toWellFormed().replaceAll("\u0000", " "))
        if (words.length === 0) return []
        const each = [...new Set(words.flatMap((typed) => typed.each))]
        // The library is a word of the query as well: not an equation, lest the planner reads its whole primary key.
        const rows = yield* sql`
          WITH found AS MATERIALIZED (
            SELECT c.source_id, (SELECT sum(ts_rank('{1,1,1,1}'::real[], c.search, word))
                FROM unnest(${each}::tsquery[]) word)
              / (${1 - lengthNormalisation}::float8 + ${lengthNormalisation}::float8 * c.words / i.average) AS score
            FROM (
              SELECT greatest(1, words::float8 / greatest(1, chunks)) AS average,
                (SELECT (${`${lexeme(organizationId)} & (`} || string_agg(typed.query, ' | ') || ')')::tsquery
                  FROM unnest(${words.map(({ language }) => language)}::text[], ${words.map(({ all }) => all)}::text[])
                    AS typed (language, query)
                  WHERE typed.language = ANY (languages)) AS query
              FROM search_indexes WHERE organization_id = ${organizationId}
            ) i
            JOIN chunks c ON c.search @@ i.query AND (c.organization_id = ${organizationId}) IS TRUE
          )
          SELECT s.book_id
          FROM (SELECT source_id, score FROM found LIMIT ${mostChunks}) looked_at
          JOIN sources s ON s.organization_id = ${organizationId} AND s.id = looked_at.source_id AND s.book_id IS NOT NULL
          GROUP BY s.book_id
          ORDER BY max(score) * (1 + ln(count(*)) / 4) DESC, s.book_id
          LIMIT ${limit}`
        const books = yield* Effect.catchTag(decode(rows), "SchemaError", Effect.die)
        return books.map(({ bookId }) => bookId)
      })
    })
  })
)
