import { assert } from "@effect/vitest"
import { DateTime, Effect, Option } from "effect"
import { SqlClient } from "effect/sql"
import { decode, type LiveEvent } from "#contract/events/LiveEvent.ts"

interface Row {
  readonly id: string
  readonly type: string
  readonly payload: unknown
  readonly at: Date
  readonly userId: string | null
  readonly leastRole: string | null
}

/** What a library was told, and who: the event as whoever watches reads it. */
export interface ToldEvent {
  readonly event: LiveEvent
  /** Whom, and from which role on everybody. */
  readonly to: readonly [userId: string | null, leastRole: string | null]
}

/** What was told in a library until now, in the order in which it was written. */
export const toldIn = (organizationId: string): Effect.Effect<ReadonlyArray<ToldEvent>, unknown, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<Row>`
      SELECT id, type, payload, at, user_id, least_role FROM events
      WHERE organization_id = ${organizationId} ORDER BY entry`
    return rows.map(({ at, id, leastRole, payload, type, userId }) => {
      const timestamp = DateTime.formatIso(DateTime.fromDateUnsafe(at))
      const event = decode({ id, eventType: type, timestamp, source: "test", payload })
      if (Option.isNone(event)) return assert.fail(`the contract knows no ${type} with ${JSON.stringify(payload)}`)
      return { event: event.value, to: [userId, leastRole] }
    })
  })

/** What was told of anything but jobs: its type, and whom. */
export type News = readonly [type: string, userId: string | null, leastRole: string | null]

export const newsOf = (organizationId: string) =>
  Effect.map(toldIn(organizationId), (told) =>
    told
      .filter(({ event }) => !event.eventType.startsWith("job."))
      .map(({ event, to }): News => [event.eventType, ...to])
  )
