import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import type { BookId } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import * as LiveEvent from "#contract/events/LiveEvent.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"
import { DocumentId } from "#contract/workspace/Document.ts"
import { Reviews } from "#features/circulation/Reviews.ts"
import * as NotificationReactions from "#features/notifications/NotificationReactions.ts"
import { Notifications } from "#features/notifications/Notifications.ts"
import { NotificationsRepo } from "#features/notifications/NotificationsRepo.ts"
import { Notifier } from "#features/notifications/Notifier.ts"
import { Preferences } from "#features/notifications/Preferences.ts"
import { Reactions } from "#jobs/Reactions.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { layerCirculation } from "../circulation/CirculationServices.ts"

interface Person {
  readonly id: UserId
  readonly organizationId: OrganizationId
}

const happened = Layer.unwrap(Effect.map(NotificationReactions.reactions, Reactions.layer)).pipe(
  Layer.provide(Notifier.layer)
)

/** Circulation over a database, with readers who are told what happens. */
export const layerTelling = <E>(database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  Layer.mergeAll(Notifications.layer, Preferences.layer, NotificationsRepo.layer, Reviews.layer).pipe(
    Layer.provideMerge(layerCirculation(database, happened))
  )

/** What somebody has been told, the oldest first. */
export const toldTo = (person: Person) =>
  Effect.gen(function* () {
    const { items } = yield* Notifications.use((all) => all.list(person, { limit: 100 }))
    return items.map(({ data, type }) => ({ type, ...data })).toReversed()
  })

/** The same, the kinds alone. */
export const kindsTo = (person: Person) => Effect.map(toldTo(person), (told) => told.map(({ type }) => type))

/** What anybody who watches as this person, and nobody else, is told of their notifications, the oldest first. */
export const watchedBy = ({ id, organizationId }: Person) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{ readonly id: string; readonly type: string; readonly payload: unknown }>`
      SELECT id, type, payload FROM events
      WHERE organization_id = ${organizationId} AND user_id = ${id} AND least_role IS NULL
      ORDER BY at`
    return rows.map(({ id, payload, type: eventType }) =>
      LiveEvent.decode({ id, eventType, timestamp: "2026-01-01T00:00:00.000Z", source: "test", payload })
    )
  })

/** A book gets a file that somebody uploaded. */
export const addFile = Effect.fnUntraced(function* (by: Person, bookId: BookId) {
  const sql = yield* SqlClient.SqlClient
  const id = BookFileId.make(crypto.randomUUID())
  yield* sql`
    INSERT INTO book_files (id, organization_id, book_id, name, type, size, sha256, uploaded_by)
    VALUES (${id}, ${by.organizationId}, ${bookId}, 'dune.pdf', 'pdf', 1, repeat('a', 64), ${by.id})`
  yield* sql`UPDATE books SET file_id = ${id} WHERE id = ${bookId}`
  return id
})

/** A document of somebody's. */
export const addDocument = Effect.fnUntraced(function* ({ id: ownerId, organizationId }: Person) {
  const sql = yield* SqlClient.SqlClient
  const [id, fileId] = [DocumentId.make(crypto.randomUUID()), BookFileId.make(crypto.randomUUID())]
  yield* sql`
    INSERT INTO documents (id, organization_id, owner_id, title, file_id, file_name, type, size, sha256)
    VALUES (${id}, ${organizationId}, ${ownerId}, 'Minutes', ${fileId}, 'minutes.pdf', 'pdf', 1, repeat('a', 64))`
  return { id, fileId }
})

interface FailingJob {
  readonly kind: string
  readonly by: Person
  readonly relatedId: string
  readonly fileId?: string
}

/** A job that somebody asked for, and that fails for good. */
export const failJob = Effect.fnUntraced(function* ({ by, fileId, kind, relatedId }: FailingJob) {
  const sql = yield* SqlClient.SqlClient
  const id = crypto.randomUUID()
  yield* sql`
    INSERT INTO jobs (id, organization_id, kind, queue, payload, related_id, created_by, max_attempts)
    VALUES (${id}, ${by.organizationId}, ${kind}, 'default', ${JSON.stringify({ fileId })}::jsonb, ${relatedId}, ${by.id}, 1)`
  yield* sql`UPDATE jobs SET state = 'pending' WHERE id = ${id}`
  yield* sql`
    UPDATE jobs SET state = 'failed', finished_at = now(), errors = '[{"code": "NEEDS_OCR"}]' WHERE id = ${id}`
  return id
})
