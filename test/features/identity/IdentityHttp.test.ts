import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { HttpClientRequest, HttpServer } from "effect/http"
import { HttpApiMiddleware, HttpApiTest } from "effect/http-api"
import { SqlClient } from "effect/sql"
import { Api } from "#contract/Api.ts"
import { Authorization } from "#contract/Authorization.ts"
import { Idempotent } from "#contract/Idempotency.ts"
import { KnownPage } from "#contract/identity/CookieSessionApi.ts"
import type { Session } from "#contract/identity/Session.ts"
import { Problems, ReadableBody } from "#contract/Problem.ts"
import * as AuthorizationHttp from "#features/identity/AuthorizationHttp.ts"
import * as IdentityHttp from "#features/identity/IdentityHttp.ts"
import { PersonalData } from "#features/identity/PersonalData.ts"
import { layerEmbedded } from "../../support/TestDatabase.ts"
import { layerMachines, layerUnheard, unique, uniqueEmail } from "./IdentityServices.ts"

const services = IdentityHttp.layer.pipe(
  Layer.provideMerge(AuthorizationHttp.layer),
  Layer.provideMerge(
    Layer.mergeAll(
      Layer.succeed(
        Idempotent,
        Idempotent.of((call) => call)
      ),
      Layer.succeed(
        Problems,
        Problems.of((call) => call)
      ),
      Layer.succeed(
        ReadableBody,
        ReadableBody.of((call) => call)
      ),
      Layer.succeed(
        KnownPage,
        KnownPage.of((call) => call)
      )
    )
  ),
  Layer.provideMerge(PersonalData.layer([])),
  Layer.provide(layerUnheard),
  Layer.provideMerge(HttpServer.layerServices),
  Layer.provideMerge(layerMachines({ RATE_LIMITS: "on" })),
  Layer.provideMerge(layerEmbedded)
)

const client = HttpApiTest.groups(Api, ["auth", "profile", "organization"])

const bearing = (session: Pick<Session, "accessToken">) =>
  Effect.provide(
    HttpApiMiddleware.layerClient(Authorization, ({ next, request }) =>
      next(HttpClientRequest.bearerToken(request, session.accessToken))
    )
  )
const anybody = bearing({ accessToken: "" })

const password = Redacted.make("correct horse battery")
const signUp = (options: { readonly email?: string; readonly organizationName?: string } = {}) =>
  Effect.gen(function* () {
    const api = yield* client
    return yield* api.auth.signUp({ payload: { email: uniqueEmail(), password, fullName: "Ada Reader", ...options } })
  }).pipe(anybody)

layer(services, { excludeTestServices: true })("the calls of identity", (it) => {
  it.effect("lead from signing up over refreshing to logging out", () =>
    Effect.gen(function* () {
      const email = uniqueEmail()
      const session = yield* signUp({ email, organizationName: unique("Library") })
      const api = yield* client.pipe(anybody)
      const loggedIn = yield* api.auth.logIn({ payload: { email, password } })
      const refreshed = yield* api.auth.refresh({ payload: { refreshToken: Redacted.make(loggedIn.refreshToken) } })
      assert.strictEqual(refreshed.user.id, session.user.id)

      const mine = yield* client.pipe(bearing(refreshed))
      assert.strictEqual((yield* mine.profile.get()).email, email)
      assert.strictEqual((yield* mine.profile.update({ payload: { fullName: "Ada King" } })).fullName, "Ada King")
      yield* mine.profile.changePassword({
        payload: { currentPassword: password, newPassword: Redacted.make("another passphrase") }
      })
      yield* mine.profile.logOut()
      const refused = yield* Effect.flip(mine.profile.get())
      assert.strictEqual(refused._tag, "Unauthenticated")
      const old = yield* Effect.flip(api.auth.logIn({ payload: { email, password } }))
      assert.strictEqual(old._tag, "InvalidCredentials")
    })
  )

  it.effect("let an admin keep the library, and a member look at it", () =>
    Effect.gen(function* () {
      const session = yield* signUp({ organizationName: unique("Library") })
      const admin = yield* client.pipe(bearing(session))
      const name = unique("Renamed")
      assert.strictEqual((yield* admin.organization.update({ payload: { name } })).name, name)
      assert.strictEqual((yield* admin.organization.get()).name, name)
      const people = yield* admin.organization.listUsers({ query: { limit: 20 } })
      assert.deepStrictEqual([people.total, people.items[0]?.id], [1, session.user.id])
      const own = { params: { id: session.user.id }, payload: { role: "member" as const } }
      assert.strictEqual((yield* Effect.flip(admin.organization.updateUser(own)))._tag, "LastAdmin")

      yield* signUp()
      const member = yield* client.pipe(bearing(yield* signUp()))
      assert.strictEqual((yield* member.organization.get()).name, "Library")
      const refusals = yield* Effect.all([
        Effect.flip(member.organization.listUsers({ query: { limit: 20 } })),
        Effect.flip(member.organization.update({ payload: { name: "Mine" } })),
        Effect.flip(member.organization.updateUser(own))
      ])
      assert.deepStrictEqual(
        refusals.map(({ _tag }) => _tag),
        ["Forbidden", "Forbidden", "Forbidden"]
      )
    })
  )

  it.effect("answer the sixth wrong password in a row, up to the eleventh, with 429, and the right one as well", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const email = uniqueEmail()
      yield* signUp({ email, organizationName: unique("Library") })
      for (const who of [email, uniqueEmail()]) {
        const api = yield* client.pipe(anybody)
        const logIn = api.auth.logIn({ payload: { email: who, password: Redacted.make("a wrong guess") } })
        const guesses = (amount: number) => Effect.forEach(Array.from({ length: amount }), () => Effect.flip(logIn))
        const checked = yield* guesses(5)
        // On a busy machine six more take longer than the second that they have to wait.
        yield* sql`UPDATE login_failures SET blocked_until = blocked_until + interval '1 minute'`
        const answers = [...checked, ...(yield* guesses(6))]
        assert.deepStrictEqual(
          answers.map(({ _tag }) => _tag),
          [...Array.from({ length: 5 }, () => "InvalidCredentials"), ...Array.from({ length: 6 }, () => "RateLimited")]
        )
        assert.strictEqual(
          (yield* Effect.flip(api.auth.logIn({ payload: { email: who, password } })))._tag,
          "RateLimited"
        )
      }
    })
  )

  it.effect("forget failures after the right password, but not for one that opens somebody else's account", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const email = uniqueEmail()
      const organization = unique("Library")
      yield* signUp({ email, organizationName: organization })
      const api = yield* client.pipe(anybody)
      const wrong = Effect.map(
        Effect.flip(api.auth.logIn({ payload: { email, password: Redacted.make("a wrong guess") } })),
        ({ _tag }) => _tag
      )
      const right = (name: string) => api.auth.logIn({ payload: { email, password, organization: name } })
      const failAgain = Effect.forEach(Array.from({ length: 5 }), () => wrong)
      const waited = sql`UPDATE login_failures SET blocked_until = now()`
      yield* failAgain
      yield* waited
      yield* right(organization)
      assert.notInclude(yield* failAgain, "RateLimited")

      const guesser = unique("Guessers")
      yield* signUp({ email, organizationName: guesser })
      yield* waited
      yield* right(guesser)
      assert.strictEqual(yield* wrong, "InvalidCredentials")
      assert.strictEqual(yield* wrong, "RateLimited")
    })
  )

  it.effect("a burst of guesses learns no more than guesses one after the other", () =>
    Effect.gen(function* () {
      const email = uniqueEmail()
      yield* signUp({ email, organizationName: unique("Library") })
      const api = yield* client.pipe(anybody)
      const wrong = api.auth.logIn({ payload: { email, password: Redacted.make("a wrong guess") } })
      const answers = yield* Effect.forEach(Array.from({ length: 60 }), () => Effect.flip(wrong), {
        concurrency: "unbounded"
      })
      const guessed = answers.filter(({ _tag }) => _tag === "InvalidCredentials").length
      // Two more than five at most, which are worked on already when the fifth fails.
      assert.isAtLeast(guessed, 5)
      assert.isAtMost(guessed, 7)
    })
  )

  it.effect("guessing the present password with a stolen access token is limited as well", () =>
    Effect.gen(function* () {
      const mine = yield* client.pipe(bearing(yield* signUp({ organizationName: unique("Library") })))
      const guess = mine.profile.changePassword({
        payload: { currentPassword: Redacted.make("a wrong guess"), newPassword: password }
      })
      for (let n = 0; n < 5; n++) assert.strictEqual((yield* Effect.flip(guess))._tag, "InvalidCredentials")
      assert.strictEqual((yield* Effect.flip(guess))._tag, "RateLimited")
    })
  )
})
