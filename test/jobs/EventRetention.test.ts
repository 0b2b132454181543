import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Effect, type Layer } from "effect"
import { SqlClient } from "effect/sql"
import { EventTail } from "#platform/events/EventTail.ts"
import * as EventRetention from "#jobs/EventRetention.ts"
import { layerWoken, newLibrary, numberOf, tell, told, upTo, watch } from "../platform/events/Watching.ts"
import { describePostgres } from "../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../support/TestDatabase.ts"

const removeOld = Effect.gen(function* () {
  const [handler] = yield* EventRetention.handlers.pipe(
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ EVENTS_RETENTION_HOURS: "2" })))
  )
  const { result } = yield* (
    handler?.run({
      jobId: crypto.randomUUID(),
      organizationId: null,
      payload: {},
      attempt: 1,
      report: () => Effect.void,
      children: Effect.succeed([])
    }) ?? Effect.die("nobody removes events")
  )
  return result
})

const suite = <A, E>(name: string, database: Layer.Layer<A | SqlClient.SqlClient, E>) =>
  layer(layerWoken(database), { excludeTestServices: true })(`old events, ${name}`, (it) => {
    it.effect("go, whether somebody watched or not; what is younger stays, and so does all after it", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const tail = yield* EventTail
        const library = yield* newLibrary
        const seen = yield* watch(library)
        const ids = yield* Effect.forEach(upTo(5), (number) =>
          Effect.andThen(
            tell(told(library, number)),
            Effect.map(seen.next, ({ id }) => id)
          )
        )
        // The fourth was written long before it became visible.
        yield* sql`
          UPDATE events SET at = now() - interval '3 hours' WHERE id = ANY (${[ids[0], ids[1], ids[3]]}::uuid[])`
        yield* sql`
          INSERT INTO events (organization_id, type, payload, at)
          VALUES (${library.organizationId}, 'book.updated', '{}', now() - interval '3 hours')`
        assert.deepStrictEqual(yield* removeOld, { deleted: 3 })
        const left = yield* tail.read({ watcher: library, after: 0, upTo: 1e9, limit: 10 })
        assert.deepStrictEqual(left.map(numberOf), [3, 4, 5])
        assert.deepStrictEqual(yield* removeOld, { deleted: 0 })
      })
    )
  })

suite("embedded", layerEmbedded)
describePostgres("on a server", () => suite("PostgreSQL", layerPostgres))
