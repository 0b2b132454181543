import { Context, Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import type { CurrentUser } from "#contract/Authorization.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { Role } from "#contract/identity/Role.ts"
import {
  LastAdmin,
  RoleChanged,
  type UpdateUser,
  type User,
  type UserId,
  UserNotFound
} from "#contract/identity/User.ts"
import { UserChanged } from "#contract/identity/IdentityEvents.ts"
import { InvalidCursor } from "#contract/Page.ts"
import { Reactions } from "#jobs/Reactions.ts"
import * as NewestFirst from "#platform/NewestFirst.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { ActiveSessions } from "./ActiveSessions.ts"
import { Audit, type Deed } from "./Audit.ts"
import { OrganizationsRepo } from "./OrganizationsRepo.ts"
import { Sessions } from "./Sessions.ts"
import { type UserKey, UsersRepo } from "./UsersRepo.ts"

/** Which page of which people: those with the role, whose name or address has the words. */
export interface PeopleQuery extends NewestFirst.PageQuery {
  readonly role?: Role
  readonly q?: string
}

/** The people of a library. */
export class People extends Context.Service<
  People,
  {
    readonly profile: (user: CurrentUser["Service"]) => Effect.Effect<User>
    readonly updateProfile: (user: CurrentUser["Service"], change: { readonly fullName: string }) => Effect.Effect<User>
    /** Newest people first. `total` counts all whom the filter lets through. */
    readonly list: (
      organizationId: OrganizationId,
      query: PeopleQuery
    ) => Effect.Effect<NewestFirst.Page<User>, InvalidCursor>
    /**
     * Changes somebody of the actor's library. In force at once in this process, within seconds in all. Deactivating
     * ends all sessions of the person. What changed is audited.
     */
    readonly update: (by: UserKey, id: UserId, change: UpdateUser) => Effect.Effect<User, UserNotFound | LastAdmin>
  }
>()("luminalib/features/identity/People") {
  static readonly layerNoDeps = Layer.effect(
    People,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const wall = yield* TenantWall
      const users = yield* UsersRepo
      const organizations = yield* OrganizationsRepo
      const sessions = yield* Sessions
      const active = yield* ActiveSessions
      const audit = yield* Audit
      const reactions = yield* Reactions

      /** The lock makes racing changes wait for one another: the second one counts the admins left by the first. */
      const update = Effect.fnUntraced(function* (by: UserKey, id: UserId, change: UpdateUser) {
        const person = { organizationId: by.organizationId, id }
        yield* organizations.lock(by.organizationId)
        const before = yield* users.find(person)
        const updated = yield* users.setAccess(person, change)
        if (Option.isNone(before) || Option.isNone(updated)) return yield* new UserNotFound({})
        if (!(yield* users.hasActiveAdmin(by.organizationId))) return yield* new LastAdmin({})
        if (!updated.value.active) yield* sessions.endAll(person)
        const deeds = deedsOf(by, before.value, updated.value)
        yield* audit.record(...deeds)
        if (deeds.length > 0) yield* reactions.record(UserChanged.make({ ...person, userId: id }))
        const roles = { from: before.value.role, to: updated.value.role }
        if (roles.from !== roles.to)
          yield* reactions.record(RoleChanged.make({ ...person, userId: id, by: by.id, ...roles }))
        yield* sql.afterCommit(active.forgetAll)
        return updated.value
      })

      const rename = Effect.fnUntraced(function* ({ id: userId, organizationId }: UserKey, fullName: string) {
        yield* reactions.record(UserChanged.make({ organizationId, userId }))
        return yield* users.rename({ organizationId, id: userId }, fullName)
      })

      const list = Effect.fnUntraced(function* (organizationId: OrganizationId, query: PeopleQuery) {
        const { q = "", role } = query
        const filter = { organizationId, role, words: q.toLowerCase() }
        const scope = JSON.stringify(["users", filter])
        const rows = NewestFirst.rowsOf(scope, query)
        if (Option.isNone(rows)) return yield* new InvalidCursor({})
        const found = yield* users.list({ ...filter, ...rows.value })
        return NewestFirst.pageOf(found, { scope, query, total: yield* users.count(filter) })
      })

      return People.of({
        profile: Effect.fn("People.profile")(
          (user) => Effect.flatMap(users.find(user), Effect.fromOption),
          Effect.catchTag(["SqlError", "SchemaError", "NoSuchElementError"], Effect.die)
        ),
        updateProfile: Effect.fn("People.updateProfile")(
          (user, { fullName }) =>
            Effect.flatMap(wall.within(user.organizationId, rename(user, fullName)), Effect.fromOption),
          Effect.catchTag(["SqlError", "SchemaError", "NoSuchElementError"], Effect.die)
        ),
        list: Effect.fn("People.list")(list, Effect.catchTag(["SqlError", "SchemaError"], Effect.die)),
        update: Effect.fn("People.update")(
          (by, id, change) => wall.within(by.organizationId, update(by, id, change)),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([UsersRepo.layer, OrganizationsRepo.layer, Sessions.layer, ActiveSessions.layer, Audit.layer])
  )
}

/** What a change was, if it changed anything. */
const deedsOf = (by: UserKey, before: User, after: User): ReadonlyArray<Deed> => {
  const deed = {
    organizationId: by.organizationId,
    actorId: by.id,
    subject: { type: "user", id: after.id }
  }
  return [
    ...(before.role === after.role
      ? []
      : [{ ...deed, action: "user.change-role" as const, detail: { from: before.role, to: after.role } }]),
    ...(before.active === after.active
      ? []
      : [{ ...deed, action: after.active ? ("user.reactivate" as const) : ("user.deactivate" as const) }]),
    ...((before.blockedAt === null) === (after.blockedAt === null) && before.blockedReason === after.blockedReason
      ? []
      : after.blockedAt === null
        ? [{ ...deed, action: "user.unblock" as const }]
        : [{ ...deed, action: "user.block" as const, detail: { reason: after.blockedReason } }])
  ]
}
