import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { Keeper } from "#features/identity/PersonalData.ts"

const asJson = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ item: Schema.Json })))
const items = (rows: ReadonlyArray<unknown>) =>
  asJson(rows).pipe(
    Effect.map((kept) => kept.map(({ item }) => item)),
    Effect.catchTag("SchemaError", Effect.die)
  )

/** What somebody was told, and what they said they want to be told. Both go with them. */
export const keepers = Effect.map(SqlClient.SqlClient, (sql): ReadonlyArray<Keeper> => [
  {
    name: "notifications",
    // Rides on notifications_of_person.
    collect: ({ id, organizationId }) =>
      Effect.flatMap(
        sql`
          SELECT notification_json(n) AS item FROM notifications n
          WHERE n.organization_id = ${organizationId} AND n.user_id = ${id} ORDER BY n.id DESC`,
        items
      ),
    forget: () => Effect.void
  },
  {
    name: "notificationPreferences",
    collect: ({ id, organizationId }) =>
      Effect.flatMap(
        sql`
          SELECT jsonb_build_object('type', type, 'channels', jsonb_object_agg(channel, wanted)) AS item
          FROM notification_preferences
          WHERE organization_id = ${organizationId} AND user_id = ${id} GROUP BY type ORDER BY type`,
        items
      ),
    forget: () => Effect.void
  }
])
