import { Effect } from "effect"
import { type CurrentUser, Forbidden } from "#contract/Authorization.ts"
import { includes } from "#contract/identity/Role.ts"
import type { UserId } from "#contract/identity/User.ts"

/** Who acts: the proven caller, or somebody on whose behalf a job runs. */
export type Actor = Pick<CurrentUser["Service"], "id" | "organizationId" | "role">

/** Who lends, takes back and keeps order at the desk. */
export const isStaff = (by: Actor): boolean => includes(by.role, "librarian")

/** What concerns somebody is their own business and the staff's. */
export const concerns = (by: Actor, userId: UserId | null): boolean => by.id === userId || isStaff(by)

/** For whom somebody acts: themselves, or as staff whom they name. */
export const readerOf = (by: Actor, userId: UserId | undefined): Effect.Effect<UserId, Forbidden> => {
  if (userId === undefined || concerns(by, userId)) return Effect.succeed(userId ?? by.id)
  return Effect.fail(new Forbidden({ requiredRole: "librarian" }))
}
