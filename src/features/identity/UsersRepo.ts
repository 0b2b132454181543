import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { Role } from "#contract/identity/Role.ts"
import type { UpdateUser, UserId } from "#contract/identity/User.ts"
import { userColumns, UserRow } from "./UserRow.ts"

/** A person within their library. */
export interface UserKey {
  readonly organizationId: OrganizationId
  readonly id: UserId
}

interface NewUser {
  readonly id: string
  readonly organizationId: OrganizationId
  readonly email: string
  readonly fullName: string
  readonly role: Role
  readonly passwordHash: string
}

/** People to list, newest first: `words`, in small letters, stand in their name or address. */
export interface UserFilter {
  readonly organizationId: OrganizationId
  readonly role: Role | undefined
  readonly words: string
}
interface UserPage extends UserFilter {
  readonly limit: number
  readonly offset: number
  readonly before: string | undefined
}

/** SQL over `users` as people of a library. */
export class UsersRepo extends Context.Service<UsersRepo>()("luminalib/features/identity/UsersRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const columns = sql.literal(userColumns)

    const conditions = (filter: UserFilter) => sql`
      users.organization_id = ${filter.organizationId}
      ${filter.role === undefined ? sql`` : sql`AND users.role = ${filter.role}`}
      ${
        filter.words === ""
          ? sql``
          : sql`AND (strpos(lower(users.full_name), ${filter.words}) > 0 OR strpos(users.email, ${filter.words}) > 0)`
      }`

    return {
      insert: Effect.fnUntraced(function* (user: NewUser) {
        const rows = yield* sql`
          INSERT INTO users (id, organization_id, email, full_name, role, password_hash)
          VALUES (${user.id}, ${user.organizationId}, ${user.email}, ${user.fullName}, ${user.role}, ${user.passwordHash})
          RETURNING ${columns}`
        return yield* decodeOne(rows[0])
      }),
      /** Whether the library has any account. */
      anyIn: Effect.fnUntraced(function* (organizationId: OrganizationId) {
        const rows = yield* sql`SELECT 1 FROM users WHERE organization_id = ${organizationId} LIMIT 1`
        return rows.length > 0
      }),
      find: Effect.fnUntraced(function* (key: UserKey) {
        const rows = yield* sql`
          SELECT ${columns} FROM users
          WHERE organization_id = ${key.organizationId} AND id = ${key.id}`
        return Option.fromUndefinedOr((yield* decodeAll(rows))[0])
      }),
      rename: Effect.fnUntraced(function* (key: UserKey, fullName: string) {
        const rows = yield* sql`
          UPDATE users SET full_name = ${fullName}
          WHERE organization_id = ${key.organizationId} AND id = ${key.id}
          RETURNING ${columns}`
        return Option.fromUndefinedOr((yield* decodeAll(rows))[0])
      }),
      setAccess: Effect.fnUntraced(function* (key: UserKey, change: UpdateUser) {
        const rows = yield* sql`
          UPDATE users SET
            role = coalesce(${change.role ?? null}, role),
            active = coalesce(${change.active ?? null}, active),
            blocked_at = CASE ${change.blocked ?? null}::boolean
              WHEN true THEN coalesce(blocked_at, now()) WHEN false THEN NULL ELSE blocked_at END,
            blocked_reason = CASE ${change.blocked ?? null}::boolean
              WHEN true THEN coalesce(${change.blockedReason ?? null}, blocked_reason) WHEN false THEN NULL
              ELSE CASE WHEN blocked_at IS NULL THEN NULL ELSE coalesce(${change.blockedReason ?? null}, blocked_reason) END
            END
          WHERE organization_id = ${key.organizationId} AND id = ${key.id}
          RETURNING ${columns}`
        return Option.fromUndefinedOr((yield* decodeAll(rows))[0])
      }),
      /** Holds the person until the transaction ends, and tells their role. */
      lock: Effect.fnUntraced(function* (key: UserKey) {
        const rows = yield* sql`
          SELECT role FROM users WHERE organization_id = ${key.organizationId} AND id = ${key.id} FOR UPDATE`
        return Option.map(Option.fromUndefinedOr((yield* decodeRoles(rows))[0]), ({ role }) => role)
      }),
      /** With everything whose foreign keys say so. */
      remove: Effect.fnUntraced(function* (key: UserKey) {
        yield* sql`DELETE FROM users WHERE organization_id = ${key.organizationId} AND id = ${key.id}`
      }),
      hasActiveAdmin: Effect.fnUntraced(function* (organizationId: OrganizationId) {
        const rows = yield* sql`
          SELECT 1 FROM users
          WHERE organization_id = ${organizationId} AND role = 'admin' AND active
          LIMIT 1`
        return rows.length > 0
      }),
      // Rides on users_organization_id_id_key.
      list: Effect.fnUntraced(function* (page: UserPage) {
        const rows = yield* sql`
          SELECT ${columns} FROM users
          WHERE ${conditions(page)} ${page.before === undefined ? sql`` : sql`AND users.id < ${page.before}`}
          ORDER BY users.id DESC
          LIMIT ${page.limit} OFFSET ${page.offset}`
        return yield* decodeAll(rows)
      }),
      count: Effect.fnUntraced(function* (filter: UserFilter) {
        const rows = yield* sql<{ readonly count: number }>`
          SELECT count(*)::int AS count FROM users WHERE ${conditions(filter)}`
        return rows[0]?.count ?? 0
      })
    }
  })
}) {
  static readonly layer = Layer.effect(this, this.make)
}

const decodeRoles = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ role: Role })))
const decodeOne = Schema.decodeUnknownEffect(UserRow)
const decodeAll = Schema.decodeUnknownEffect(Schema.Array(UserRow))
