import * as PgClient from "@effect/sql-pg/PgClient"
import { assert, describe, it, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Exit, Layer, Queue } from "effect"
import { Database } from "#platform/Database.ts"
import { isTransient } from "#platform/Transactions.ts"
import { describePostgres } from "../support/Services.ts"
import { layerEmbeddedEmpty, layerPostgresEmpty } from "../support/TestDatabase.ts"

const emptyShelf = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`CREATE TABLE IF NOT EXISTS shelf (id integer PRIMARY KEY, book_title text, details jsonb)`
  yield* sql`TRUNCATE shelf`
  return sql
})

const suite = (
  name: string,
  profile: Database["Service"]["profile"],
  layerUnderTest: typeof layerEmbeddedEmpty | typeof layerPostgresEmpty
) =>
  layer(layerUnderTest, { timeout: "60 seconds" })(name, (it) => {
    it.effect("a failed transaction leaves nothing, a failed inner one leaves the outer", () =>
      Effect.gen(function* () {
        const sql = yield* emptyShelf
        const add = (id: number) => sql`INSERT INTO shelf (id) VALUES (${id})`
        const failing = (id: number) => Effect.exit(sql.withTransaction(Effect.andThen(add(id), Effect.fail("no"))))
        assert.isTrue(Exit.isFailure(yield* failing(1)))
        yield* sql.withTransaction(add(2).pipe(Effect.andThen(failing(3)), Effect.andThen(add(4))))
        assert.deepStrictEqual(yield* sql`SELECT id FROM shelf ORDER BY id`, [{ id: 2 }, { id: 4 }])
      })
    )

    it.effect("50 transactions that add 1 at the same time add 50", () =>
      Effect.gen(function* () {
        const sql = yield* emptyShelf
        yield* sql`INSERT INTO shelf (id, details) VALUES (1, '{"count": 0}')`
        const increment = sql.withTransaction(
          Effect.gen(function* () {
            const [row] = yield* sql<{ count: number }>`
              SELECT (details ->> 'count')::int AS count FROM shelf WHERE id = 1 FOR UPDATE`
            yield* sql`UPDATE shelf SET details = ${sql.json({ count: (row?.count ?? 0) + 1 })} WHERE id = 1`
          })
        )
        yield* Effect.all(
          Array.from({ length: 50 }, () => increment),
          { concurrency: "unbounded", discard: true }
        )
        assert.deepStrictEqual(yield* sql`SELECT details FROM shelf`, [{ details: { count: 50 } }])
      })
    )

    it.effect("text in any script, and the keys inside JSON, come back as they were stored", () =>
      Effect.gen(function* () {
        const sql = yield* emptyShelf
        const bookTitle = "Łódź – 図書館 – مكتبة – 📚 – e\u0301"
        const details = { snake_key: bookTitle, camelKey: [1, null, { deep_key: true }] }
        yield* sql`INSERT INTO shelf ${sql.insert({ id: 1, bookTitle, details: JSON.stringify(details) })}`
        assert.deepStrictEqual(yield* sql`SELECT book_title, details FROM shelf`, [{ bookTitle, details }])
      })
    )

    it.effect("a notification reaches whoever listens to its channel, again after listening was ended", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const hear = Effect.scoped(
          Effect.gen(function* () {
            const [books, others] = [yield* sql.listen("books"), yield* sql.listen("others")]
            yield* sql.withTransaction(sql`SELECT pg_notify('books', 'new'), pg_notify('others', 'old')`)
            return [(yield* Queue.take(books)).payload, (yield* Queue.take(others)).payload]
          })
        )
        assert.deepStrictEqual(
          [yield* hear, yield* hear, yield* hear],
          Array.from({ length: 3 }, () => ["new", "old"])
        )
      })
    )

    it.effect("a rolled back transaction notifies nobody", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const heard = yield* sql.listen("books")
        const notify = (payload: string) => sql`SELECT pg_notify('books', ${payload})`
        yield* Effect.exit(sql.withTransaction(Effect.andThen(notify("undone"), Effect.fail("no"))))
        yield* notify("done")
        assert.strictEqual((yield* Queue.take(heard)).payload, "done")
      })
    )

    it.effect("a bad statement fails alone: its session and its neighbours go on", () =>
      Effect.gen(function* () {
        const sql = yield* emptyShelf
        const mixed = Array.from({ length: 40 }, (_, index) =>
          Effect.exit(index % 2 === 0 ? sql`SELECT ${index}::int AS value` : sql`SELECT 1 / 0`)
        )
        const exits = yield* Effect.all(mixed, { concurrency: 20 })
        assert.strictEqual(exits.filter(Exit.isSuccess).length, 20)
        const duplicate = yield* Effect.flip(sql`INSERT INTO shelf (id) VALUES (1), (1)`)
        assert.strictEqual(duplicate.reason._tag, "UniqueViolation")
        assert.isFalse(isTransient(duplicate))
      })
    )

    it.effect("it says which profile it has, which extensions are there, and that it answers", () =>
      Effect.gen(function* () {
        const database = yield* Database
        assert.strictEqual(database.profile, profile)
        yield* database.check
        const extensions = yield* database.extensions
        assert.isTrue(extensions.has("plpgsql"))
        if (profile === "embedded") assert.includeMembers([...extensions], ["pg_trgm", "unaccent", "vector"])
      })
    )
  })

suite("the embedded database", "embedded", layerEmbeddedEmpty)

describePostgres("a database server", () => {
  suite("with a database of its own", "server", layerPostgresEmpty)

  layer(layerPostgresEmpty)("when sessions are lost", (it) => {
    it.effect("the statement under way fails as transient, and the next one has a new session", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const error = yield* Effect.flip(sql`SELECT pg_terminate_backend(pg_backend_pid())`)
        assert.isTrue(isTransient(error))
        const inTransaction = sql.withTransaction(sql`SELECT pg_terminate_backend(pg_backend_pid())`)
        assert.isTrue(isTransient(yield* Effect.flip(inTransaction)))
        assert.isTrue(isTransient(yield* Effect.flip(sql.withTransaction(inTransaction))))
        assert.deepStrictEqual(yield* sql`SELECT 1 AS one`, [{ one: 1 }])
      })
    )
  })
})

describe("the start", () => {
  const start = (environment: Record<string, string>) =>
    Effect.scoped(Layer.build(Database.layer)).pipe(
      Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(environment)),
      Effect.flip,
      Effect.map((error) => error.message)
    )

  it.live("a DATABASE_URL that is no URL is refused without repeating it", () =>
    Effect.gen(function* () {
      assert.match(yield* start({ DATABASE_URL: "secret" }), /^DATABASE_URL is not a URL like postgres:/)
    })
  )

  it.live("a data directory that cannot be made is named", () =>
    Effect.gen(function* () {
      assert.match(
        yield* start({ DATA_DIR: "/dev/null/data" }),
        /^\/dev\/null\/data cannot be used as a data directory/
      )
    })
  )
})
