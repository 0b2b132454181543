import { Schema, SchemaTransformation } from "effect"
import { HttpApiError } from "effect/http-api"
import { declare, members } from "../Problem.ts"
import { line } from "../Text.ts"
import { Timestamp } from "../Timestamp.ts"
import { OrganizationId } from "./Organization.ts"
import { Role } from "./Role.ts"

export const UserId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("UserId"))
export type UserId = typeof UserId.Type

/** ASCII on purpose: look-alike letters of other scripts would make two accounts that read the same. */
const addressForm =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/

/** An address, trimmed and in lower case: unique within a library. */
export const Email = Schema.String.pipe(
  Schema.decodeTo(
    Schema.String.check(
      Schema.isMaxLength(254, { expected: "at most 254 characters", problemCode: "TOO_LONG" }),
      Schema.makeFilter((text) => addressForm.test(text), {
        expected: "an e-mail address",
        problemCode: "INVALID_EMAIL"
      })
    ),
    SchemaTransformation.transform({ decode: (text) => text.trim().toLowerCase(), encode: (text) => text })
  ),
  Schema.annotateEncoded({ format: "email", examples: ["ada@example.org"] })
)

/** Shown in documents only. */
const passphrase = "correct horse battery staple"

/**
 * At least 8 characters; at most 128, long enough for any passphrase and short enough that hashing stays cheap.
 * Never trimmed, never sent back. Compared in NFC, so that every keyboard types the same one.
 */
export const Password = Schema.Redacted(
  Schema.String.check(
    Schema.isMinLength(8, { expected: "at least 8 characters" }),
    Schema.isMaxLength(128, { expected: "at most 128 characters", problemCode: "TOO_LONG" })
  ).annotate({ examples: [passphrase] })
)

/** A password offered to be checked. Any text: its rules were those of the day it was set. */
export const OfferedPassword = Schema.Redacted(
  Schema.String.check(
    Schema.isMaxLength(128, { expected: "at most 128 characters", problemCode: "TOO_LONG" })
  ).annotate({ examples: [passphrase] })
)

export const FullName = line(120, "Ada Lovelace")

/** A person in one library. */
export const User = Schema.Struct({
  id: UserId,
  organizationId: OrganizationId,
  email: Schema.String,
  fullName: Schema.String,
  role: Role,
  active: Schema.Boolean.annotate({ description: "A deactivated account can do nothing, at once" }),
  blockedAt: Schema.NullOr(Timestamp).annotate({
    description: "Since when the person may neither borrow, renew nor wait for books; null where they may"
  }),
  blockedReason: Schema.NullOr(Schema.String),
  createdAt: Timestamp
}).annotate({ identifier: "User" })
export type User = typeof User.Type

export const UpdateProfile = Schema.Struct({ fullName: FullName }).annotate({ identifier: "UpdateProfile" })

export const UpdateUser = Schema.Struct({
  role: Schema.optionalKey(Role.annotate({ examples: ["librarian"] })),
  active: Schema.optionalKey(Schema.Boolean.annotate({ examples: [false] })),
  blocked: Schema.optionalKey(
    Schema.Boolean.annotate({ description: "Whether the library lends to the person no more", examples: [true] })
  ),
  blockedReason: Schema.optionalKey(line(500, "Three books long overdue"))
}).annotate({ identifier: "UpdateUser" })
export type UpdateUser = typeof UpdateUser.Type

export class UserNotFound extends HttpApiError.Problem<UserNotFound>()(
  "UserNotFound",
  declare({ code: "USER_NOT_FOUND", status: 404, title: "No such user" }),
  members("USER_NOT_FOUND")
) {}

/** The address has an account in this library already. */
export class EmailTaken extends HttpApiError.Problem<EmailTaken>()(
  "EmailTaken",
  declare({ code: "EMAIL_TAKEN", status: 409, title: "There is an account with this e-mail address" }),
  members("EMAIL_TAKEN")
) {}

/** A library keeps at least one active admin. */
export class LastAdmin extends HttpApiError.Problem<LastAdmin>()(
  "LastAdmin",
  declare({ code: "LAST_ADMIN", status: 409, title: "A library keeps at least one active admin" }),
  members("LAST_ADMIN")
) {}

/** Somebody, `by`, gave a person another role. */
export const RoleChanged = Schema.TaggedStruct("RoleChanged", {
  organizationId: OrganizationId,
  userId: UserId,
  by: UserId,
  from: Role,
  to: Role
})
export type RoleChanged = typeof RoleChanged.Type
