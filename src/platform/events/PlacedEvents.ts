import { DateTime, Effect, Option, type Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { Announcement } from "./EventLog.ts"
import { rolesWithin, type Watcher } from "./Watcher.ts"

/** An event in its place. What has a larger position became visible later. */
export interface PlacedEvent {
  readonly position: number
  readonly id: string
  readonly organizationId: string
  readonly type: string
  /** ISO 8601 in UTC. */
  readonly at: string
  readonly userId: string | null
  readonly leastRole: NonNullable<Announcement["leastRole"]> | null
  readonly payload: Schema.Json
  /** The part of the library that tells it. */
  readonly source: string
}

/** Some of the events of one library. */
export interface Stretch {
  readonly watcher: Watcher
  /** Without the event of this position. */
  readonly after: number
  /** With the event of this position. */
  readonly upTo: number
  readonly limit: number
}

type Row = Omit<PlacedEvent, "at" | "source"> & { readonly at: Date; readonly ageSeconds: number }

const placedEvent = (row: Row): PlacedEvent => ({
  position: row.position,
  id: row.id,
  organizationId: row.organizationId,
  type: row.type,
  at: DateTime.formatIso(DateTime.fromDateUnsafe(row.at)),
  userId: row.userId,
  leastRole: row.leastRole,
  payload: row.payload,
  source: row.type.slice(0, row.type.indexOf("."))
})

/** The statements over the table of events; see sql/0025_events.sql. */
export const PlacedEvents = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = sql.literal(
    "position::float8 AS position, id, organization_id, type, at, user_id, least_role, payload, " +
      "extract(epoch FROM clock_timestamp() - at)::float8 AS age_seconds"
  )

  return {
    /** Gives places to at most so many events that have none; says to how many. */
    place: (most: number) =>
      Effect.map(sql<{ readonly placed: number }>`SELECT place_events(${most}::int) AS placed`, ([row]) =>
        row === undefined ? 0 : row.placed
      ),

    /** The last place that is taken. Rides on events_position. */
    last: Effect.map(
      sql<{ readonly last: number }>`SELECT coalesce(max(position), 0)::float8 AS last FROM events`,
      ([row]) => row?.last ?? 0
    ),

    /** Of all libraries. Rides on events_position. With how long ago each was written. */
    after: (position: number, limit: number) =>
      Effect.map(
        sql<Row>`SELECT ${columns} FROM events WHERE position > ${position}::float8::bigint ORDER BY position LIMIT ${limit}`,
        (rows) => ({ events: rows.map(placedEvent), agesSeconds: rows.map(({ ageSeconds }) => ageSeconds) })
      ),

    /** By the primary key. */
    positionOf: (organizationId: string, id: string) =>
      Effect.map(
        sql<{ readonly position: number }>`
          SELECT position::float8 AS position FROM events
          WHERE organization_id = ${organizationId} AND id = ${id} AND position IS NOT NULL`,
        ([row]) => Option.map(Option.fromUndefinedOr(row), ({ position }) => position)
      ),

    /** Rides on events_of_organization. */
    lastOf: (organizationId: string, upTo: number) =>
      Effect.map(
        sql<{ readonly id: string }>`
          SELECT id FROM events WHERE organization_id = ${organizationId} AND position <= ${upTo}::float8::bigint
          ORDER BY position DESC LIMIT 1`,
        ([row]) => row?.id ?? null
      ),

    /** Rides on events_of_organization. */
    stretch: ({ after, limit, upTo, watcher }: Stretch) =>
      Effect.map(
        sql<Row>`
          SELECT ${columns} FROM events
          WHERE organization_id = ${watcher.organizationId}
            AND position > ${after}::float8::bigint AND position <= ${upTo}::float8::bigint
            AND (user_id = ${watcher.userId} OR least_role = ANY (${[...rolesWithin(watcher.role)]}::text[]))
          ORDER BY position LIMIT ${limit}`,
        (rows) => rows.map(placedEvent)
      )
  } as const
})
