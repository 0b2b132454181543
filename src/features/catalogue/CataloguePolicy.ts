import { Effect } from "effect"
import { type CurrentUser, Forbidden } from "#contract/Authorization.ts"
import { includes } from "#contract/identity/Role.ts"

/** Who acts: the proven caller, or somebody on whose behalf a job runs. */
export type Actor = Pick<CurrentUser["Service"], "id" | "organizationId" | "role">

/** Who may change the catalogue: the library's staff. */
export const mayChange = (by: Actor): Effect.Effect<void, Forbidden> =>
  includes(by.role, "librarian") ? Effect.void : Effect.fail(new Forbidden({ requiredRole: "librarian" }))
