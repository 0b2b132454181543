import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Authorization, RequiredRole } from "../Authorization.ts"
import * as Page from "../Page.ts"
import { ReadableBody } from "../Problem.ts"
import { query } from "../Text.ts"
import { Organization, OrganizationNameTaken, UpdateOrganization } from "./Organization.ts"
import { EraseProfile, ErasureRefused, PersonalExport } from "./PersonalData.ts"
import { mostReadersNamed, Reader } from "./Reader.ts"
import { Role } from "./Role.ts"
import {
  ChangePassword,
  InvalidCredentials,
  InvalidRefreshToken,
  LogIn,
  OpenSession,
  OrganizationRequired,
  Refresh,
  RefreshTokenReused,
  Session,
  SessionId,
  SessionNotFound,
  SignUp
} from "./Session.ts"
import { EmailTaken, LastAdmin, UpdateProfile, UpdateUser, User, UserId, UserNotFound } from "./User.ts"

/** Calls anyone may make. */
export class AuthApi extends HttpApiGroup.make("auth")
  .add(
    HttpApiEndpoint.post("signUp", "/signup", {
      payload: SignUp,
      success: Session.pipe(HttpApiSchema.status(201)),
      error: [EmailTaken, OrganizationNameTaken]
    })
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Sign up",
          description: "The first account of an installation is admin; `organizationName` makes a new library."
        })
      ),
    HttpApiEndpoint.post("logIn", "/login", {
      payload: LogIn,
      success: Session,
      error: [InvalidCredentials, OrganizationRequired]
    })
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Log in",
          description: "Repeated failures slow down the account and the address they come from (429)."
        })
      ),
    HttpApiEndpoint.post("refresh", "/refresh", {
      payload: Refresh,
      success: Session,
      error: [InvalidRefreshToken, RefreshTokenReused]
    })
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Trade a refresh token for its successor",
          description: "A token used twice, beyond a short grace for parallel tabs, revokes its whole session."
        })
      )
  )
  .prefix("/auth")
  .annotateMerge(OpenApi.annotations({ title: "Authentication", description: "Signing up, in and out" })) {}

/** Calls about oneself. */
export class ProfileApi extends HttpApiGroup.make("profile")
  .add(
    HttpApiEndpoint.post("logOut", "/logout").annotateMerge(
      OpenApi.annotations({ summary: "Log out", description: "Revokes the session's refresh tokens." })
    ),
    HttpApiEndpoint.get("get", "/profile", { success: User }).annotateMerge(
      OpenApi.annotations({ summary: "Who am I" })
    ),
    HttpApiEndpoint.patch("update", "/profile", { payload: UpdateProfile, success: User })
      .middleware(ReadableBody)
      .annotateMerge(OpenApi.annotations({ summary: "Change my profile" })),
    HttpApiEndpoint.post("changePassword", "/change-password", {
      payload: ChangePassword,
      error: InvalidCredentials
    })
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({ summary: "Change my password", description: "Ends every other session of mine." })
      ),
    HttpApiEndpoint.get("sessions", "/sessions", {
      success: Schema.Struct({ items: Schema.Array(OpenSession) })
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Where I am logged in",
        description: "Sessions that still count, last used first; the hundred last used at most."
      })
    ),
    HttpApiEndpoint.delete("endSession", "/sessions/:id", {
      params: { id: SessionId },
      error: SessionNotFound
    }).annotateMerge(
      OpenApi.annotations({
        summary: "End one of my sessions",
        description: "Its tokens count no more, at once. One's own current session may be ended too."
      })
    ),
    HttpApiEndpoint.get("export", "/profile/export", { success: PersonalExport }).annotateMerge(
      OpenApi.annotations({ summary: "Everything the library keeps of me" })
    ),
    HttpApiEndpoint.delete("erase", "/profile", {
      payload: EraseProfile,
      error: [InvalidCredentials, ErasureRefused, LastAdmin]
    })
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Erase my account",
          description: "For good. Closed loans stay without the person, holds are cancelled; open loans forbid it."
        })
      )
  )
  .middleware(Authorization)
  .prefix("/auth")
  .annotateMerge(OpenApi.annotations({ title: "Profile", description: "One's own account" })) {}

/** The library and its people. */
export class OrganizationApi extends HttpApiGroup.make("organization")
  .add(
    HttpApiEndpoint.get("get", "/organization", { success: Organization }).annotateMerge(
      OpenApi.annotations({ summary: "My library" })
    ),
    HttpApiEndpoint.patch("update", "/organization", {
      payload: UpdateOrganization,
      success: Organization,
      error: OrganizationNameTaken
    })
      .middleware(ReadableBody)
      .annotate(RequiredRole, "admin")
      .annotateMerge(OpenApi.annotations({ summary: "Change the library's name or lending policy" })),
    HttpApiEndpoint.get("listUsers", "/users", {
      query: { ...Page.query, role: Schema.optionalKey(Role), q: Schema.optionalKey(query(200)) },
      success: Page.of(User),
      error: Page.InvalidCursor
    })
      .annotate(RequiredRole, "admin")
      .annotateMerge(
        Page.describeQuery({ ...Page.queryDocs, q: { description: "A part of the name or of the address" } })
      )
      .annotateMerge(OpenApi.annotations({ summary: "The library's people" })),
    HttpApiEndpoint.get("listReaders", "/readers", {
      query: {
        ...Page.query,
        q: Schema.optionalKey(query(200)),
        id: Schema.optionalKey(Schema.Array(UserId).check(Schema.isMaxLength(mostReadersNamed)))
      },
      success: Page.of(Reader),
      error: Page.InvalidCursor
    })
      .annotate(RequiredRole, "librarian")
      .annotateMerge(
        Page.describeQuery({
          ...Page.queryDocs,
          q: { description: "A part of the name or of the address" },
          id: {
            description: "Only these people; may be given several times",
            schema: { type: "array", items: { type: "string", format: "uuid" }, maxItems: mostReadersNamed }
          }
        })
      )
      .annotateMerge(OpenApi.annotations({ summary: "Whom the library lends to, for its desk" })),
    HttpApiEndpoint.patch("updateUser", "/users/:id", {
      params: { id: UserId },
      payload: UpdateUser,
      success: User,
      error: [UserNotFound, LastAdmin]
    })
      .middleware(ReadableBody)
      .annotate(RequiredRole, "admin")
      .annotateMerge(
        OpenApi.annotations({
          summary: "Change a role, deactivate or reactivate, block or unblock",
          description: "In force at once. Who is blocked may bring books back, and log in."
        })
      ),
    HttpApiEndpoint.delete("eraseUser", "/users/:id", {
      params: { id: UserId },
      error: [UserNotFound, ErasureRefused, LastAdmin]
    })
      .annotate(RequiredRole, "admin")
      .annotateMerge(
        OpenApi.annotations({
          summary: "Erase a person",
          description: "For good. Closed loans stay without the person, holds are cancelled; open loans forbid it."
        })
      )
  )
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Organization", description: "The library and its people" })) {}
