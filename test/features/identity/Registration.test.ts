import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { Organizations } from "#features/identity/Organizations.ts"
import { People } from "#features/identity/People.ts"
import { describePostgres } from "../../support/Services.ts"
import { onlyBehindTheWall } from "../../support/TenantTables.ts"
import { layerPostgres } from "../../support/TestDatabase.ts"
import {
  changePassword,
  colleague,
  found,
  layerIdentity,
  logIn,
  logOut,
  password,
  signUp,
  unique,
  whoIs
} from "./IdentityServices.ts"

describePostgres("the wall around a library's people", () => {
  layer(layerIdentity(layerPostgres), { excludeTestServices: true })("stands", (it) => {
    it.effect("from the moment that an account is made, whatever is changed", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const admin = yield* found()
        const member = yield* colleague(admin)
        yield* onlyBehindTheWall("organizations", "users", "sessions", "refresh_tokens", "audit_entries")

        assert.strictEqual((yield* signUp()).user.role, "admin")
        assert.strictEqual((yield* signUp()).user.role, "member")
        const founder = yield* found({ organizationName: unique("Walled") })
        const { email, organizationId } = founder.user
        const session = yield* logIn({ email, password })
        yield* changePassword(session, { currentPassword: password, newPassword: `${password} anew` })
        yield* logOut(yield* whoIs(session))

        const libraries = yield* Organizations
        assert.strictEqual((yield* libraries.update(founder.user, { name: unique("Other") })).id, organizationId)
        const people = yield* People
        const me = yield* whoIs(admin)
        assert.strictEqual((yield* people.updateProfile(me, { fullName: "Ada King" })).fullName, "Ada King")
        assert.isFalse((yield* people.update(me, member.user.id, { active: false })).active)
        const outside = yield* Effect.flip(sql`UPDATE users SET active = true`)
        assert.include(String(Object(outside.reason.cause).message), "outside of the wall")
      })
    )
  })
})
