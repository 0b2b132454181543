import { Schema } from "effect"
import { OrganizationId } from "./Organization.ts"
import { UserId } from "./User.ts"

const aboutUser = { organizationId: OrganizationId, userId: UserId }

/** Sessions of a person do not count any more: these. */
export const SessionsEnded = Schema.TaggedStruct("SessionsEnded", {
  ...aboutUser,
  sessionIds: Schema.Array(Schema.String)
})
export type SessionsEnded = typeof SessionsEnded.Type

/** A person's name, role or standing is another. */
export const UserChanged = Schema.TaggedStruct("UserChanged", aboutUser)
export type UserChanged = typeof UserChanged.Type

/** A person's account is no more, and their sessions with it. */
export const UserErased = Schema.TaggedStruct("UserErased", aboutUser)
export type UserErased = typeof UserErased.Type
