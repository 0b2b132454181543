import { assert, layer } from "@effect/vitest"
import { Effect, Exit, type Layer } from "effect"
import type { SqlClient } from "effect/sql"
import { Organizations } from "#features/identity/Organizations.ts"
import { People, type PeopleQuery } from "#features/identity/People.ts"
import type { Session } from "#contract/identity/Session.ts"
import { type UpdateUser, UserId } from "#contract/identity/User.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import {
  colleague,
  found,
  layerIdentity,
  logIn,
  password,
  refresh,
  unique,
  uniqueEmail,
  whoIs
} from "./IdentityServices.ts"

const list = ({ user }: Session, query: Partial<PeopleQuery>) =>
  People.use((people) => people.list(user.organizationId, { limit: 20, ...query }))

/** An admin of the library of `admin` changes what `person` may do. */
const update = (admin: Session, person: Session, change: UpdateUser) =>
  People.use((people) => people.update(admin.user, person.user.id, change))

const people = (where: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, unknown>) =>
  layer(layerIdentity(database), { excludeTestServices: true })(`the people of a library, ${where}`, (it) => {
    it.effect("know and change their own profile", () =>
      Effect.gen(function* () {
        const session = yield* found({ fullName: "Ada Lovelace" })
        const me = yield* whoIs(session)
        const all = yield* People
        assert.deepStrictEqual(yield* all.profile(me), session.user)
        const renamed = yield* all.updateProfile(me, { fullName: "Ada King" })
        assert.deepStrictEqual(renamed, { ...session.user, fullName: "Ada King" })
        assert.deepStrictEqual(yield* all.profile(me), renamed)
      })
    )

    it.effect("are listed newest first, by page and by cursor alike, and counted", () =>
      Effect.gen(function* () {
        const admin = yield* found()
        const joined = yield* Effect.forEach(Array.from({ length: 4 }), () => colleague(admin))
        const expected = [...joined.toReversed(), admin].map(({ user }) => user.id)
        const ids = (page: { readonly items: ReadonlyArray<{ readonly id: UserId }> }) => page.items.map(({ id }) => id)

        const first = yield* list(admin, { limit: 2 })
        assert.deepStrictEqual([ids(first), first.total, first.limit, first.page], [expected.slice(0, 2), 5, 2, 1])
        const second = yield* list(admin, { limit: 2, cursor: first.nextCursor! })
        const third = yield* list(admin, { limit: 2, cursor: second.nextCursor! })
        assert.deepStrictEqual([...ids(first), ...ids(second), ...ids(third)], expected)
        assert.isUndefined(third.nextCursor)
        assert.isUndefined(second.page)
        assert.deepStrictEqual(ids(yield* list(admin, { limit: 2, page: 2 })), ids(second))
        assert.deepStrictEqual(ids(yield* list(admin, { limit: 2, page: 9 })), [])
      })
    )

    it.effect("are listed by role, with the count of that role", () =>
      Effect.gen(function* () {
        const admin = yield* found()
        const librarian = yield* colleague(admin, { role: "librarian" })
        yield* colleague(admin)
        const page = yield* list(admin, { role: "librarian" })
        assert.deepStrictEqual([page.items.map(({ id }) => id), page.total], [[librarian.user.id], 1])
      })
    )

    it.effect("are found by a part of their name or address, in whatever letters, and within a role", () =>
      Effect.gen(function* () {
        const admin = yield* found({ fullName: "Grace Keeper" })
        const reader = yield* colleague(admin, { email: `${unique("lovelace%_x")}@example.org` })
        const ids = ({ items }: { readonly items: ReadonlyArray<{ readonly id: string }> }) => items.map(({ id }) => id)
        assert.deepStrictEqual(ids(yield* list(admin, { q: "LOVELACE%" })), [reader.user.id])
        assert.deepStrictEqual(ids(yield* list(admin, { q: "ce kee" })), [admin.user.id])
        assert.deepStrictEqual(ids(yield* list(admin, { q: "ce kee", role: "member" })), [])
        assert.strictEqual((yield* list(admin, { q: "nobody" })).total, 0)
      })
    )

    it.effect("a cursor of another library, of another filter or of nobody's is refused", () =>
      Effect.gen(function* () {
        const [admin, stranger] = [yield* found(), yield* found()]
        yield* colleague(admin)
        yield* colleague(stranger)
        const { nextCursor } = yield* list(stranger, { limit: 1 })
        const own = yield* list(admin, { limit: 1 })
        for (const query of [
          { cursor: nextCursor! },
          { cursor: own.nextCursor!, role: "member" as const },
          { cursor: "AAAA" },
          { cursor: "" }
        ]) {
          assert.strictEqual((yield* Effect.flip(list(admin, query)))._tag, "InvalidCursor")
        }
      })
    )

    it.effect("of another library are neither listed nor changed", () =>
      Effect.gen(function* () {
        const [admin, stranger] = [yield* found(), yield* found()]
        assert.deepStrictEqual((yield* list(admin, {})).items, [admin.user])
        const refused = yield* Effect.flip(update(admin, stranger, { role: "member" }))
        assert.strictEqual(refused._tag, "UserNotFound")
        assert.strictEqual((yield* whoIs(stranger)).role, "admin")
      })
    )

    it.effect("a change of role is in force with the token that is out already", () =>
      Effect.gen(function* () {
        const admin = yield* found()
        const member = yield* colleague(admin)
        assert.strictEqual((yield* whoIs(member)).role, "member")
        const updated = yield* update(admin, member, { role: "librarian" })
        assert.deepStrictEqual([updated.role, updated.active], ["librarian", true])
        assert.strictEqual((yield* whoIs(member)).role, "librarian")
      })
    )

    it.effect("who is deactivated is out at once, and after reactivation has to log in again", () =>
      Effect.gen(function* () {
        const admin = yield* found()
        const member = yield* colleague(admin)
        yield* whoIs(member)
        assert.isFalse((yield* update(admin, member, { active: false })).active)
        assert.strictEqual((yield* Effect.flip(whoIs(member))).code, "INVALID_TOKEN")
        assert.strictEqual((yield* Effect.flip(refresh(member.refreshToken)))._tag, "InvalidRefreshToken")
        assert.strictEqual(
          (yield* Effect.flip(logIn({ email: member.user.email, password })))._tag,
          "InvalidCredentials"
        )

        yield* update(admin, member, { active: true })
        assert.strictEqual((yield* Effect.flip(whoIs(member))).code, "INVALID_TOKEN")
        assert.strictEqual((yield* logIn({ email: member.user.email, password })).user.id, member.user.id)
      })
    )

    it.effect("the last active admin stays one, and a refused change changes nothing", () =>
      Effect.gen(function* () {
        const admin = yield* found()
        const second = yield* colleague(admin, { role: "admin" })
        yield* update(admin, second, { active: false })
        for (const change of [{ role: "member" as const }, { active: false }]) {
          const refused = yield* Effect.flip(update(admin, admin, change))
          assert.deepStrictEqual([refused._tag, refused.status], ["LastAdmin", 409])
        }
        assert.strictEqual((yield* whoIs(admin)).role, "admin")
        yield* update(admin, second, { active: true })
        assert.strictEqual((yield* update(admin, admin, { role: "member" })).role, "member")
      })
    )

    it.effect("of two admins who demote each other at once one stays", () =>
      Effect.gen(function* () {
        const first = yield* found()
        const second = yield* colleague(first, { role: "admin" })
        const exits = yield* Effect.all(
          [
            Effect.exit(update(first, second, { role: "member" })),
            Effect.exit(update(second, first, { role: "member" }))
          ],
          { concurrency: 2 }
        )
        assert.strictEqual(exits.filter(Exit.isSuccess).length, 1)
        assert.strictEqual((yield* list(first, { role: "admin" })).total, 1)
      })
    )

    it.effect("nobody is a person that is not there", () =>
      Effect.gen(function* () {
        const admin = yield* found()
        const id = UserId.make("01900000-0000-7000-8000-00000000dead")
        const refused = yield* Effect.flip(People.use((all) => all.update(admin.user, id, { active: true })))
        assert.strictEqual(refused._tag, "UserNotFound")
      })
    )
  })

const libraries = (where: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, unknown>) =>
  layer(layerIdentity(database), { excludeTestServices: true })(`a library, ${where}`, (it) => {
    it.effect("starts on the free plan with the usual rules of lending", () =>
      Effect.gen(function* () {
        const name = unique("Fresh Library")
        const { user } = yield* found({ organizationName: name })
        const { createdAt: _, ...library } = yield* Organizations.use((all) => all.get(user.organizationId))
        assert.deepStrictEqual(library, {
          id: user.organizationId,
          name,
          plan: "free",
          policy: {
            maxActiveLoans: 1,
            loanPeriodDays: 14,
            maxRenewals: 2,
            holdShelfDays: 3,
            maxOpenHolds: 10,
            overdueRenewalDays: 0,
            dueSoonDays: 2,
            timeZone: "UTC",
            tokenBudgetPerMonth: null
          }
        })
      })
    )

    it.effect("changes what is given and keeps the rest", () =>
      Effect.gen(function* () {
        const { user } = yield* found()
        const all = yield* Organizations
        const before = yield* all.get(user.organizationId)
        const lending = yield* all.update(user, { policy: { loanPeriodDays: 28 } })
        assert.deepStrictEqual(lending, { ...before, policy: { ...before.policy, loanPeriodDays: 28 } })
        const policy = {
          maxActiveLoans: 5,
          maxRenewals: 0,
          holdShelfDays: 7,
          maxOpenHolds: 4,
          overdueRenewalDays: 6,
          dueSoonDays: 1,
          timeZone: "Asia/Kolkata",
          tokenBudgetPerMonth: 100_000
        }
        assert.deepStrictEqual((yield* all.update(user, { policy })).policy, { loanPeriodDays: 28, ...policy })
        yield* all.update(user, { policy: before.policy })
        yield* all.update(user, { policy: { loanPeriodDays: 28 } })
        const name = unique("Renamed")
        assert.deepStrictEqual(yield* all.update(user, { name }), { ...lending, name })
        assert.deepStrictEqual(yield* all.update(user, {}), { ...lending, name })
      })
    )

    it.effect("may change the capitals of its name, but not take another's", () =>
      Effect.gen(function* () {
        const names = [unique("Left Library"), unique("Right Library")]
        const [left] = yield* Effect.forEach(names, (organizationName) =>
          found({ organizationName, email: uniqueEmail() })
        )
        const all = yield* Organizations
        const rename = (name: string) => all.update(left!.user, { name })
        assert.strictEqual((yield* rename(names[0]!.toUpperCase())).name, names[0]!.toUpperCase())
        assert.strictEqual((yield* Effect.flip(rename(names[1]!.toUpperCase())))._tag, "OrganizationNameTaken")
      })
    )
  })

const everywhere = (where: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, unknown>) => {
  people(where, database)
  libraries(where, database)
}

everywhere("embedded", layerEmbedded)
describePostgres("on a server", () => everywhere("on PostgreSQL", layerPostgres))
