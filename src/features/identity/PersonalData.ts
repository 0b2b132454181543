import { Context, DateTime, Effect, Layer, Option, type Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { UserErased } from "#contract/identity/IdentityEvents.ts"
import type { ErasureRefused, PersonalExport } from "#contract/identity/PersonalData.ts"
import { LastAdmin, type UserId, UserNotFound } from "#contract/identity/User.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { EventLog } from "#platform/events/EventLog.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { ActiveSessions } from "./ActiveSessions.ts"
import { Audit } from "./Audit.ts"
import { OrganizationsRepo } from "./OrganizationsRepo.ts"
import { SessionsRepo } from "./SessionsRepo.ts"
import { type UserKey, UsersRepo } from "./UsersRepo.ts"

/** What a later feature keeps of people, and how it forgets it. */
export interface Keeper {
  /** What it is called in an export. */
  readonly name: string
  /** As JSON, in the form in which calls show it. */
  readonly collect: (person: UserKey) => Effect.Effect<ReadonlyArray<Schema.Json>, SqlError.SqlError>
  /**
   * Called in the transaction that erases the person, who is locked, before the account goes: with it go all rows whose
   * foreign keys say so. Books are locked after the person, by ascending id.
   */
  readonly forget: (person: UserKey) => Effect.Effect<void, SqlError.SqlError | ErasureRefused>
}

/** What the library knows of a person, all of it, to take away or to be forgotten. */
export class PersonalData extends Context.Service<
  PersonalData,
  {
    /** Not one transaction: what changes meanwhile may be in it or not. */
    readonly collect: (person: UserKey) => Effect.Effect<PersonalExport>
    /**
     * Erases somebody of the actor's library, audited under an id that then says nothing any more. All or nothing.
     * A library keeps at least one active admin.
     */
    readonly erase: (by: UserKey, id: UserId) => Effect.Effect<void, UserNotFound | LastAdmin | ErasureRefused>
  }
>()("luminalib/features/identity/PersonalData") {
  static readonly layerNoDeps = (keepers: ReadonlyArray<Keeper>) =>
    Layer.effect(
      PersonalData,
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const wall = yield* TenantWall
        const users = yield* UsersRepo
        const organizations = yield* OrganizationsRepo
        const sessions = yield* SessionsRepo
        const active = yield* ActiveSessions
        const audit = yield* Audit
        const reactions = yield* Reactions
        const events = yield* EventLog

        const collect = Effect.fnUntraced(function* (person: UserKey) {
          const profile = yield* Effect.flatMap(users.find(person), Effect.fromOption)
          const kept = yield* Effect.forEach(keepers, ({ collect, name }) =>
            Effect.map(collect(person), (items) => [name, items] as const)
          )
          return {
            exportedAt: yield* DateTime.now,
            profile,
            data: { sessions: yield* sessions.ofPerson(person), ...Object.fromEntries(kept) }
          }
        })

        const erase = Effect.fnUntraced(function* (by: UserKey, id: UserId) {
          const { organizationId } = by
          const person = { organizationId, id }
          yield* organizations.lock(organizationId)
          const role = yield* users.lock(person)
          if (Option.isNone(role)) return yield* new UserNotFound({})
          for (const { forget } of keepers) yield* forget(person)
          yield* users.remove(person)
          if (!(yield* users.hasActiveAdmin(organizationId))) return yield* new LastAdmin({})
          const subject = { type: "user", id }
          const detail = { role: role.value }
          yield* audit.record({ organizationId, actorId: by.id, action: "user.erase", subject, detail })
          yield* events.forget(organizationId, id)
          yield* reactions.record(UserErased.make({ organizationId, userId: id }))
          yield* sql.afterCommit(active.forgetAll)
        })

        return PersonalData.of({
          collect: Effect.fn("PersonalData.collect")(
            collect,
            Effect.catchTag(["SqlError", "SchemaError", "NoSuchElementError"], Effect.die)
          ),
          erase: Effect.fn("PersonalData.erase")(
            (by, id) => wall.within(by.organizationId, erase(by, id)),
            Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
          )
        })
      })
    )

  /** `keepers`: those of later features. Asks for SqlClient, TenantWall, SecureRandom and Reactions. */
  static readonly layer = (keepers: ReadonlyArray<Keeper>) =>
    this.layerNoDeps(keepers).pipe(
      Layer.provide([UsersRepo.layer, OrganizationsRepo.layer, SessionsRepo.layer, ActiveSessions.layer, Audit.layer]),
      Layer.provide(EventLog.layer)
    )
}
