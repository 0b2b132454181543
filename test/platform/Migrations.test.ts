import * as NodeServices from "@effect/platform-node/NodeServices"
import * as PgClient from "@effect/sql-pg/PgClient"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, FileSystem, Layer, Path, Schedule, type Scope } from "effect"
import { SqlClient } from "effect/sql"
import { compare, migrate } from "#platform/Migrations.ts"
import { describePostgres } from "../support/Services.ts"
import { acquirePostgres, layerEmbeddedEmpty, layerPostgresEmpty } from "../support/TestDatabase.ts"

/** Writes a directory of migrations: file name to SQL. */
const directoryOf = Effect.fnUntraced(function* (files: Readonly<Record<string, string>>) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const directory = yield* fs.makeTempDirectoryScoped()
  for (const [name, sql] of Object.entries(files)) yield* fs.writeFileString(path.join(directory, name), sql)
  return directory
})

const tables = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ name: string }>`
    SELECT tablename AS name
    FROM pg_tables
    WHERE schemaname = 'public'
      AND tablename <> 'effect_sql_migrations'
    ORDER BY tablename`
  return rows.map((row) => row.name)
})

const shelves = `
-- A comment; with a semicolon
CREATE TABLE shelves (id integer PRIMARY KEY, label text NOT NULL DEFAULT 'it''s here');
CREATE FUNCTION shelf_count() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM shelves $$;
INSERT INTO shelves (id) VALUES (1), (2);
`

const refusal = (directory: string) => Effect.map(Effect.flip(migrate(directory)), (error) => error.message)

const suite = (layerEmpty: typeof layerEmbeddedEmpty | typeof layerPostgresEmpty) => {
  /** Each test has a database of its own. */
  const test = <A, E>(
    name: string,
    body: Effect.Effect<A, E, Layer.Success<typeof layerEmpty> | NodeServices.NodeServices | Scope.Scope>
  ) => it.effect(name, () => Effect.provide(body, Layer.merge(layerEmpty, NodeServices.layer)))

  test(
    "what a database lacks is told before the first one and after, and what it has beyond the files as well",
    Effect.gen(function* () {
      const first = yield* directoryOf({ "0001_shelves.sql": shelves })
      const second = yield* directoryOf({
        "0001_shelves.sql": shelves,
        "0002_labels.sql": "CREATE TABLE labels (shelf integer REFERENCES shelves (id))"
      })
      assert.deepStrictEqual(yield* compare(first), { pending: ["0001_shelves.sql"], unknown: [] })
      assert.deepStrictEqual(yield* tables, [], "nothing was changed")
      yield* migrate(first)
      assert.deepStrictEqual(yield* compare(second), { pending: ["0002_labels.sql"], unknown: [] })
      yield* migrate(second)
      assert.deepStrictEqual(yield* compare(second), { pending: [], unknown: [] })
      assert.deepStrictEqual(yield* compare(first), { pending: [], unknown: ["2 labels"] })
    })
  )

  test(
    "files are applied in the order of their numbers, and only once",
    Effect.gen(function* () {
      const directory = yield* directoryOf({
        "0002_labels.sql": "CREATE TABLE labels (shelf integer REFERENCES shelves (id))",
        "0001_shelves.sql": shelves,
        "README.md": "not a migration"
      })
      assert.deepStrictEqual(yield* migrate(directory), [
        [1, "shelves"],
        [2, "labels"]
      ])
      assert.deepStrictEqual(yield* migrate(directory), [])
      assert.deepStrictEqual(yield* tables, ["labels", "shelves"])
      const sql = yield* SqlClient.SqlClient
      assert.deepStrictEqual(yield* sql`SELECT shelf_count()::int AS count`, [{ count: 2 }])
    })
  )

  test(
    "a bad file leaves nothing behind, not even the good ones before it, and says which line is wrong",
    Effect.gen(function* () {
      const directory = yield* directoryOf({
        "0001_shelves.sql": shelves,
        "0002_broken.sql": "CREATE TABLE half (id integer);\n\nCREATE TABEL other (id integer);"
      })
      assert.match(yield* refusal(directory), /^0002_broken\.sql, line 3: .*syntax error at or near "TABEL"/)
      assert.deepStrictEqual(yield* tables, [])
      yield* migrate(yield* directoryOf({ "0001_shelves.sql": shelves }))
      assert.deepStrictEqual(yield* tables, ["shelves"])
    })
  )

  test(
    "a file that comes late is refused instead of skipped",
    Effect.gen(function* () {
      const first = { "0001_shelves.sql": shelves, "0003_last.sql": "CREATE TABLE last (id integer)" }
      yield* migrate(yield* directoryOf(first))
      const late = yield* directoryOf({ ...first, "0002_late.sql": "CREATE TABLE late (id integer)" })
      assert.match(yield* refusal(late), /0002_late\.sql comes late: this database is already at 3/)
      assert.deepStrictEqual(yield* tables, ["last", "shelves"])
    })
  )

  test(
    "two files with one number, another file under an old number, and a misnamed file are refused",
    Effect.gen(function* () {
      const twins = yield* directoryOf({ "0001_shelves.sql": shelves, "0001_labels.sql": "SELECT 1" })
      assert.strictEqual(yield* refusal(twins), "0001_labels.sql and 0001_shelves.sql have the same number")
      yield* migrate(yield* directoryOf({ "0001_shelves.sql": shelves }))
      const other = yield* directoryOf({ "0001_racks.sql": "SELECT 1" })
      assert.match(yield* refusal(other), /Number 1 was applied as shelves, but its file is 0001_racks\.sql/)
      assert.match(yield* refusal(yield* directoryOf({ "2_racks.sql": "SELECT 1" })), /2_racks\.sql is not named/)
      assert.match(yield* refusal("/nowhere/at/all"), /Cannot read the migrations in \/nowhere/)
    })
  )

  test(
    "an older program starts on a database that a newer one has migrated",
    Effect.gen(function* () {
      const old = { "0001_shelves.sql": shelves }
      yield* migrate(yield* directoryOf({ ...old, "0002_new.sql": "CREATE TABLE new (id integer)" }))
      assert.deepStrictEqual(yield* migrate(yield* directoryOf(old)), [])
    })
  )
}

describe("migrations on the embedded database", () => suite(layerEmbeddedEmpty))

describePostgres("migrations on a server", () => {
  suite(layerPostgresEmpty)

  it.live("of three processes that start together one migrates, however long it takes, and the others wait", () =>
    Effect.gen(function* () {
      const url = yield* acquirePostgres
      const directory = yield* directoryOf({
        "0001_shelves.sql": shelves,
        // Longer than the patience that the sessions come with.
        "0002_slow.sql": "SELECT pg_sleep(0.6)"
      })
      const impatient = { statement_timeout: "200ms", lock_timeout: "200ms" }
      const start = Effect.provide(migrate(directory), PgClient.layer({ url, startupParameters: impatient }))
      const results = yield* Effect.all([start, start, start], { concurrency: 3 })
      assert.deepStrictEqual(results.flat(), [
        [1, "shelves"],
        [2, "slow"]
      ])
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("a table in use is not taken from those who use it: the migration comes in between", () =>
    Effect.gen(function* () {
      const url = yield* acquirePostgres
      const sessions = yield* Layer.build(PgClient.layer({ url }))
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* migrate(yield* directoryOf({ "0001_shelves.sql": shelves }))
        const reads = Effect.andThen(sql`SELECT count(*) FROM shelves`, Effect.never)
        const reader = yield* Effect.forkChild(sql.withTransaction(reads))
        const directory = yield* directoryOf({
          "0001_shelves.sql": shelves,
          "0002_width.sql": "ALTER TABLE shelves ADD COLUMN width integer"
        })
        const blocked = sql<{ readonly blocked: boolean }>`
          SELECT EXISTS (SELECT FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0) AS blocked`
        const waits = (wish: boolean) =>
          Effect.repeat(blocked, {
            until: ([row]) => row?.blocked === wish,
            schedule: Schedule.spaced("20 millis")
          })
        const migration = yield* Effect.forkChild(migrate(directory))
        yield* waits(true)
        // Others may come in, although the table is still in use.
        yield* waits(false)
        yield* sql`SELECT count(*) FROM shelves`
        yield* Fiber.interrupt(reader)
        assert.deepStrictEqual(yield* Fiber.join(migration), [[2, "width"]])
      }).pipe(Effect.provideContext(sessions))
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("an index is built beside those who write, and anew where it was interrupted", () =>
    Effect.gen(function* () {
      const url = yield* acquirePostgres
      const sessions = yield* Layer.build(PgClient.layer({ url, startupParameters: { lock_timeout: "100ms" } }))
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* migrate(yield* directoryOf({ "0001_shelves.sql": shelves }))
        const directory = yield* directoryOf({
          "0001_shelves.sql": shelves,
          "0002_labels.sql": `-- outside of a transaction
-- Twins; are found.
DROP INDEX CONCURRENTLY IF EXISTS shelves_label;
CREATE UNIQUE INDEX CONCURRENTLY shelves_label ON shelves (label)
  WHERE label <> '';
`,
          "0003_last.sql": "CREATE TABLE last (id integer)"
        })
        assert.match(yield* refusal(directory), /0002_labels\.sql: could not create unique index/)
        assert.deepStrictEqual(yield* tables, ["shelves"])
        yield* sql`UPDATE shelves SET label = 'another' WHERE id = 2`

        const hasWritten = yield* Deferred.make<void>()
        const mayEnd = yield* Deferred.make<void>()
        const writing = yield* Effect.forkChild(
          sql.withTransaction(
            Effect.gen(function* () {
              yield* sql`INSERT INTO shelves (id, label) VALUES (3, 'third')`
              yield* Deferred.succeed(hasWritten, undefined)
              yield* Deferred.await(mayEnd)
            })
          )
        )
        yield* Deferred.await(hasWritten)
        const migrations = yield* Effect.forkChild(
          Effect.all([migrate(directory), migrate(directory)], { concurrency: 2 })
        )
        const waiting = sql`
          SELECT 1 FROM pg_stat_activity
          WHERE datname = current_database() AND query LIKE '%CONCURRENTLY%' AND wait_event = 'virtualxid'`
        yield* Effect.repeat(waiting, { until: (rows) => rows.length > 0, schedule: Schedule.spaced("20 millis") })
        yield* sql`INSERT INTO shelves (id, label) VALUES (4, 'fourth')`
        yield* Deferred.succeed(mayEnd, undefined)
        yield* Fiber.join(writing)
        assert.deepStrictEqual((yield* Fiber.join(migrations)).flat(), [
          [2, "labels"],
          [3, "last"]
        ])
        const [index] = yield* sql`SELECT indisvalid FROM pg_index WHERE indexrelid = 'shelves_label'::regclass`
        assert.deepStrictEqual(index, { indisvalid: true })
        assert.deepStrictEqual(yield* sql`SHOW lock_timeout`, [{ lock_timeout: "100ms" }])
      }).pipe(Effect.provideContext(sessions))
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
