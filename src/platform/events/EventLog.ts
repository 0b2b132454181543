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

/** What happened, in the table `events`: an event is there if and only if the transaction that caused it committed. */
export class EventLog extends Context.Service<
  EventLog,
  {
    /** Joins the caller's transaction: one statement for any number, none for none. They are told after the commit. */
    readonly announce: (events: ReadonlyArray<Announcement>) => Effect.Effect<void, SqlError.SqlError>
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
        })
      })
    })
  )
}
