import { Context, Effect, Layer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { BookFileId } from "#contract/catalogue/BookFile.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"
import type { Notification, NotificationType } from "#contract/notifications/Notification.ts"
import type { DocumentId } from "#contract/workspace/Document.ts"
import { EventBell } from "#platform/events/EventBell.ts"

/** Who is told, if they are active and want to be. */
export type Recipients =
  | { readonly _tag: "Person"; readonly userId: UserId }
  /** Librarians and admins, but whoever caused it. */
  | { readonly _tag: "Staff"; readonly but: UserId }
  | { readonly _tag: "Uploader"; readonly fileId: BookFileId }
  | { readonly _tag: "Owner"; readonly documentId: DocumentId }

type Told<Type extends NotificationType> = {
  readonly type: Type
  /** As it travels. The title is that of the book or document that it names. */
  readonly data: Omit<Extract<typeof Notification.Encoded, { readonly type: Type }>["data"], "title">
}

/** Something to tell people. */
export type News = { readonly [Type in NotificationType]: Told<Type> }[NotificationType] & {
  readonly organizationId: OrganizationId
  readonly to: Recipients
  /** What it is of, where that may come again: nobody is told of the same twice. Without it each time is another one. */
  readonly subject?: string
}

/** At most so many of a library's staff are told of the same. */
const mostStaff = 200

/** Tells people what happened. */
export class Notifier extends Context.Service<
  Notifier,
  {
    /**
     * Joins the caller's transaction: who is told, what they want, the notification and its event are one statement.
     * Nobody is told of a book or document that is gone.
     */
    readonly tell: (news: News) => Effect.Effect<void, SqlError.SqlError>
  }
>()("luminalib/features/notifications/Notifier") {
  /** Asks for SqlClient. Rings the `EventBell` that is there. */
  static readonly layer = Layer.effect(
    Notifier,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const bell = yield* EventBell

      const people = (organizationId: OrganizationId, to: Recipients) => {
        switch (to._tag) {
          case "Person":
            return sql`SELECT ${to.userId}::uuid`
          case "Staff":
            return sql`
              SELECT id FROM users
              WHERE organization_id = ${organizationId} AND role IN ('librarian', 'admin') AND active AND id <> ${to.but}
              ORDER BY id LIMIT ${mostStaff}`
          case "Uploader":
            return sql`SELECT uploaded_by FROM book_files WHERE organization_id = ${organizationId} AND id = ${to.fileId}`
          case "Owner":
            return sql`SELECT owner_id FROM documents WHERE organization_id = ${organizationId} AND id = ${to.documentId}`
        }
      }

      const titled = ({ data, organizationId }: News) => {
        const title = sql`SELECT jsonb_build_object('title', title) AS known`
        if ("bookId" in data)
          return sql`${title} FROM books WHERE organization_id = ${organizationId} AND id = ${data.bookId}`
        if ("documentId" in data) {
          return sql`${title} FROM documents WHERE organization_id = ${organizationId} AND id = ${data.documentId}`
        }
        return sql`SELECT '{}'::jsonb AS known`
      }

      return Notifier.of({
        tell: Effect.fn("Notifier.tell")(function* (news) {
          const { data, organizationId, subject = null, to, type } = news
          const rows = yield* sql<{ readonly told: number }>`
            SELECT tell_people(${organizationId}::uuid, ARRAY(${people(organizationId, to)}), ${type}::text,
              ${JSON.stringify(data)}::jsonb || about.known, ${subject}::text) AS told
            FROM (${titled(news)}) about`
          if (rows.some(({ told }) => told > 0)) yield* sql.afterCommit(bell.ring)
        })
      })
    })
  )
}
