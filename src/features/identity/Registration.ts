import { Context, Effect, Layer, Option } from "effect"
import { SecureRandom } from "effect/crypto"
import { OrganizationId, OrganizationNameTaken } from "#contract/identity/Organization.ts"
import type { Role } from "#contract/identity/Role.ts"
import type { Session, SignUp } from "#contract/identity/Session.ts"
import { EmailTaken } from "#contract/identity/User.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { OrganizationsRepo } from "./OrganizationsRepo.ts"
import { Sessions } from "./Sessions.ts"
import { violates } from "./UniqueConstraint.ts"
import { UsersRepo } from "./UsersRepo.ts"

/** Somebody who signs up, their password hashed. */
export interface Applicant extends Omit<SignUp, "password"> {
  readonly passwordHash: string
}

interface Place {
  readonly organizationId: OrganizationId
  readonly role: Role
}

/** Makes accounts: with a library of their own, or in the installation's own one. */
export class Registration extends Context.Service<
  Registration,
  {
    /** The account and its first session, in one transaction. Of racing first sign-ups one becomes admin. */
    readonly register: (applicant: Applicant) => Effect.Effect<Session, EmailTaken | OrganizationNameTaken>
  }
>()("luminalib/features/identity/Registration") {
  static readonly layerNoDeps = Layer.effect(
    Registration,
    Effect.gen(function* () {
      const wall = yield* TenantWall
      const random = yield* SecureRandom.SecureRandom
      const sessions = yield* Sessions
      const organizations = yield* OrganizationsRepo
      const users = yield* UsersRepo

      const found = Effect.fnUntraced(
        function* (organizationId: OrganizationId, name: string) {
          yield* organizations.insert(organizationId, name)
          return { organizationId, role: "admin" } satisfies Place
        },
        Effect.catchTag("SqlError", (error) =>
          Effect.fail(violates(error, "organizations_name") ? new OrganizationNameTaken({}) : error)
        )
      )

      /** The lock makes racing first sign-ups wait for one another: the second one sees the account of the first. */
      const join = Effect.fnUntraced(function* (organizationId: OrganizationId) {
        yield* organizations.lock(organizationId)
        const role: Role = (yield* users.anyIn(organizationId)) ? "member" : "admin"
        return { organizationId, role } satisfies Place
      })

      const insert = Effect.fnUntraced(
        function* ({ email, fullName, passwordHash }: Applicant, place: Place) {
          return yield* users.insert({ id: yield* random.uuidV7(), email, fullName, passwordHash, ...place })
        },
        Effect.catchTag("SqlError", (error) => Effect.fail(violates(error, "users_email") ? new EmailTaken({}) : error))
      )

      const open = Effect.fnUntraced(function* (applicant: Applicant, place: Place) {
        const user = yield* insert(applicant, place)
        const session = yield* sessions.start(user, 0)
        return yield* Option.match(session, {
          onNone: () => Effect.die(new Error("a new account cannot be deactivated")),
          onSome: Effect.succeed
        })
      })

      const register = Effect.fnUntraced(function* (applicant: Applicant) {
        const { organizationName: name } = applicant
        const id = name === undefined ? yield* organizations.findDefault : OrganizationId.make(yield* random.uuidV7())
        const enter = name === undefined ? join(id) : found(id, name)
        return yield* wall.within(
          id,
          Effect.flatMap(enter, (place) => open(applicant, place))
        )
      })

      return Registration.of({
        register: Effect.fn("Registration.register")(register, Effect.catchTag(["SqlError", "SchemaError"], Effect.die))
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([Sessions.layer, OrganizationsRepo.layer, UsersRepo.layer])
  )
}
