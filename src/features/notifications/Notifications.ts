import { Array, Context, Effect, Layer, Option } from "effect"
import { type Notification, type NotificationId, NotificationNotFound } from "#contract/notifications/Notification.ts"
import { InvalidCursor } from "#contract/Page.ts"
import { news, only } from "#jobs/News.ts"
import { EventLog } from "#platform/events/EventLog.ts"
import * as NewestFirst from "#platform/NewestFirst.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { NotificationsRepo, type Person } from "./NotificationsRepo.ts"

/** Which page of which notifications; without `unread` of all. */
export interface NotificationsQuery extends NewestFirst.PageQuery {
  readonly unread?: boolean
}

/** A page, and how many of all notifications are unread. */
export interface NotificationPage extends NewestFirst.Page<Notification> {
  readonly unread: number
}

/** What somebody was told. Each change is told at once to wherever else they look at it. */
export class Notifications extends Context.Service<
  Notifications,
  {
    /** The newest first. Two statements. */
    readonly list: (by: Person, query: NotificationsQuery) => Effect.Effect<NotificationPage, InvalidCursor>
    /** Again changes nothing. Two statements, one where it was read. */
    readonly read: (by: Person, id: NotificationId) => Effect.Effect<Notification, NotificationNotFound>
    /** Says how many were unread. */
    readonly readAll: (by: Person) => Effect.Effect<{ readonly read: number }>
    readonly remove: (by: Person, id: NotificationId) => Effect.Effect<void, NotificationNotFound>
  }
>()("luminalib/features/notifications/Notifications") {
  static readonly layerNoDeps = Layer.effect(
    Notifications,
    Effect.gen(function* () {
      const wall = yield* TenantWall
      const repo = yield* NotificationsRepo
      const events = yield* EventLog

      const read = Effect.fnUntraced(function* (by: Person, id: NotificationId) {
        const { notification, wasUnread } = yield* Effect.flatMap(repo.markRead(by, id), Effect.fromOption)
        if (wasUnread)
          yield* events.announce([news("notification.read", by.organizationId, { ids: [id] }, only(by.id))])
        return yield* Effect.fromOption(notification)
      })

      const readAll = Effect.fnUntraced(function* (by: Person) {
        const count = yield* repo.markAllRead(by)
        if (count > 0)
          yield* events.announce([news("notification.read", by.organizationId, { ids: "all" }, only(by.id))])
        return { read: count }
      })

      const remove = Effect.fnUntraced(function* (by: Person, id: NotificationId) {
        if (!(yield* repo.remove(by, id))) return yield* new NotificationNotFound({ notificationId: id })
        yield* events.announce([news("notification.removed", by.organizationId, { id }, only(by.id))])
      })

      return Notifications.of({
        list: Effect.fn("Notifications.list")(
          function* ({ id, organizationId }, { unread, ...query }) {
            const filter = { person: { organizationId, id }, unread }
            const scope = JSON.stringify(["notifications", filter])
            const rows = NewestFirst.rowsOf(scope, query)
            if (Option.isNone(rows)) return yield* new InvalidCursor({})
            const found = yield* repo.list(filter, rows.value)
            const counts = yield* repo.count(filter)
            const page = NewestFirst.pageOf(found, { scope, query, total: counts.total })
            const items = Array.getSomes(page.items.map(({ notification }) => notification))
            return { ...page, items, unread: counts.unread }
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        read: Effect.fn("Notifications.read")(
          (by, id) => wall.within(by.organizationId, read(by, id)),
          (marked, _, id) =>
            Effect.catchTag(marked, "NoSuchElementError", () => new NotificationNotFound({ notificationId: id })),
          Effect.catchTag("SqlError", Effect.die)
        ),
        readAll: Effect.fn("Notifications.readAll")(
          (by) => wall.within(by.organizationId, readAll(by)),
          Effect.catchTag("SqlError", Effect.die)
        ),
        remove: Effect.fn("Notifications.remove")(
          (by, id) => wall.within(by.organizationId, remove(by, id)),
          Effect.catchTag("SqlError", Effect.die)
        )
      })
    })
  )

  /** Asks for SqlClient and TenantWall. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide([NotificationsRepo.layer, EventLog.layer]))
}
