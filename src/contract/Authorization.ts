import { Context, Schema } from "effect"
import { HttpApiError, HttpApiMiddleware, HttpApiSecurity, OpenApi } from "effect/http-api"
import { installationLibrary, type OrganizationId } from "./identity/Organization.ts"
import { Role } from "./identity/Role.ts"
import type { UserId } from "./identity/User.ts"
import { declare, members } from "./Problem.ts"

/** No credentials, or none that count: `INVALID_TOKEN` where a token was given. */
export class Unauthenticated extends HttpApiError.Problem<Unauthenticated>()(
  "Unauthenticated",
  declare({ code: "UNAUTHENTICATED", status: 401, title: "Log in first" }),
  { code: Schema.Literals(["UNAUTHENTICATED", "INVALID_TOKEN"]), requestId: Schema.optionalKey(Schema.String) }
) {}

/** Known, but not allowed. */
export class Forbidden extends HttpApiError.Problem<Forbidden>()(
  "Forbidden",
  declare({ code: "FORBIDDEN", status: 403, title: "Not allowed" }),
  { ...members("FORBIDDEN"), requiredRole: Schema.optionalKey(Role) }
) {}

/** The request names another library than the caller's: nothing is answered from the wrong one. */
export class TenantForbidden extends HttpApiError.Problem<TenantForbidden>()(
  "TenantForbidden",
  declare({ code: "TENANT_FORBIDDEN", status: 403, title: "Not your library" }),
  members("TENANT_FORBIDDEN")
) {}

/** Who asks: proven by the access token, with the role in force now. */
export class CurrentUser extends Context.Service<
  CurrentUser,
  {
    readonly id: UserId
    readonly organizationId: OrganizationId
    readonly role: Role
    readonly sessionId: string
  }
>()("luminalib/contract/Authorization/CurrentUser") {}

/** The least role a call asks for, as an annotation of its endpoint or group. */
export const RequiredRole = Context.Reference<Role>("luminalib/contract/Authorization/RequiredRole", {
  defaultValue: () => "member"
})

/**
 * Whether a call is for operators only, as an annotation of its endpoint or group: they run the installation, and what
 * they do touches every library of it.
 */
export const OperatorOnly = Context.Reference<boolean>("luminalib/contract/Authorization/OperatorOnly", {
  defaultValue: () => false
})

/** Operators are the admins of the installation's own library. Admins of the others keep what is theirs. */
export const isOperator = (user: Pick<CurrentUser["Service"], "organizationId" | "role">): boolean =>
  user.role === "admin" && user.organizationId === installationLibrary

/** Reads the bearer token, checks the role, and gives the call its {@link CurrentUser}. */
export class Authorization extends HttpApiMiddleware.Service<Authorization, { provides: CurrentUser }>()(
  "luminalib/contract/Authorization",
  {
    requiredForClient: true,
    security: {
      bearer: HttpApiSecurity.bearer.pipe(
        HttpApiSecurity.annotateMerge(OpenApi.annotations({ description: "Access token", format: "JWT" }))
      )
    },
    error: [Unauthenticated, Forbidden, TenantForbidden]
  }
) {}
