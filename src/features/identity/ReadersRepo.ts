import { Context, Effect, Layer, Schema, Struct } from "effect"
import { SqlClient } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { Reader } from "#contract/identity/Reader.ts"
import type { UserId } from "#contract/identity/User.ts"
import type * as NewestFirst from "#platform/NewestFirst.ts"

/** Readers of a library: `words`, in small letters, stand in their name or address; with `ids`, only these. */
export interface ReadersFilter {
  readonly organizationId: OrganizationId
  readonly words: string
  readonly ids: ReadonlyArray<UserId> | undefined
}

/** SQL over `users` as those whom a library lends to. */
export class ReadersRepo extends Context.Service<ReadersRepo>()("luminalib/features/identity/ReadersRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient

    const conditions = ({ ids, organizationId, words }: ReadersFilter) => sql`
      users.organization_id = ${organizationId}
      ${
        words === ""
          ? sql``
          : sql`AND (strpos(lower(users.full_name), ${words}) > 0 OR strpos(users.email, ${words}) > 0)`
      }
      ${ids === undefined ? sql`` : sql`AND users.id = ANY(${ids}::uuid[])`}`

    return {
      // Rides on users_organization_id_id_key.
      list: Effect.fnUntraced(function* (filter: ReadersFilter, { before, limit, offset }: NewestFirst.Rows) {
        const rows = yield* sql`
          SELECT users.id, users.full_name, users.email, users.active, users.blocked_at, users.blocked_reason FROM users
          WHERE ${conditions(filter)} ${before === undefined ? sql`` : sql`AND users.id < ${before}`}
          ORDER BY users.id DESC
          LIMIT ${limit} OFFSET ${offset}`
        return yield* decodeReaders(rows)
      }),
      count: Effect.fnUntraced(function* (filter: ReadersFilter) {
        const rows = yield* sql<{ readonly count: number }>`
          SELECT count(*)::int AS count FROM users WHERE ${conditions(filter)}`
        return rows[0]?.count ?? 0
      })
    }
  })
}) {
  static readonly layer = Layer.effect(this, this.make)
}

const ReaderRow = Reader.mapFields(Struct.assign({ blockedAt: Schema.NullOr(Schema.DateTimeUtcFromDate) }))
const decodeReaders = Schema.decodeUnknownEffect(Schema.Array(ReaderRow))
