import { Context, Effect, Layer, type Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { EventBell } from "./EventBell.ts"

/** Something that happened in a library, for whoever watches. */
export interface Announcement {
  readonly organizationId: string
  /** Subject and verb: `loan.borrowed`. */
  readonly type: string
  /** Small: ids and states. */
  readonly payload: Schema.Json
  /** Told to this person, whatever their role. */
  readonly userId?: string | null
  /** And to everybody of the organisation with at least this role; null or left out: to nobody else. */
  readonly leastRole?: "member" | "librarian" | "admin" | null
}

const removedAtOnce = 5_000

/** What happened, in the table `events`: an event is there if and only if the transaction that caused it committed. */
export class EventLog extends Context.Service<
  EventLog,
  {
    /** Joins the caller's transaction: one statement for any number, none for none. They are told after the commit. */
    readonly announce: (events: ReadonlyArray<Announcement>) => Effect.Effect<void, SqlError.SqlError>
    /** Removes what was told to a person who is erased, and what names them. Joins the caller's transaction. */
    readonly forget: (organizationId: string, userId: string) => Effect.Effect<void, SqlError.SqlError>
    /** Removes events that were written more than so many hours ago, at most some thousands; gives how many. */
    readonly removeOld: (hours: number) => Effect.Effect<number, SqlError.SqlError>
  }
>()("luminalib/platform/events/EventLog") {
  /** Asks for SqlClient. Rings the `EventBell` that is there. */
  static readonly layer = Layer.effect(
    EventLog,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const bell = yield* EventBell

      const rowOf = ({ leastRole = null, organizationId, payload, type, userId = null }: Announcement) => ({
        organization_id: organizationId,
        type,
        payload,
        user_id: userId,
        least_role: leastRole
      })

      return EventLog.of({
        announce: Effect.fn("EventLog.announce")(function* (events) {
          if (events.length === 0) return
          yield* sql`
            INSERT INTO events (organization_id, type, payload, user_id, least_role)
            SELECT organization_id, type, payload, user_id, least_role
            FROM jsonb_to_recordset(${JSON.stringify(events.map(rowOf))}::jsonb)
              AS told (organization_id uuid, type text, payload jsonb, user_id uuid, least_role text)`
          yield* sql.afterCommit(bell.ring)
        }),
        // Rides on events_of_organization and events_unplaced.
        forget: Effect.fn("EventLog.forget")(function* (organizationId, userId) {
          const isTheirs = sql`organization_id = ${organizationId}
            AND (user_id = ${userId} OR payload ->> 'userId' = ${userId})`
          yield* sql`
            DELETE FROM events WHERE id IN (
              SELECT id FROM events WHERE ${isTheirs} AND position IS NOT NULL
              UNION ALL
              SELECT id FROM events WHERE ${isTheirs} AND position IS NULL)`
        }),
        // Rides on events_position and events_unplaced. Only a beginning goes: whoever finds an event finds all after it.
        removeOld: Effect.fn("EventLog.removeOld")(function* (hours) {
          const isOld = sql`at < now() - ${hours} * interval '1 hour'`
          const rows = yield* sql`
            DELETE FROM events WHERE id IN (
              SELECT id FROM (
                SELECT id, bool_and(${isOld}) OVER (ORDER BY position) AS goes
                FROM (SELECT id, at, position FROM events WHERE position IS NOT NULL ORDER BY position LIMIT ${removedAtOnce})
                  AS oldest) AS beginning
              WHERE goes
              UNION ALL
              (SELECT id FROM events WHERE position IS NULL AND ${isOld} ORDER BY entry LIMIT ${removedAtOnce}))
            RETURNING 1`
          return rows.length
        })
      })
    })
  )
}
