import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"
import { Notification, type NotificationId } from "#contract/notifications/Notification.ts"
import { countedTo } from "#contract/Page.ts"
import type { Rows } from "#platform/NewestFirst.ts"

/** Somebody in a library. */
export interface Person {
  readonly organizationId: OrganizationId
  readonly id: UserId
}

/** All of a person's notifications, or only those that are read or not. */
export interface NotificationFilter {
  readonly person: Person
  readonly unread: boolean | undefined
}

/** A notification that may be of a type that only a newer version beside this one knows. */
export interface FoundNotification {
  readonly id: string
  readonly notification: Option.Option<Notification>
}

/** What became of a notification that was to be marked. */
export interface Marked {
  readonly notification: Option.Option<Notification>
  readonly wasUnread: boolean
}

const decode = Schema.decodeUnknownOption(Notification)

/** Rows of `notifications`. Every call is one statement and joins the caller's transaction. */
export class NotificationsRepo extends Context.Service<
  NotificationsRepo,
  {
    /** The newest first. Rides on notifications_of_person or notifications_unread. */
    readonly list: (
      filter: NotificationFilter,
      rows: Rows
    ) => Effect.Effect<ReadonlyArray<FoundNotification>, SqlError.SqlError>
    /** How many the filter lets through, and how many are unread. */
    readonly count: (
      filter: NotificationFilter
    ) => Effect.Effect<{ readonly total: number; readonly unread: number }, SqlError.SqlError>
    /** None where there is no such notification. */
    readonly markRead: (person: Person, id: NotificationId) => Effect.Effect<Option.Option<Marked>, SqlError.SqlError>
    /** How many were unread. */
    readonly markAllRead: (person: Person) => Effect.Effect<number, SqlError.SqlError>
    /** False where there was none. */
    readonly remove: (person: Person, id: NotificationId) => Effect.Effect<boolean, SqlError.SqlError>
    /** Removes some of those read 90 days ago or made 180 days ago, of all libraries; says how many. */
    readonly deleteOld: Effect.Effect<number, SqlError.SqlError>
  }
>()("luminalib/features/notifications/NotificationsRepo") {
  static readonly layer = Layer.effect(
    NotificationsRepo,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const isOf = ({ id, organizationId }: Person) => sql`n.organization_id = ${organizationId} AND n.user_id = ${id}`
      const isUnread = (unread: boolean | undefined) =>
        unread === undefined ? sql`` : unread ? sql`AND n.read_at IS NULL` : sql`AND n.read_at IS NOT NULL`
      const counted = (person: Person, unread: boolean | undefined) =>
        sql`(SELECT count(*)::int FROM (
          SELECT FROM notifications n WHERE ${isOf(person)} ${isUnread(unread)} LIMIT ${countedTo}) found)`

      return NotificationsRepo.of({
        list: Effect.fn("NotificationsRepo.list")(function* ({ person, unread }, { before, limit, offset }) {
          const rows = yield* sql<{ readonly id: string; readonly notification: unknown }>`
            SELECT n.id, notification_json(n) AS notification FROM notifications n
            WHERE ${isOf(person)} ${isUnread(unread)} ${before === undefined ? sql`` : sql`AND n.id < ${before}`}
            ORDER BY n.id DESC LIMIT ${limit} OFFSET ${offset}`
          return rows.map(({ id, notification }) => ({ id, notification: decode(notification) }))
        }),
        count: Effect.fn("NotificationsRepo.count")(function* ({ person, unread }) {
          const [row] = yield* sql<{ readonly total: number; readonly unread: number }>`
            SELECT ${counted(person, unread)} AS total, ${counted(person, true)} AS unread`
          return row ?? { total: 0, unread: 0 }
        }),
        markRead: Effect.fn("NotificationsRepo.markRead")(function* (person, id) {
          const rows = yield* sql<{ readonly notification: unknown; readonly wasUnread: boolean }>`
            WITH known AS (
              SELECT n.id, n.read_at FROM notifications n WHERE ${isOf(person)} AND n.id = ${id} FOR NO KEY UPDATE
            )
            UPDATE notifications n SET read_at = coalesce(known.read_at, now())
            FROM known WHERE ${isOf(person)} AND n.id = known.id
            RETURNING notification_json(n) AS notification, known.read_at IS NULL AS was_unread`
          return Option.map(Option.fromUndefinedOr(rows[0]), ({ notification, wasUnread }) => ({
            notification: decode(notification),
            wasUnread
          }))
        }),
        markAllRead: Effect.fn("NotificationsRepo.markAllRead")((person) =>
          Effect.map(
            sql`UPDATE notifications n SET read_at = now() WHERE ${isOf(person)} AND n.read_at IS NULL RETURNING 1`,
            (rows) => rows.length
          )
        ),
        remove: Effect.fn("NotificationsRepo.remove")((person, id) =>
          Effect.map(
            sql`DELETE FROM notifications n WHERE ${isOf(person)} AND n.id = ${id} RETURNING 1`,
            (rows) => rows.length > 0
          )
        ),
        deleteOld: Effect.map(
          sql`
            DELETE FROM notifications WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM notifications
              WHERE created_at <= now() - interval '180 days' OR read_at <= now() - interval '90 days'
              LIMIT ${removedAtOnce} FOR UPDATE SKIP LOCKED))
            RETURNING 1`,
          (rows) => rows.length
        ).pipe(Effect.withSpan("NotificationsRepo.deleteOld"))
      })
    })
  )
}

const removedAtOnce = 2000
