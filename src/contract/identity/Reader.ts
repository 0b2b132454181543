import { Struct } from "effect"
import { User } from "./User.ts"

/** A person as staff at the desk see them: who they are, and whether the library lends to them. */
export const Reader = User.mapFields(
  Struct.pick(["id", "fullName", "email", "active", "blockedAt", "blockedReason"])
).annotate({
  identifier: "Reader"
})
export type Reader = typeof Reader.Type

/** How many readers one call names at most. */
export const mostReadersNamed = 100
