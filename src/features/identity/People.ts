import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { CurrentUser } from "#contract/Authorization.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { Role } from "#contract/identity/Role.ts"
import { LastAdmin, type UpdateUser, type User, UserId, UserNotFound } from "#contract/identity/User.ts"
import { InvalidCursor } from "#contract/Page.ts"
import * as Cursor from "#platform/Cursor.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { ActiveSessions } from "./ActiveSessions.ts"
import { OrganizationsRepo } from "./OrganizationsRepo.ts"
import { Sessions } from "./Sessions.ts"
import { type UserKey, UsersRepo } from "./UsersRepo.ts"

/** Which page of which people: the one after `cursor`, else the one numbered `page`, else the first. */
export interface PeopleQuery {
  readonly limit: number
  readonly page?: number
  readonly cursor?: string
  readonly role?: Role
}

/** Newest people first. `total` counts all whom the filter lets through. */
export interface PeoplePage {
  readonly items: ReadonlyArray<User>
  readonly total: number
  readonly limit: number
  readonly page?: number
  readonly nextCursor?: string
}

/** The people of a library. */
export class People extends Context.Service<
  People,
  {
    readonly profile: (user: CurrentUser["Service"]) => Effect.Effect<User>
    readonly updateProfile: (user: CurrentUser["Service"], change: { readonly fullName: string }) => Effect.Effect<User>
    readonly list: (organizationId: OrganizationId, query: PeopleQuery) => Effect.Effect<PeoplePage, InvalidCursor>
    /** In force at once in this process, within seconds in all. Deactivating ends all sessions of the person. */
    readonly update: (person: UserKey, change: UpdateUser) => Effect.Effect<User, UserNotFound | LastAdmin>
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

      /** The lock makes racing changes wait for one another: the second one counts the admins left by the first. */
      const update = Effect.fnUntraced(function* (person: UserKey, change: UpdateUser) {
        yield* organizations.lock(person.organizationId)
        const updated = yield* users.setAccess(person, change)
        if (Option.isNone(updated)) return yield* new UserNotFound({})
        if (!(yield* users.hasActiveAdmin(person.organizationId))) return yield* new LastAdmin({})
        if (!updated.value.active) yield* sessions.endAll(person)
        yield* sql.afterCommit(active.forgetAll)
        return updated.value
      })

      const list = Effect.fnUntraced(function* (organizationId: OrganizationId, query: PeopleQuery) {
        const { cursor, limit, role } = query
        const scope = JSON.stringify(["users", organizationId, role])
        const before = cursor === undefined ? undefined : yield* startOf(scope, cursor)
        const page = cursor === undefined ? (query.page ?? 1) : undefined
        const offset = page === undefined ? 0 : (page - 1) * limit
        // One more than asked for tells whether there is a next page.
        const found = yield* users.list({ organizationId, role, before, limit: limit + 1, offset })
        const items = found.slice(0, limit)
        const last = items.at(-1)
        return {
          items,
          total: yield* users.count({ organizationId, role }),
          limit,
          ...(page === undefined ? {} : { page }),
          ...(found.length > limit && last !== undefined ? { nextCursor: Cursor.encode(scope, [last.id]) } : {})
        }
      })

      return People.of({
        profile: Effect.fn("People.profile")(
          (user) => Effect.flatMap(users.find(user), Effect.fromOption),
          Effect.catchTag(["SqlError", "SchemaError", "NoSuchElementError"], Effect.die)
        ),
        updateProfile: Effect.fn("People.updateProfile")(
          (user, { fullName }) =>
            Effect.flatMap(wall.within(user.organizationId, users.rename(user, fullName)), Effect.fromOption),
          Effect.catchTag(["SqlError", "SchemaError", "NoSuchElementError"], Effect.die)
        ),
        list: Effect.fn("People.list")(list, Effect.catchTag(["SqlError", "SchemaError"], Effect.die)),
        update: Effect.fn("People.update")(
          (person, change) => wall.within(person.organizationId, update(person, change)),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([UsersRepo.layer, OrganizationsRepo.layer, Sessions.layer, ActiveSessions.layer])
  )
}

const decodeStart = Schema.decodeUnknownOption(Schema.Tuple([UserId]))

const startOf = (scope: string, cursor: string) =>
  Option.match(Option.flatMap(Cursor.decode(scope, cursor), decodeStart), {
    onNone: () => Effect.fail(new InvalidCursor({})),
    onSome: ([id]) => Effect.succeed(id)
  })
