import { assert, it } from "@effect/vitest"
import { Context, Effect, Fiber, Redacted, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { visitor } from "../support/Library.ts"
import { postgresTap } from "../support/PostgresTap.ts"
import { startProgram } from "../support/Program.ts"
import { describePostgres } from "../support/Services.ts"
import { acquireMigrated } from "../support/TestDatabase.ts"
import { layerTestServices, startServer } from "../support/TestServer.ts"
import { multipart, problemIn, send } from "../support/Wire.ts"

const until = <E, R>(condition: Effect.Effect<boolean, E, R>) =>
  condition.pipe(
    Effect.filterOrFail((holds) => holds),
    Effect.retry(Schedule.spaced("10 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
  )

const bytes = "The spice must flow. ".repeat(20)
const parts = [
  { name: "title", content: "Dune" },
  { name: "author", content: "Frank Herbert" },
  { name: "file", filename: "dune.txt", type: "text/plain", content: bytes }
]
/** The same book with a file and without: each try marks its parts differently. */
const bodies = [
  () => multipart(parts, `----${crypto.randomUUID()}`),
  () => ({
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ title: "Dune", author: "Frank Herbert" })
  })
]

/** A server whose processes can be killed, and one beside it on the same database that goes on. */
const library = Effect.gen(function* () {
  const database = yield* acquireMigrated
  const secrets = { JWT_SECRET_KEY: "a secret of this test that is long enough" }
  const { baseUrl, context, dataDirectory } = yield* startServer(
    { ...secrets, DATABASE_URL: Redacted.value(database) },
    { worker: false }
  )
  // Of two libraries: one adds its books one after another.
  const ada = yield* (yield* visitor(baseUrl)).signUp("ada@example.org")
  const eve = yield* (yield* visitor(baseUrl)).signUp("eve@example.org", "Elsewhere")
  const tokens = [ada.accessToken, eve.accessToken]
  const tap = yield* postgresTap(database)
  const env = { ...secrets, DATABASE_URL: tap.url, DATA_DIR: dataDirectory }
  const add = (server: string, keys: ReadonlyArray<string>) =>
    Effect.forEach(
      bodies,
      (body, i) => {
        const { headers, ...sent } = body()
        const given = { ...headers, authorization: `Bearer ${tokens[i]}`, "idempotency-key": keys[i] ?? "" }
        return send(server, { ...sent, method: "POST", path: "/api/v1/books", headers: given })
      },
      { concurrency: "unbounded" }
    )
  return {
    tokens,
    baseUrl,
    sql: Context.get(context, SqlClient.SqlClient),
    tap,
    program: startProgram(env, "serve"),
    add
  }
})

describePostgres("a server that is killed while it adds books under keys", () => {
  it.live(
    "has added each of them once, whether or not it could still say so",
    () =>
      Effect.gen(function* () {
        const { add, baseUrl, program, sql, tap, tokens } = yield* library
        const newKeys = () => bodies.map(() => crypto.randomUUID())
        const books = Effect.map(sql`SELECT 1 FROM books`, (rows) => rows.length)
        const answered = (keys: ReadonlyArray<string>) =>
          Effect.map(
            sql`SELECT 1 FROM idempotency_keys WHERE key = ANY (${keys}) AND status IS NOT NULL`,
            (rows) => rows.length
          )
        /** Sends the books, and kills the process when both transactions have come as far as they may. */
        const kill = Effect.fnUntraced(function* (
          keys: ReadonlyArray<string>,
          reached: Effect.Effect<boolean, unknown>
        ) {
          const doomed = yield* program
          const requests = yield* Effect.forkChild(add(yield* doomed.baseUrl, keys))
          yield* until(reached)
          yield* doomed.kill("SIGKILL")
          const answers = yield* Fiber.join(requests)
          assert.deepStrictEqual(
            answers.map(({ status }) => status),
            [0, 0]
          )
        })

        const uncommitted = newKeys()
        yield* tap.hold("commit")
        yield* kill(
          uncommitted,
          Effect.sync(() => tap.commits() === 2)
        )
        assert.deepStrictEqual([yield* books, yield* answered(uncommitted)], [0, 0])
        for (const early of yield* add(baseUrl, uncommitted)) {
          assert.deepStrictEqual([early.status, problemIn(early.text).code], [409, "IDEMPOTENCY_KEY_IN_USE"])
          assert.isAtLeast(Number(early.headers["retry-after"]), 1)
        }
        yield* sql`UPDATE idempotency_keys SET locked_until = locked_until - interval '1 minute'`
        for (const again of yield* add(baseUrl, uncommitted)) {
          assert.deepStrictEqual([again.status, again.headers["idempotent-replayed"]], [201, undefined], again.text)
        }
        assert.strictEqual(yield* books, 2)

        const committed = newKeys()
        yield* tap.hold("answer")
        yield* kill(
          committed,
          Effect.map(answered(committed), (keys) => keys === 2)
        )
        assert.strictEqual(yield* books, 4)
        for (const [i, replay] of (yield* add(baseUrl, committed)).entries()) {
          assert.deepStrictEqual([replay.status, replay.headers["idempotent-replayed"]], [201, "true"], replay.text)
          const read = { headers: { authorization: `Bearer ${tokens[i]}` }, path: String(replay.headers["location"]) }
          const book = yield* send(baseUrl, read)
          assert.deepStrictEqual([book.status, book.text], [200, replay.text])
          const file = yield* send(baseUrl, { ...read, path: `${read.path}/file` })
          assert.include([bytes, "BOOK_FILE_NOT_FOUND"], file.status === 200 ? file.text : problemIn(file.text).code)
        }
        assert.strictEqual(yield* books, 4)
      }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
    60_000
  )
})
