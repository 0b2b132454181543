import { Context, Effect, Layer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { CurrentUser } from "#contract/Authorization.ts"
import { type PreferenceChanges, type Preferences as Wishes, typesFor } from "#contract/notifications/Preference.ts"
import { TenantWall } from "#platform/TenantWall.ts"

type Actor = Pick<CurrentUser["Service"], "id" | "organizationId" | "role">

/** What people want to be told: everything, where they have not said otherwise. */
export class Preferences extends Context.Service<
  Preferences,
  {
    /** One statement. */
    readonly get: (by: Actor) => Effect.Effect<Wishes>
    /** Types that are left out stay as they are. Two statements. */
    readonly set: (by: Actor, changes: PreferenceChanges) => Effect.Effect<Wishes>
  }
>()("luminalib/features/notifications/Preferences") {
  /** Asks for SqlClient and TenantWall. */
  static readonly layer = Layer.effect(
    Preferences,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const wall = yield* TenantWall

      const get = Effect.fnUntraced(function* ({ id, organizationId, role }: Actor) {
        const rows = yield* sql<{ readonly type: string }>`
          SELECT type FROM notification_preferences
          WHERE organization_id = ${organizationId} AND user_id = ${id} AND channel = 'inApp' AND NOT wanted`
        const unwanted = new Set(rows.map(({ type }) => type))
        return { items: typesFor(role).map((type) => ({ type, channels: { inApp: !unwanted.has(type) } })) }
      })

      const set = ({ id, organizationId }: Actor, { items }: PreferenceChanges) => {
        const wishes = new Map(items.map(({ channels, type }) => [type, channels.inApp]))
        const rows = Array.from(wishes, ([type, wanted]) => ({ type, wanted }))
        return sql`
          INSERT INTO notification_preferences (organization_id, user_id, type, channel, wanted)
          SELECT ${organizationId}::uuid, ${id}::uuid, type, 'inApp', wanted
          FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS wishes (type text, wanted boolean)
          ORDER BY type
          ON CONFLICT (organization_id, user_id, type, channel) DO UPDATE SET wanted = excluded.wanted`
      }

      const dying = <A>(asked: Effect.Effect<A, SqlError.SqlError>) => Effect.catchTag(asked, "SqlError", Effect.die)

      return Preferences.of({
        get: Effect.fn("Preferences.get")(get, dying),
        set: Effect.fn("Preferences.set")(
          (by, changes) => wall.within(by.organizationId, Effect.andThen(set(by, changes), get(by))),
          dying
        )
      })
    })
  )
}
