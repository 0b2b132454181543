import * as PgClient from "@effect/sql-pg/PgClient"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Deferred, Effect, Fiber, Layer } from "effect"
import { SqlError } from "effect/sql"
import { openBackend } from "#platform/database/EmbeddedBackend.ts"
import { wireDuplex } from "#platform/database/WireDuplex.ts"
import * as Wire from "#platform/database/WireMessages.ts"
import { WireMultiplexer } from "#platform/database/WireMultiplexer.ts"
import { embeddedTemplate } from "../../support/EmbeddedTemplate.ts"

/** Eight bytes of which the last four say protocol 3.0. */
const startup = Uint8Array.of(0, 0, 0, 8, 0, 3, 0, 0)

const client = (multiplexer: WireMultiplexer) =>
  PgClient.layer({
    stream: wireDuplex((sink) => multiplexer.open(sink)),
    username: "postgres",
    ssl: false,
    maxConnections: 4
  })

describe("many connections on one session", () => {
  it.live("a transaction that idles while others wait is ended, and they go on", () =>
    Effect.gen(function* () {
      const backend = yield* Effect.acquireRelease(
        Effect.promise(async () => openBackend("memory://", await embeddedTemplate({ migrated: false }))),
        (backend) => Effect.promise(() => backend.close())
      )
      const multiplexer = new WireMultiplexer({
        execute: (messages) => backend.execProtocolRawSync(messages),
        onFailure: (cause) => assert.fail(String(cause)),
        idleInTransactionMillis: 50
      })
      yield* Effect.addFinalizer(() => Effect.sync(() => multiplexer.stop()))
      const sql = yield* Effect.provide(PgClient.PgClient, yield* Layer.build(client(multiplexer)))
      yield* sql`CREATE TABLE shelf (id integer)`
      const [begun, counted] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const other = yield* Deferred.await(begun).pipe(
        Effect.andThen(sql`SELECT count(*)::int AS count FROM shelf`),
        Effect.tap(() => Deferred.succeed(counted, undefined)),
        Effect.forkChild
      )
      // Holds the only session while it waits for somebody who needs it.
      const selfish = sql`INSERT INTO shelf VALUES (1)`.pipe(
        Effect.andThen(Deferred.succeed(begun, undefined)),
        Effect.andThen(Deferred.await(counted)),
        Effect.andThen(sql`INSERT INTO shelf VALUES (2)`),
        sql.withTransaction
      )
      const ended = yield* Effect.sandbox(selfish).pipe(Effect.flip, Effect.map(Cause.squash))
      assert.match(String(SqlError.isSqlError(ended) ? ended.reason.cause : ended), /a transaction was idle/)
      assert.deepStrictEqual(yield* Fiber.join(other), [{ count: 0 }])
    })
  )

  it.live("a statement is answered, however soon it follows the answer before", () =>
    Effect.gen(function* () {
      const multiplexer = new WireMultiplexer({
        execute: () => Wire.readyForQuery,
        onFailure: (cause) => assert.fail(String(cause))
      })
      // Of the queue of promises, between an answer and the next question.
      for (let turns = 0; turns < 8; turns++) {
        const answered = Promise.withResolvers<void>()
        let answers = 0
        const port = multiplexer.open({
          push: async () => {
            if (++answers === 4) return answered.resolve()
            for (let turn = 0; turn < turns; turn++) await undefined
            port.data(Wire.query("SELECT 1"))
          },
          close: () => assert.fail("closed")
        })
        port.data(startup)
        yield* Effect.promise(() => answered.promise).pipe(Effect.timeout("20 seconds"))
        port.close()
      }
    })
  )

  it.live("an engine that breaks off in the middle of an answer is given up, and every connection with it", () =>
    Effect.gen(function* () {
      const failures: Array<unknown> = []
      const multiplexer = new WireMultiplexer({
        execute: () => new Uint8Array(0),
        onFailure: (cause) => failures.push(cause)
      })
      const sql = yield* Effect.provide(PgClient.PgClient, yield* Layer.build(client(multiplexer)))
      const errors = yield* Effect.all([Effect.flip(sql`SELECT 1`), Effect.flip(sql`SELECT 2`)], { concurrency: 2 })
      assert.deepStrictEqual(
        errors.map((error) => error.reason._tag),
        ["ConnectionError", "ConnectionError"]
      )
      assert.strictEqual(String(failures), "Error: the engine broke off in the middle of an answer")
    })
  )
})
