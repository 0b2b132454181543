import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { ConfigProvider, Effect, Layer, Redacted, Schema } from "effect"
import { RateLimiter } from "effect/persistence"
import { SqlClient } from "effect/sql"
import type { CurrentUser } from "#contract/Authorization.ts"
import type { Role } from "#contract/identity/Role.ts"
import type { Session } from "#contract/identity/Session.ts"
import { ChangePassword, LogIn, SignUp } from "#contract/identity/Session.ts"
import { AccessTokens } from "#features/identity/AccessTokens.ts"
import { ActiveSessions } from "#features/identity/ActiveSessions.ts"
import { Authentication } from "#features/identity/Authentication.ts"
import { Identity } from "#features/identity/Identity.ts"
import { Organizations } from "#features/identity/Organizations.ts"
import { Passwords } from "#features/identity/Passwords.ts"
import { People } from "#features/identity/People.ts"
import { RefreshTokens } from "#features/identity/RefreshTokens.ts"
import { Sessions } from "#features/identity/Sessions.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Reactions } from "#jobs/Reactions.ts"
import type { TenantWall } from "#platform/TenantWall.ts"

export const environment = {
  JWT_SECRET_KEY: "a secret of a test, which is long enough",
  NODE_ENV: "test",
  PASSWORD_HASH_COST: "4",
  RATE_LIMITS: "off"
}

/** What the app provides beside the database. */
export const layerMachines = (variables: Record<string, string> = {}) =>
  Layer.mergeAll(
    NodeServices.layer,
    NodeCrypto.layer,
    RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory)),
    ConfigProvider.layer(ConfigProvider.fromEnv({ env: { ...environment, ...variables } }))
  )

/** Nothing follows from what happens. */
export const layerUnheard = Reactions.layer([]).pipe(Layer.provide(Ledger.layer), Layer.provide(InProcess.layer))

/** The whole feature, with quick hashes and without limits, over a database. */
export const layerIdentity = <E, R>(
  database: Layer.Layer<SqlClient.SqlClient | TenantWall, E, R>,
  variables: Record<string, string> = {}
) =>
  Layer.mergeAll(
    Identity.layer,
    Sessions.layer,
    People.layer,
    Organizations.layer,
    Authentication.layer,
    AccessTokens.layer,
    RefreshTokens.layer,
    ActiveSessions.layer,
    Passwords.layer
  ).pipe(Layer.provideMerge(layerUnheard), Layer.provideMerge(layerMachines(variables)), Layer.provideMerge(database))

const signUpInput = Schema.decodeSync(Schema.toCodecJson(SignUp))
const logInInput = Schema.decodeSync(Schema.toCodecJson(LogIn))
const changeInput = Schema.decodeSync(Schema.toCodecJson(ChangePassword))

export const password = "correct horse battery"

let count = 0
/** A text that no other test uses. */
export const unique = (text: string) => `${text}-${(count += 1)}`
export const uniqueEmail = () => `${unique("reader")}@example.org`

interface SignUpOptions {
  readonly email?: string
  readonly password?: string
  readonly fullName?: string
  readonly organizationName?: string
  readonly address?: string
}
interface LogInOptions {
  readonly email: string
  readonly password: string
  readonly organization?: string
  readonly address?: string
}
interface ChangeOptions {
  readonly currentPassword: string
  readonly newPassword: string
}

export const signUp = ({ address = "192.0.2.1", ...input }: SignUpOptions = {}) =>
  Identity.use((identity) =>
    identity.signUp(signUpInput({ email: uniqueEmail(), password, fullName: "Ada Reader", ...input }), address)
  )

/** Somebody with a library of their own. */
export const found = (options: SignUpOptions = {}) => signUp({ organizationName: unique("Library"), ...options })

export const logIn = ({ address = "192.0.2.1", ...input }: LogInOptions) =>
  Identity.use((identity) => identity.logIn(logInInput(input), address))

export const changePassword = (session: Session, input: ChangeOptions) =>
  Effect.gen(function* () {
    const identity = yield* Identity
    return yield* identity.changePassword(yield* whoIs(session), changeInput({ ...input }), "192.0.2.1")
  })

export const refresh = (token: string) => Sessions.use((sessions) => sessions.refresh(Redacted.make(token)))

/** Who the server takes the bearer of the session's access token for. */
export const whoIs = (session: Pick<Session, "accessToken">) =>
  Authentication.use(({ authenticate }) => authenticate(Redacted.make(session.accessToken)))

export const logOut = (user: CurrentUser["Service"]) =>
  Sessions.use((sessions) => sessions.end({ ...user, userId: user.id, id: user.sessionId }))

/** Somebody who joins the library of `session`, moved there since no call of ours does that yet. */
export const colleague = (session: Session, options: { readonly role?: Role; readonly email?: string } = {}) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const email = options.email ?? uniqueEmail()
    const organization = session.user.organizationId
    const { user } = yield* signUp({ email })
    yield* sql`DELETE FROM sessions WHERE user_id = ${user.id}`
    yield* sql`
      UPDATE users SET organization_id = ${organization}, role = ${options.role ?? "member"} WHERE id = ${user.id}`
    return yield* logIn({ email, password, organization })
  })
