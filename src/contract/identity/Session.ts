import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { declare, members } from "../Problem.ts"
import { Timestamp } from "../Timestamp.ts"
import { OrganizationName } from "./Organization.ts"
import { Email, FullName, OfferedPassword, Password, User } from "./User.ts"

export const SignUp = Schema.Struct({
  email: Email,
  password: Password,
  fullName: FullName,
  organizationName: Schema.optionalKey(
    OrganizationName.pipe(Schema.annotateEncoded({ description: "Makes a new library with the caller as its admin" }))
  )
}).annotate({ identifier: "SignUp" })
export type SignUp = typeof SignUp.Type

export const LogIn = Schema.Struct({
  email: Email,
  password: OfferedPassword,
  organization: Schema.optionalKey(
    OrganizationName.pipe(
      Schema.annotateEncoded({ description: "The library's name or id, where the address has accounts in several" })
    )
  )
}).annotate({ identifier: "LogIn" })
export type LogIn = typeof LogIn.Type

/** Opaque, single use: each refresh gives its successor. */
export const RefreshToken = Schema.Redacted(
  Schema.String.check(Schema.isMaxLength(256)).annotate({ examples: ["the `refreshToken` of the last answer"] })
)

export const Refresh = Schema.Struct({ refreshToken: RefreshToken }).annotate({ identifier: "Refresh" })

export const ChangePassword = Schema.Struct({
  currentPassword: OfferedPassword,
  newPassword: Password
}).annotate({ identifier: "ChangePassword" })
export type ChangePassword = typeof ChangePassword.Type

/** Who one is, and the tokens to prove it with. */
export const Session = Schema.Struct({
  user: User,
  accessToken: Schema.String.annotate({ description: "JWT for the `Authorization: Bearer` header" }),
  refreshToken: Schema.String,
  expiresIn: Schema.Int.annotate({ description: "Seconds until the access token expires" })
}).annotate({ identifier: "Session" })
export type Session = typeof Session.Type

/** A session that a browser keeps in a cookie: the refresh token is in nothing that a script could read. */
export const CookieSession = Schema.Struct({
  user: User,
  accessToken: Session.fields.accessToken,
  expiresIn: Session.fields.expiresIn
}).annotate({ identifier: "CookieSession" })
export type CookieSession = typeof CookieSession.Type

export const SessionId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("SessionId"))
export type SessionId = typeof SessionId.Type

/** One log-in that still counts, as its owner sees it. */
export const OpenSession = Schema.Struct({
  id: SessionId,
  createdAt: Timestamp,
  lastUsedAt: Timestamp.annotate({ description: "When it was last refreshed; at first, when it began" }),
  userAgent: Schema.NullOr(Schema.String).annotate({
    description: "What the program that logged in said it was, at most 256 characters; null where it said nothing"
  }),
  isCurrent: Schema.Boolean.annotate({ description: "Whether it is the one that asks" })
}).annotate({ identifier: "OpenSession" })
export type OpenSession = typeof OpenSession.Type

/** None of one's own that still counts. */
export class SessionNotFound extends HttpApiError.Problem<SessionNotFound>()(
  "SessionNotFound",
  declare({ code: "SESSION_NOT_FOUND", status: 404, title: "No such session" }),
  members("SESSION_NOT_FOUND")
) {}

/** Unknown address or wrong password: never said which. */
export class InvalidCredentials extends HttpApiError.Problem<InvalidCredentials>()(
  "InvalidCredentials",
  declare({ code: "INVALID_CREDENTIALS", status: 401, title: "E-mail address or password is wrong" }),
  members("INVALID_CREDENTIALS")
) {}

/** The address has accounts in several libraries: say which. */
export class OrganizationRequired extends HttpApiError.Problem<OrganizationRequired>()(
  "OrganizationRequired",
  declare({ code: "ORGANIZATION_REQUIRED", status: 409, title: "Say which library to log in to" }),
  { ...members("ORGANIZATION_REQUIRED"), organizations: Schema.Array(Schema.String) }
) {}

/** Unknown, expired or revoked. */
export class InvalidRefreshToken extends HttpApiError.Problem<InvalidRefreshToken>()(
  "InvalidRefreshToken",
  declare({ code: "INVALID_REFRESH_TOKEN", status: 401, title: "The refresh token is not valid" }),
  members("INVALID_REFRESH_TOKEN")
) {}

/** Somebody else may hold this token: every token of its session is revoked. */
export class RefreshTokenReused extends HttpApiError.Problem<RefreshTokenReused>()(
  "RefreshTokenReused",
  declare({ code: "REFRESH_TOKEN_REUSED", status: 401, title: "The refresh token was used before: log in again" }),
  members("REFRESH_TOKEN_REUSED")
) {}
