import { Context, Effect, Layer, Option, Schema, Struct } from "effect"
import { SqlClient } from "effect/sql"
import type { User } from "#contract/identity/User.ts"
import { userColumns, UserRow } from "./UserRow.ts"
import type { UserKey } from "./UsersRepo.ts"

/** An account with what is needed to check its password. Never leaves this feature. */
const Account = UserRow.mapFields(
  Struct.assign({
    passwordHash: Schema.String,
    passwordGeneration: Schema.Int,
    organizationName: Schema.String
  })
)
export type Account = typeof Account.Type

/**
 * An address may have accounts in this many libraries and still log in without naming one: the oldest count. Each costs
 * a password check, so somebody who made more would slow down every log-in to the address.
 */
export const maxAccounts = 5

/** SQL over `users` as accounts with passwords. */
export class CredentialsRepo extends Context.Service<CredentialsRepo>()("luminalib/features/identity/CredentialsRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const columns = sql.literal(`${userColumns}, users.password_hash, users.password_generation,
      organizations.name AS organization_name`)

    return {
      /**
       * The active accounts of an address: the one place that looks across libraries, as the caller has yet to show to
       * which they belong. `organization` is a name, whatever its capitals, or an id. Rides on users_accounts.
       */
      accounts: Effect.fnUntraced(function* (email: string, organization: string | undefined) {
        const named = sql`
          AND (lower(organizations.name) = lower(${organization ?? ""})
            OR organizations.id::text = lower(${organization ?? ""}))`
        const rows = yield* sql`
          SELECT ${columns} FROM users
          JOIN organizations ON organizations.id = users.organization_id
          WHERE users.email = ${email} AND users.active ${organization === undefined ? sql`` : named}
          ORDER BY users.created_at, users.id
          LIMIT ${maxAccounts}`
        return yield* decodeAll(rows)
      }),
      account: Effect.fnUntraced(function* (key: UserKey) {
        const rows = yield* sql`
          SELECT ${columns} FROM users
          JOIN organizations ON organizations.id = users.organization_id
          WHERE users.organization_id = ${key.organizationId} AND users.id = ${key.id} AND users.active`
        return Option.fromUndefinedOr((yield* decodeAll(rows))[0])
      }),
      /** A new password. False: it has been changed since the one that was checked. */
      change: Effect.fnUntraced(function* (key: UserKey, generation: number, passwordHash: string) {
        const rows = yield* sql`
          UPDATE users SET password_hash = ${passwordHash}, password_generation = password_generation + 1
          WHERE organization_id = ${key.organizationId} AND id = ${key.id} AND password_generation = ${generation}
          RETURNING 1`
        return rows.length > 0
      }),
      /** The same password, hashed anew. */
      rehash: Effect.fnUntraced(function* (key: UserKey, generation: number, passwordHash: string) {
        yield* sql`
          UPDATE users SET password_hash = ${passwordHash}
          WHERE organization_id = ${key.organizationId} AND id = ${key.id} AND password_generation = ${generation}`
      })
    }
  })
}) {
  static readonly layer = Layer.effect(this, this.make)
}

const decodeAll = Schema.decodeUnknownEffect(Schema.Array(Account))

/** The account without its secrets. */
export const userOf = (account: Account): User =>
  Struct.omit(account, ["passwordHash", "passwordGeneration", "organizationName"])
