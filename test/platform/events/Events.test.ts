import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { Database } from "#platform/Database.ts"
import { EventLog } from "#platform/events/EventLog.ts"
import { describePostgres } from "../../support/Services.ts"
import { acquireMigrated, layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { suite } from "./EventsSuite.ts"
import { layerEvents, layerWoken, newLibrary, numberOf, tell, told, upTo, watch } from "./Watching.ts"

suite("on the embedded database", layerEmbedded)

describePostgres("events on a server", () => {
  suite("of the server", layerPostgres)

  it.live("a transaction that stays open holds up nobody, and is told when it commits", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const log = yield* EventLog
      const library = yield* newLibrary
      const seen = yield* watch(library)
      const [written, mayCommit] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const long = log
        .announce([told(library, 1)])
        .pipe(
          Effect.andThen(Deferred.succeed(written, undefined)),
          Effect.andThen(Deferred.await(mayCommit)),
          sql.withTransaction
        )
      const open = yield* Effect.forkChild(long)
      yield* Deferred.await(written)
      yield* tell(told(library, 2))
      assert.strictEqual(numberOf(yield* seen.next), 2)
      yield* tell(told(library, 3))
      assert.strictEqual(numberOf(yield* seen.next), 3)
      yield* Deferred.succeed(mayCommit, undefined)
      yield* Fiber.join(open)
      const late = yield* seen.next
      assert.strictEqual(numberOf(late), 1)
      assert.isAbove(late.position, 2)
    }).pipe(Effect.provide(layerWoken(layerPostgres)))
  )

  it.live("a place that is given stays, and the next one is given after it is seen", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const library = yield* newLibrary
      const place = sql<{ readonly placed: number }>`SELECT place_events(10) AS placed`
      const places = Effect.map(
        sql<{ readonly number: number; readonly position: number | null }>`
          SELECT (payload ->> 'number')::int AS number, position::float8 AS position FROM events
          WHERE organization_id = ${library.organizationId} ORDER BY entry`,
        (rows) => rows.map(({ position }) => position)
      )
      yield* tell(told(library, 1))
      const [given, mayCommit] = [yield* Deferred.make<number | null | undefined>(), yield* Deferred.make<void>()]
      const first = yield* place.pipe(
        Effect.andThen(places),
        Effect.tap(([position]) => Deferred.succeed(given, position)),
        Effect.andThen(Deferred.await(mayCommit)),
        sql.withTransaction,
        Effect.forkScoped
      )
      const position = yield* Deferred.await(given)
      yield* tell(told(library, 2))
      const second = yield* Effect.forkScoped(place)
      yield* sql`SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`.pipe(
        Effect.filterOrFail((waiting) => waiting.length > 0),
        Effect.retry(Schedule.spaced("10 millis")),
        Effect.timeout("5 seconds")
      )
      assert.deepStrictEqual(yield* places, [null, null])
      yield* Deferred.succeed(mayCommit, undefined)
      yield* Fiber.join(first)
      assert.deepStrictEqual(yield* Fiber.join(second), [{ placed: 1 }])
      const [before, after] = yield* places
      assert.strictEqual(before, position)
      assert.isAbove(after ?? 0, before ?? Infinity)
    }).pipe(Effect.scoped, Effect.provide(Layer.provideMerge(layerEvents, layerPostgres)))
  )

  it.live("two processes tell each other's events in one order, without a bell between them", () =>
    Effect.gen(function* () {
      const url = yield* acquireMigrated
      const process = layerWoken(Database.layerFrom({ url, maxConnections: 5 }))
      const [here, there] = [yield* Layer.build(Layer.fresh(process)), yield* Layer.build(Layer.fresh(process))]
      const library = yield* newLibrary
      const seen = yield* Effect.forEach([here, there], (process) => Effect.provideContext(watch(library), process))
      yield* Effect.forEach(
        upTo(200),
        (number) => Effect.provideContext(tell(told(library, number)), number % 2 === 0 ? here : there),
        { concurrency: 8 }
      )
      const [one, other] = yield* Effect.forEach(seen, ({ take }) => take(200))
      assert.isDefined(one)
      assert.deepStrictEqual(other, one)
      assert.deepStrictEqual(
        one.map(numberOf).sort((a, b) => a - b),
        upTo(200)
      )
    })
  )

  it.live("a database that breaks off costs no event", () =>
    Effect.gen(function* () {
      const url = yield* acquireMigrated
      const named = (applicationName: string) => Database.layerFrom({ url, maxConnections: 3, applicationName })
      const watching = yield* Layer.build(layerWoken(named("watching")))
      const telling = yield* Layer.build(Layer.provideMerge(layerEvents, named("telling")))
      const library = yield* newLibrary
      const seen = yield* Effect.provideContext(watch(library), watching)
      const breakOff = Effect.flatMap(
        SqlClient.SqlClient,
        (sql) => sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'watching' AND datname = current_database()`
      )
      yield* Effect.forEach(upTo(30), (number) =>
        Effect.gen(function* () {
          if (number % 10 === 0) yield* breakOff
          yield* tell(told(library, number))
          yield* Effect.sleep("20 millis")
        })
      ).pipe(Effect.provideContext(telling))
      assert.deepStrictEqual((yield* seen.take(30)).map(numberOf), upTo(30))
    })
  )
})
