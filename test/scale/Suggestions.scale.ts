import { assert, layer } from "@effect/vitest"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Duration, Effect, Layer, Logger } from "effect"
import { SqlClient } from "effect/sql"
import { env } from "node:process"
import { installationLibrary } from "#contract/identity/Organization.ts"
import { Suggestions } from "#features/catalogue/Suggestions.ts"
import { Database } from "#platform/Database.ts"
import { migrate } from "#platform/Migrations.ts"
import { sqlDirectory } from "../support/EmbeddedTemplate.ts"
import { acquirePostgres } from "../support/TestDatabase.ts"

/** `SCALE_BOOKS`: how many books; a million of them take a quarter of an hour to be made. */
const books = Number(env["SCALE_BOOKS"] ?? "100000")
const atOnce = 20_000

const organizationId = installationLibrary

/**
 * Titles of one to five words and a beginning that many share, names and tags, out of 100,000 words of which some are
 * much more frequent than others; a third of the books was lent, some of them often. All of it through the triggers.
 */
const seed = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`DROP INDEX books_search, books_tags, books_by_genre, books_by_year, books_by_year_descending`
  yield* sql`SET work_mem = '256MB'`
  yield* sql`SET statement_timeout = 0`
  yield* sql`
    CREATE TEMPORARY TABLE words AS
    SELECT n AS rank, (
      SELECT string_agg(syllables[1 + ((n * 2654435761 >> 5 * k) % 32)::int], '' ORDER BY k) FROM generate_series(0, (1 + n % 3)::int) k
    ) AS word
    FROM generate_series(1::bigint, 200000) n, (SELECT string_to_array(${syllables}, ' ') AS syllables) AS known`
  yield* sql`SELECT setseed(0.5)`
  for (let from = 1; from <= books; from += atOnce) {
    yield* sql`
      INSERT INTO books (id, organization_id, title, author, tags)
      SELECT gen_random_uuid(), ${organizationId}::uuid,
        initcap((string_to_array(',,The ,The ,A ,History of ,Introduction to ,An ', ','))[1 + n % 8]
          || string_agg(word, ' ' ORDER BY k) FILTER (WHERE k BETWEEN 1 AND 5)),
        initcap(string_agg(word, ' ' ORDER BY k) FILTER (WHERE k > 5)),
        array['tag ' || n % 1000] || array_agg(word) FILTER (WHERE k = 0)
      FROM (
        SELECT n, k, 1 + CASE k
          WHEN 0 THEN floor(exp(random() * 8.5))
          WHEN 6 THEN floor(exp(random() * 8))
          WHEN 7 THEN floor(exp(random() * 12.2))::bigint * 7919 % 199999
          ELSE floor(exp(random() * 12.2)) END AS rank
        FROM generate_series(${from}::int, ${Math.min(books, from + atOnce - 1)}::int) n,
          generate_series(0, 7) k
        WHERE k IN (0, 6, 7) OR k <= 1 + n::bigint * 7919 % 5
      ) chosen JOIN words USING (rank)
      GROUP BY n`
  }
  yield* sql`
    INSERT INTO books_lent (organization_id, book_id, times, words)
    SELECT organization_id, id, exp(random() * 6)::int, ' ' || catalogue_phrase(title) FROM books WHERE random() < 0.3`
  yield* sql`VACUUM ANALYZE`
})

const syllables =
  "ba ko ri men tol san du far gel hi jo lun mar ne os per qui ra shi tu ver wo xa yor za cre bri and ing ton sol cor"

/** One connection, whose statistics are told at once when asked for. */
const layerTown = Layer.effectDiscard(Effect.andThen(migrate(sqlDirectory), seed)).pipe(
  Layer.provide(NodeServices.layer),
  Layer.provideMerge(Layer.unwrap(Effect.map(acquirePostgres, (url) => Database.layerFrom({ url, maxConnections: 1 }))))
)

/** Rows that were read without an index so far. */
const readWithoutIndex = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`SELECT pg_stat_force_next_flush()`
  yield* sql`SELECT pg_stat_clear_snapshot()`
  const rows = yield* sql<{ readonly rows: number }>`
    SELECT sum(seq_tup_read)::int AS rows FROM pg_stat_user_tables
    WHERE relname IN ('books', 'title_starts', 'facet_starts', 'book_facets', 'books_lent', 'catalogue_vocabulary')`
  return rows[0]?.rows ?? 0
})

const sizes = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  return yield* sql<{ readonly size: string }>`
    SELECT format('%s: %s rows, %s, indexes %s', relname, n_live_tup, pg_size_pretty(pg_table_size(relid)),
      pg_size_pretty(pg_indexes_size(relid))) AS size
    FROM pg_stat_user_tables
    WHERE relname IN ('books', 'title_starts', 'facet_starts', 'book_facets', 'books_lent', 'catalogue_vocabulary')
    ORDER BY relname`
})

/** Texts that somebody has typed so far, by how much of them: titles, authors and tags of books, two letters swapped. */
const typedBy = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly kind: string; readonly typed: ReadonlyArray<string> }>`
    WITH known AS (
      SELECT text, row_number() OVER () AS n
      FROM (SELECT title, author, tags FROM books ORDER BY id LIMIT 100) each,
        unnest(ARRAY[title, author, tags[1]]) text
    )
    SELECT letters || ' letters' AS kind, array_agg(left(text, letters) ORDER BY n) AS typed
    FROM known, unnest(ARRAY[1, 2, 3, 4, 6, 8, 12]) letters GROUP BY letters
    UNION ALL
    SELECT 'mistyped', array_agg(overlay(text placing reverse(substr(text, 4, 2)) from 4 for 2) ORDER BY n) FROM known`
  return [...rows, { kind: "frequent words", typed: frequent }]
})
const frequent = Array.from({ length: 50 }, () => [
  "the",
  "the ",
  "history of",
  "of",
  "a",
  "an",
  "introduction to"
]).flat()

const at = (sorted: ReadonlyArray<number>, share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1)

layer(Suggestions.layer.pipe(Layer.provideMerge(layerTown)), { excludeTestServices: true, timeout: "1 hour" })(
  `a library with ${books} books`,
  (it) => {
    it.effect(
      "completes whatever is typed by its indexes",
      () =>
        Effect.gen(function* () {
          const suggestions = yield* Suggestions
          for (const { size } of yield* sizes) yield* Effect.logInfo(size)
          const typed = yield* typedBy
          const before = yield* readWithoutIndex
          for (const { kind, typed: texts } of typed) {
            yield* suggestions.of(organizationId, texts[0] ?? "", 10)
            const times = yield* Effect.forEach(texts, (text) =>
              Effect.map(Effect.timed(suggestions.of(organizationId, text, 10)), ([spent]) => Duration.toMillis(spent))
            )
            const sorted = times.toSorted((a, b) => a - b)
            yield* Effect.logInfo(`${kind}: p50 ${at(sorted, 0.5)} ms, p99 ${at(sorted, 0.99)} ms`)
          }
          assert.strictEqual((yield* readWithoutIndex) - before, 0)
        }).pipe(Effect.provide(Logger.layer([Logger.consolePretty()]))),
      3_600_000
    )
  }
)
