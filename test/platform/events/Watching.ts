import { assert } from "@effect/vitest"
import { Effect, Layer, Queue, type Scope } from "effect"
import { SqlClient } from "effect/sql"
import * as BellInProcess from "#platform/events/BellInProcess.ts"
import { type Announcement, EventLog } from "#platform/events/EventLog.ts"
import { EventTail } from "#platform/events/EventTail.ts"
import type { PlacedEvent } from "#platform/events/PlacedEvents.ts"
import type { Watcher } from "#platform/events/Watcher.ts"

/** The log and its tail as one process has them, woken by the bell that is there. */
export const layerEvents = Layer.merge(EventLog.layer, EventTail.layer)

/** The same, woken by what happens in the process. */
export const layerWoken = <A, E>(database: Layer.Layer<A | SqlClient.SqlClient, E>) =>
  layerEvents.pipe(Layer.provideMerge(BellInProcess.layer), Layer.provideMerge(database))

export const newLibrary = Effect.sync((): Watcher => ({
  organizationId: crypto.randomUUID(),
  userId: crypto.randomUUID(),
  role: "member"
}))

/** Something that everybody in the library is told of. */
export const told = ({ organizationId }: Pick<Watcher, "organizationId">, number: number): Announcement => ({
  organizationId,
  type: "book.updated",
  payload: { number },
  leastRole: "member"
})

/** Which of the announcements made by `told` an event is. */
export const numberOf = ({ payload }: PlacedEvent): number =>
  typeof payload === "object" && payload !== null && "number" in payload
    ? Number(payload["number"])
    : assert.fail(`an event without a number: ${JSON.stringify(payload)}`)

export const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

/** Somebody who watches a library from now on. */
export const watch = ({
  organizationId
}: Pick<Watcher, "organizationId">): Effect.Effect<Seen, never, EventTail | Scope.Scope> =>
  Effect.gen(function* () {
    const { batches, from } = yield* (yield* EventTail).subscribe
    const waiting: Array<PlacedEvent> = []
    let batchCount = 0
    const next = Effect.gen(function* () {
      for (;;) {
        const event = waiting.shift()
        if (event !== undefined) return event
        const batch = yield* Queue.take(batches)
        batchCount++
        waiting.push(...batch.filter((event) => event.organizationId === organizationId))
      }
    })
    return {
      from,
      next,
      take: (count) => Effect.replicateEffect(next, count),
      batches: Effect.sync(() => batchCount),
      /** What has come, without waiting for more. */
      rest: Effect.map(Queue.clear(batches), (more) => [
        ...waiting.splice(0),
        ...more.flat().filter((event) => event.organizationId === organizationId)
      ])
    }
  })

export interface Seen {
  readonly from: number
  readonly next: Effect.Effect<PlacedEvent>
  readonly take: (count: number) => Effect.Effect<ReadonlyArray<PlacedEvent>>
  readonly batches: Effect.Effect<number>
  readonly rest: Effect.Effect<ReadonlyArray<PlacedEvent>>
}

/** Tells in a transaction of its own. */
export const tell = (announcement: Announcement) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql.withTransaction(Effect.flatMap(EventLog, (log) => log.announce([announcement])))
  )
