import { assert, layer } from "@effect/vitest"
import { Effect, Exit, Layer, Redacted, Ref } from "effect"
import { SqlClient } from "effect/sql"
import { CredentialsRepo } from "#features/identity/CredentialsRepo.ts"
import { Identity } from "#features/identity/Identity.ts"
import { LoginThrottle } from "#features/identity/LoginThrottle.ts"
import { Passwords } from "#features/identity/Passwords.ts"
import { Registration } from "#features/identity/Registration.ts"
import { Sessions } from "#features/identity/Sessions.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import {
  changePassword,
  colleague,
  found,
  layerIdentity,
  layerMachines,
  logIn,
  password,
  refresh,
  signUp,
  unique,
  uniqueEmail,
  whoIs
} from "./IdentityServices.ts"

const layerIdentityWith = (passwords: Layer.Layer<Passwords>) =>
  Layer.fresh(Identity.layerNoDeps).pipe(
    Layer.provide([passwords, LoginThrottle.layerOff, Registration.layer, Sessions.layer, CredentialsRepo.layer])
  )

type Database = Layer.Layer<SqlClient.SqlClient | TenantWall, unknown>

const firstAccount = (where: string, database: Database) =>
  layer(layerIdentity(database), { excludeTestServices: true })(`a new installation, ${where}`, (it) => {
    it.effect("of ten people who sign up at once exactly one becomes its admin", () =>
      Effect.gen(function* () {
        const sessions = yield* Effect.all(
          Array.from({ length: 10 }, () => signUp()),
          { concurrency: "unbounded" }
        )
        const roles = sessions.map(({ user }) => user.role)
        assert.deepStrictEqual(roles.toSorted(), ["admin", ...Array.from({ length: 9 }, () => "member")])
        assert.strictEqual(new Set(sessions.map(({ user }) => user.organizationId)).size, 1)
        assert.strictEqual((yield* signUp()).user.role, "member")
      })
    )
  })

const accounts = (where: string, database: Database) =>
  layer(layerIdentity(database), { excludeTestServices: true })(`accounts, ${where}`, (it) => {
    it.effect("who names a new library becomes its admin and is logged in", () =>
      Effect.gen(function* () {
        const session = yield* found()
        assert.strictEqual(session.user.role, "admin")
        assert.strictEqual(session.expiresIn, 900)
        assert.deepStrictEqual(yield* whoIs(session).pipe(Effect.map(({ id }) => id)), session.user.id)
      })
    )

    it.effect("two libraries cannot have the same name, whatever its capitals", () =>
      Effect.gen(function* () {
        const name = unique("City Library")
        yield* signUp({ organizationName: name })
        const refused = yield* Effect.flip(signUp({ organizationName: name.toUpperCase() }))
        assert.deepStrictEqual([refused._tag, refused.status], ["OrganizationNameTaken", 409])
      })
    )

    it.effect("an address has one account in a library, however it is typed, and may have others elsewhere", () =>
      Effect.gen(function* () {
        const email = uniqueEmail()
        yield* signUp({ email })
        const refused = yield* Effect.flip(signUp({ email: ` ${email.toUpperCase()} ` }))
        assert.deepStrictEqual([refused._tag, refused.status], ["EmailTaken", 409])
        assert.strictEqual((yield* found({ email })).user.email, email)
      })
    )

    it.effect("a refused sign-up leaves nothing behind", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const name = unique("Ghost Library")
        yield* signUp({ organizationName: name })
        const before =
          yield* sql`SELECT (SELECT count(*)::int FROM users) AS users, (SELECT count(*)::int FROM organizations) AS libraries`
        yield* Effect.flip(signUp({ organizationName: name }))
        const after =
          yield* sql`SELECT (SELECT count(*)::int FROM users) AS users, (SELECT count(*)::int FROM organizations) AS libraries`
        assert.deepStrictEqual(after, before)
      })
    )

    it.effect("of ten sign-ups with one address at once one succeeds", () =>
      Effect.gen(function* () {
        const email = uniqueEmail()
        const exits = yield* Effect.all(
          Array.from({ length: 10 }, () => Effect.exit(signUp({ email }))),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(exits.filter(Exit.isSuccess).length, 1)
        assert.strictEqual((yield* Effect.flip(signUp({ email })))._tag, "EmailTaken")
      })
    )

    it.effect("the password is in no row, nor is any refresh token", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const session = yield* found({ password: "plainly visible" })
        const rows = yield* sql`
          SELECT users::text || sessions::text || refresh_tokens::text AS text FROM users
          JOIN sessions ON sessions.user_id = users.id
          JOIN refresh_tokens ON refresh_tokens.session_id = sessions.id
          WHERE users.id = ${session.user.id}`
        assert.strictEqual(rows.length, 1)
        assert.notInclude(String(rows[0]?.["text"]), "plainly visible")
        assert.notInclude(String(rows[0]?.["text"]), session.refreshToken)
      })
    )

    it.effect("logging in gives a new session each time", () =>
      Effect.gen(function* () {
        const { user } = yield* found()
        const [first, second] = [
          yield* logIn({ email: user.email, password }),
          yield* logIn({ email: user.email, password })
        ]
        assert.deepStrictEqual(first.user, second.user)
        assert.notStrictEqual((yield* whoIs(first)).sessionId, (yield* whoIs(second)).sessionId)
      })
    )

    it.effect("an unknown address and a wrong password get the same answer", () =>
      Effect.gen(function* () {
        const { user } = yield* found()
        const wrong = yield* Effect.flip(logIn({ email: user.email, password: "not this one" }))
        const unknown = yield* Effect.flip(logIn({ email: uniqueEmail(), password }))
        const elsewhere = yield* Effect.flip(logIn({ email: user.email, password, organization: "No Such Library" }))
        assert.deepStrictEqual([wrong._tag, wrong.status], ["InvalidCredentials", 401])
        assert.deepStrictEqual({ ...unknown }, { ...wrong })
        assert.deepStrictEqual({ ...elsewhere }, { ...wrong })
      })
    )

    it.effect("an unknown address costs the work of a wrong password: one check", () =>
      Effect.gen(function* () {
        const { user } = yield* found()
        const checks = yield* Ref.make<ReadonlyArray<number>>([])
        const passwords = yield* Passwords
        const counted = Layer.succeed(Passwords, {
          ...passwords,
          verify: (attempt) =>
            Effect.andThen(
              Ref.update(checks, (counts) => [...counts, attempt.hashes.length]),
              passwords.verify(attempt)
            )
        })
        yield* Effect.gen(function* () {
          yield* Effect.flip(logIn({ email: user.email, password: "not this one" }))
          yield* Effect.flip(logIn({ email: uniqueEmail(), password }))
          yield* Effect.flip(logIn({ email: user.email, password, organization: "No Such Library" }))
        }).pipe(Effect.provide(layerIdentityWith(counted)))
        assert.deepStrictEqual(yield* Ref.get(checks), [1, 0, 0])
      })
    )

    it.effect("who has one password in two libraries is asked which, and only then told that there are two", () =>
      Effect.gen(function* () {
        const email = uniqueEmail()
        const names = [unique("North"), unique("South")]
        const [north, south] = yield* Effect.forEach(names, (organizationName) => signUp({ email, organizationName }))
        const asked = yield* Effect.flip(logIn({ email, password }))
        assert.deepInclude({ ...asked }, { code: "ORGANIZATION_REQUIRED", status: 409, organizations: names })
        const guessed = yield* Effect.flip(logIn({ email, password: "a wrong guess" }))
        assert.strictEqual(guessed._tag, "InvalidCredentials")

        const byName = yield* logIn({ email, password, organization: names[0]!.toLowerCase() })
        const byId = yield* logIn({ email, password, organization: south!.user.organizationId })
        assert.deepStrictEqual([byName.user, byId.user], [north!.user, south!.user])
      })
    )

    it.effect("different passwords tell two libraries apart without a question", () =>
      Effect.gen(function* () {
        const email = uniqueEmail()
        const north = yield* found({ email, password: "north, north" })
        yield* found({ email, password: "south, south" })
        assert.deepStrictEqual((yield* logIn({ email, password: "north, north" })).user, north.user)
      })
    )

    it.effect("two long passwords that differ at their 75th character are two passwords", () =>
      Effect.gen(function* () {
        const long = `${"x".repeat(74)}a-tail`
        const { user } = yield* found({ password: long })
        const other = yield* Effect.flip(logIn({ email: user.email, password: `${"x".repeat(74)}b-tail` }))
        assert.strictEqual(other._tag, "InvalidCredentials")
        assert.strictEqual((yield* logIn({ email: user.email, password: long })).user.id, user.id)
      })
    )

    it.effect("a hash of another cost is renewed at the next log-in, the password staying the same", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { user } = yield* found()
        const cheaper = yield* Passwords.use((passwords) => passwords.hash(Redacted.make(password)))
        const dearer = yield* Effect.provide(
          Passwords.use((passwords) => passwords.hash(Redacted.make(password))),
          Passwords.layer.pipe(Layer.provide(layerMachines({ PASSWORD_HASH_COST: "5" })), Layer.fresh)
        )
        assert.notStrictEqual(cheaper.slice(0, 7), dearer.slice(0, 7))
        yield* sql`UPDATE users SET password_hash = ${dearer} WHERE id = ${user.id}`
        yield* Effect.all([logIn({ email: user.email, password }), logIn({ email: user.email, password })], {
          concurrency: 2
        })
        const rows = yield* sql`SELECT password_hash FROM users WHERE id = ${user.id}`
        assert.strictEqual(String(rows[0]?.["passwordHash"]).slice(0, 7), cheaper.slice(0, 7))
        assert.strictEqual((yield* logIn({ email: user.email, password })).user.id, user.id)
      })
    )

    it.effect("a new password ends every other session and leaves this one", () =>
      Effect.gen(function* () {
        const here = yield* found()
        const there = yield* logIn({ email: here.user.email, password })
        yield* changePassword(here, { currentPassword: password, newPassword: "another one" })

        assert.strictEqual((yield* whoIs(here)).id, here.user.id)
        assert.strictEqual((yield* refresh(here.refreshToken)).user.id, here.user.id)
        assert.strictEqual((yield* Effect.flip(whoIs(there))).code, "INVALID_TOKEN")
        assert.strictEqual((yield* Effect.flip(refresh(there.refreshToken)))._tag, "InvalidRefreshToken")
        assert.strictEqual((yield* Effect.flip(logIn({ email: here.user.email, password })))._tag, "InvalidCredentials")
        assert.strictEqual((yield* logIn({ email: here.user.email, password: "another one" })).user.id, here.user.id)
      })
    )

    it.effect("the password changes only for who knows the present one", () =>
      Effect.gen(function* () {
        const session = yield* found()
        const refused = yield* Effect.flip(
          changePassword(session, { currentPassword: "a guess", newPassword: "my own now" })
        )
        assert.strictEqual(refused._tag, "InvalidCredentials")
        assert.strictEqual((yield* logIn({ email: session.user.email, password })).user.id, session.user.id)
      })
    )

    it.effect("of two changes of one password at once one succeeds", () =>
      Effect.gen(function* () {
        const session = yield* found()
        const exits = yield* Effect.forEach(
          ["the first new one", "the other new one"],
          (newPassword) => Effect.exit(changePassword(session, { currentPassword: password, newPassword })),
          { concurrency: 2 }
        )
        assert.strictEqual(exits.filter(Exit.isSuccess).length, 1)
      })
    )

    it.effect("a log-in that races with a change of the password leaves no session that only knew the old one", () =>
      Effect.gen(function* () {
        const session = yield* found()
        const { email } = session.user
        const [, raced] = yield* Effect.all(
          [
            changePassword(session, { currentPassword: password, newPassword: "another one" }),
            Effect.forEach(Array.from({ length: 8 }), () => Effect.exit(logIn({ email, password })), { concurrency: 8 })
          ],
          { concurrency: 2 }
        )
        for (const exit of raced.filter(Exit.isSuccess)) {
          assert.strictEqual((yield* Effect.flip(whoIs(exit.value))).code, "INVALID_TOKEN")
        }
        assert.strictEqual((yield* whoIs(session)).id, session.user.id)
      })
    )

    it.effect("who is deactivated cannot log in, with the answer of an unknown address", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { user } = yield* colleague(yield* found())
        yield* sql`UPDATE users SET active = false WHERE id = ${user.id}`
        assert.strictEqual((yield* Effect.flip(logIn({ email: user.email, password })))._tag, "InvalidCredentials")
      })
    )
  })

const everywhere = (where: string, database: Database) => {
  firstAccount(where, database)
  accounts(where, database)
}

everywhere("embedded", layerEmbedded)
describePostgres("on a server", () => everywhere("on PostgreSQL", layerPostgres))
