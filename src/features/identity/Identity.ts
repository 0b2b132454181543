import { Context, Effect, Layer, type Redacted } from "effect"
import type { CurrentUser } from "#contract/Authorization.ts"
import type { OrganizationNameTaken } from "#contract/identity/Organization.ts"
import {
  type ChangePassword,
  InvalidCredentials,
  type LogIn,
  OrganizationRequired,
  type Session,
  type SignUp
} from "#contract/identity/Session.ts"
import type { EmailTaken } from "#contract/identity/User.ts"
import type { RateLimited } from "#contract/Problem.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { type Account, CredentialsRepo, maxAccounts, userOf } from "./CredentialsRepo.ts"
import { type LoginAttempt, LoginThrottle } from "./LoginThrottle.ts"
import { Passwords } from "./Passwords.ts"
import { Registration } from "./Registration.ts"
import { Sessions } from "./Sessions.ts"

/** The accounts that a password may be of. */
interface Candidates {
  readonly accounts: ReadonlyArray<Account>
  readonly atMost: number
}

/** Accounts and passwords: how somebody becomes, and shows to be, a user. `address` is the network's, for the limits. */
export class Identity extends Context.Service<
  Identity,
  {
    /**
     * A new account, logged in. In the installation's own library, as its admin if it is the first one there; or, where
     * a library is named, as the admin of that new library.
     */
    readonly signUp: (
      input: SignUp,
      address: string
    ) => Effect.Effect<Session, EmailTaken | OrganizationNameTaken | RateLimited>
    /** Answers alike, and equally slowly, to an unknown address and to a wrong password. */
    readonly logIn: (
      input: LogIn,
      address: string
    ) => Effect.Effect<Session, InvalidCredentials | OrganizationRequired | RateLimited>
    /** Whether it is really them: asked before what cannot be undone. Counts as a log-in, for the limits. */
    readonly confirm: (
      user: CurrentUser["Service"],
      password: Redacted.Redacted,
      address: string
    ) => Effect.Effect<void, InvalidCredentials | RateLimited>
    /** Ends every other session of the user. */
    readonly changePassword: (
      user: CurrentUser["Service"],
      input: ChangePassword,
      address: string
    ) => Effect.Effect<void, InvalidCredentials | RateLimited>
  }
>()("luminalib/features/identity/Identity") {
  static readonly layerNoDeps = Layer.effect(
    Identity,
    Effect.gen(function* () {
      const wall = yield* TenantWall
      const passwords = yield* Passwords
      const throttle = yield* LoginThrottle
      const registration = yield* Registration
      const sessions = yield* Sessions
      const credentials = yield* CredentialsRepo

      /** Those of the accounts whose password this is, of which there could be `atMost`. That it is nobody's is counted. */
      const prove = Effect.fnUntraced(function* (
        { accounts, atMost }: Candidates,
        password: Redacted.Redacted,
        attempt: LoginAttempt
      ) {
        const hashes = accounts.map((account) => account.passwordHash)
        const matches = yield* passwords.verify({
          password,
          hashes,
          atMost,
          admit: throttle.admit(attempt),
          failed: throttle.failed(attempt)
        })
        const proven = accounts.filter((_, index) => matches[index] === true)
        const [first, ...others] = proven
        if (first === undefined) return yield* new InvalidCredentials({})
        yield* throttle.succeeded(
          attempt,
          proven.map(({ id }) => id)
        )
        return { first, others }
      })

      const rehashIfOutdated = Effect.fnUntraced(function* (account: Account, password: Redacted.Redacted) {
        if (!passwords.isOutdated(account.passwordHash)) return
        const { organizationId, passwordGeneration } = account
        const hash = yield* passwords.hash(password)
        yield* wall.within(organizationId, credentials.rehash(account, passwordGeneration, hash))
      })

      /** The account of somebody who is logged in, if the password is theirs. */
      const proven = Effect.fnUntraced(function* (
        user: CurrentUser["Service"],
        password: Redacted.Redacted,
        address: string
      ) {
        const account = yield* Effect.flatMap(credentials.account(user), Effect.fromOption)
        yield* prove({ accounts: [account], atMost: 1 }, password, { email: account.email, address })
        return account
      })

      const start = Effect.fnUntraced(function* (account: Account) {
        const session = yield* wall.within(
          account.organizationId,
          sessions.start(userOf(account), account.passwordGeneration)
        )
        // None where the password was changed between the check and now.
        return yield* Effect.fromOption(session)
      })

      return Identity.of({
        signUp: Effect.fn("Identity.signUp")(function* ({ password, ...applicant }, address) {
          yield* throttle.signUp(address)
          return yield* registration.register({ ...applicant, passwordHash: yield* passwords.hash(password) })
        }),
        logIn: Effect.fn("Identity.logIn")(
          function* ({ email, organization, password }, address) {
            const accounts = yield* credentials.accounts(email, organization)
            const { first, others } = yield* prove(
              { accounts, atMost: organization === undefined ? maxAccounts : 1 },
              password,
              { email, address }
            )
            if (others.length > 0) {
              const organizations = [first, ...others].map(({ organizationName }) => organizationName)
              return yield* new OrganizationRequired({ organizations })
            }
            yield* rehashIfOutdated(first, password)
            return yield* start(first)
          },
          Effect.catchTag("NoSuchElementError", () => Effect.fail(new InvalidCredentials({}))),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        confirm: Effect.fn("Identity.confirm")(
          (user, password, address) => Effect.asVoid(proven(user, password, address)),
          Effect.catchTag("NoSuchElementError", () => Effect.fail(new InvalidCredentials({}))),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        changePassword: Effect.fn("Identity.changePassword")(
          function* (user, { currentPassword, newPassword }, address) {
            const { passwordGeneration } = yield* proven(user, currentPassword, address)
            const passwordHash = yield* passwords.hash(newPassword)
            const change = Effect.gen(function* () {
              const changed = yield* credentials.change(user, passwordGeneration, passwordHash)
              if (!changed) return yield* new InvalidCredentials({})
              yield* sessions.endAll(user, user.sessionId)
            })
            yield* wall.within(user.organizationId, change)
          },
          Effect.catchTag("NoSuchElementError", () => Effect.fail(new InvalidCredentials({}))),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([Passwords.layer, LoginThrottle.layer, Registration.layer, Sessions.layer, CredentialsRepo.layer])
  )
}
