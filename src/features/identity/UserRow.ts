import { Schema, Struct } from "effect"
import { User } from "#contract/identity/User.ts"

/** A row of `users` as everybody may see it: all but the password. */
export const UserRow = User.mapFields(
  Struct.assign({
    blockedAt: Schema.NullOr(Schema.DateTimeUtcFromDate),
    createdAt: Schema.DateTimeUtcFromDate
  })
)

/** The columns of {@link UserRow}, of a table called `users`. */
export const userColumns =
  "users.id, users.organization_id, users.email, users.full_name, users.role, users.active, users.blocked_at, users.blocked_reason, users.created_at"
