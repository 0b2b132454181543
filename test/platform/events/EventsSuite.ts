import { assert, layer } from "@effect/vitest"
import { Effect, Exit, type Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import { EventLog } from "#platform/events/EventLog.ts"
import { EventTail } from "#platform/events/EventTail.ts"
import type { Watcher } from "#platform/events/Watcher.ts"
import { layerWoken, newLibrary, numberOf, tell, told, upTo, watch } from "./Watching.ts"

/** What watching promises on whatever database. */
export const suite = <A, E>(name: string, database: Layer.Layer<A | SqlClient.SqlClient, E>) => {
  layer(layerWoken(database), { excludeTestServices: true })(`events ${name}`, (it) => {
    it.effect("what is committed is told, and what is rolled back is not", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const log = yield* EventLog
        const library = yield* newLibrary
        const seen = yield* watch(library)
        const undone = Effect.andThen(log.announce([told(library, 1)]), Effect.fail("no"))
        assert.isTrue(Exit.isFailure(yield* Effect.exit(sql.withTransaction(undone))))
        yield* tell(told(library, 2))
        const event = yield* seen.next
        assert.strictEqual(numberOf(event), 2)
        assert.include(event, { type: "book.updated", source: "book", leastRole: "member", userId: null })
        assert.match(event.at, /^\d{4}-\d\d-\d\dT.*Z$/)
        assert.match(event.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/)
        assert.deepStrictEqual(yield* seen.rest, [])
      })
    )

    it.effect("many at once come to everybody in the same order, each once, and in few batches", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const [one, other] = [yield* watch(library), yield* watch(library)]
        yield* Effect.forEach(upTo(300), (number) => tell(told(library, number)), { concurrency: 20 })
        const events = yield* one.take(300)
        assert.deepStrictEqual(yield* other.take(300), events)
        assert.deepStrictEqual(
          events.map(numberOf).sort((a, b) => a - b),
          upTo(300)
        )
        const positions = events.map(({ position }) => position)
        assert.deepStrictEqual(
          positions,
          positions.toSorted((a, b) => a - b)
        )
        assert.isBelow(yield* one.batches, 100)
        assert.deepStrictEqual(yield* one.rest, [])
      })
    )

    it.effect("events of one transaction keep their order", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const seen = yield* watch(library)
        yield* (yield* EventLog).announce(upTo(50).map((number) => told(library, number)))
        assert.deepStrictEqual((yield* seen.take(50)).map(numberOf), upTo(50))
      })
    )

    it.effect("who joins in the middle misses nothing and gets nothing twice", () =>
      Effect.gen(function* () {
        const tail = yield* EventTail
        const library = yield* newLibrary
        const first = yield* watch(library)
        yield* Effect.forkChild(Effect.forEach(upTo(120), (number) => tell(told(library, number)), { concurrency: 4 }))
        const begin = yield* first.next
        const joins = yield* Effect.forEach(upTo(10), () => Effect.andThen(Effect.sleep("5 millis"), watch(library)))
        const all = [begin, ...(yield* first.take(119))]
        for (const joined of joins) {
          const before = yield* tail.read({ watcher: library, after: 0, upTo: joined.from, limit: 1000 })
          const after = yield* joined.take(120 - before.length)
          assert.deepStrictEqual(
            [...before, ...after].map(({ id }) => id),
            all.map(({ id }) => id)
          )
        }
      })
    )

    it.effect("what happened before anybody watched is not new, and can be read", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const tail = yield* EventTail
        const library = yield* newLibrary
        yield* tell(told(library, 1))
        yield* Effect.sleep("700 millis")
        const unplaced = sql`SELECT id FROM events WHERE position IS NULL AND organization_id = ${library.organizationId}`
        assert.lengthOf(yield* unplaced, 1, "nothing is asked while nobody watches")
        const seen = yield* watch(library)
        yield* tell(told(library, 2))
        const next = yield* seen.next
        assert.strictEqual(numberOf(next), 2)
        const before = yield* tail.read({ watcher: library, after: 0, upTo: seen.from, limit: 10 })
        assert.deepStrictEqual(before.map(numberOf), [1])
        const [first] = before
        assert.isDefined(first)
        assert.deepStrictEqual(yield* tail.positionOf(library.organizationId, first.id), Option.some(first.position))
        assert.deepStrictEqual(yield* tail.positionOf(crypto.randomUUID(), first.id), Option.none())
        const page = { watcher: library, after: 0, upTo: next.position, limit: 1 }
        assert.deepStrictEqual((yield* tail.read(page)).map(numberOf), [1])
        assert.deepStrictEqual((yield* tail.read({ ...page, after: first.position })).map(numberOf), [2])
      })
    )

    it.effect("each is read only by those it is told to", () =>
      Effect.gen(function* () {
        const tail = yield* EventTail
        const library = yield* newLibrary
        const seen = yield* watch(library)
        const other = crypto.randomUUID()
        const { organizationId, userId } = library
        yield* (yield* EventLog).announce([
          told(library, 1),
          { ...told(library, 2), leastRole: "librarian" },
          { ...told(library, 3), leastRole: "admin" },
          { ...told(library, 4), leastRole: null, userId },
          { ...told(library, 5), leastRole: "admin", userId: other },
          { organizationId, type: "book.updated", payload: { number: 6 }, userId: other }
        ])
        const last = (yield* seen.take(6)).at(-1)
        assert.isDefined(last)
        const readBy = (watcher: Watcher) =>
          Effect.map(tail.read({ watcher, after: seen.from, upTo: last.position, limit: 100 }), (events) =>
            events.map(numberOf)
          )
        assert.deepStrictEqual(yield* readBy(library), [1, 4])
        assert.deepStrictEqual(yield* readBy({ ...library, role: "librarian" }), [1, 2, 4])
        assert.deepStrictEqual(yield* readBy({ ...library, role: "admin" }), [1, 2, 3, 4, 5])
        assert.deepStrictEqual(yield* readBy({ ...library, userId: other }), [1, 5, 6])
        assert.deepStrictEqual(yield* readBy({ ...library, organizationId: crypto.randomUUID(), role: "admin" }), [])
      })
    )
  })
}
