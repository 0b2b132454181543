import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Redacted, Schema } from "effect"
import { clientOf, layerTestServices, startServer } from "../../support/TestServer.ts"
import { problemIn, send, type WireAnswer } from "../../support/Wire.ts"

class Library extends Context.Service<Library, { readonly baseUrl: string }>()("test/CookieLibrary") {
  static readonly layer = Layer.effect(
    Library,
    startServer({ CORS_ORIGINS: "https://app.example", TRUSTED_PROXIES: "127.0.0.1" }, { worker: false })
  ).pipe(Layer.provideMerge(layerTestServices))
}

const password = "correct horse battery"
let count = 0
const newEmail = () => `page-${(count += 1)}@example.org`

const proof = { "x-luminalib-csrf": "1" }

interface Call {
  readonly body?: object
  readonly cookie?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A call as a script of our page makes it, unless told otherwise. */
const call = (name: string, { body, cookie, headers = proof }: Call = {}) =>
  Library.use(({ baseUrl }) =>
    send(baseUrl, {
      method: "POST",
      path: `/api/v1/auth/cookie/${name}`,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(cookie === undefined ? {} : { cookie }),
        "user-agent": "A Browser/1.0",
        ...headers
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
  )

const cookiesOf = ({ headers }: WireAnswer): ReadonlyArray<string> => [headers["set-cookie"] ?? []].flat()
/** What a browser would send back. */
const cookieOf = (answer: WireAnswer) => cookiesOf(answer)[0]?.split(";")[0] ?? ""

const sessionOf = Schema.decodeUnknownSync(
  Schema.fromJsonString(Schema.Struct({ accessToken: Schema.String, expiresIn: Schema.Int }))
)

const signUp = (email = newEmail()) =>
  Effect.tap(call("signup", { body: { email, password, fullName: "Ada Reader" } }), (answer) =>
    Effect.sync(() => assert.strictEqual(answer.status, 201, answer.text))
  )

/** Calls with the access token of an answer. */
const bearing = (answer: WireAnswer) =>
  Effect.gen(function* () {
    const { actAs, api } = yield* clientOf((yield* Library).baseUrl)
    yield* actAs(sessionOf(answer.text).accessToken)
    return api
  })

const assertProblem = (answer: WireAnswer, status: number, code: string) => {
  assert.deepStrictEqual([answer.status, problemIn(answer.text).code], [status, code], answer.text)
}

layer(Library.layer, { excludeTestServices: true })("a page's session in a cookie", (it) => {
  it.effect("keeps the refresh token where no script can read it, and nowhere else", () =>
    Effect.gen(function* () {
      const email = newEmail()
      for (const answer of [yield* signUp(email), yield* call("login", { body: { email, password } })]) {
        const [cookie = "", ...others] = cookiesOf(answer)
        assert.deepStrictEqual(others, [])
        const [pair = "", ...attributes] = cookie.split("; ")
        assert.match(pair, /^__Host-luminalib-session=[\w-]{43}$/)
        assert.sameMembers(
          attributes.filter((attribute) => !attribute.startsWith("Expires=")),
          ["HttpOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age=2592000"]
        )
        assert.hasAllKeys(JSON.parse(answer.text), ["user", "accessToken", "expiresIn"])
        assert.notInclude(answer.text, pair.split("=")[1] ?? "")
        const api = yield* bearing(answer)
        assert.strictEqual((yield* api.profile.get()).email, email)
      }
    })
  )

  it.effect("is gone on with by the cookie alone, which changes each time", () =>
    Effect.gen(function* () {
      const first = yield* signUp()
      const second = yield* call("refresh", { cookie: cookieOf(first) })
      assert.strictEqual(second.status, 200, second.text)
      assert.notStrictEqual(cookieOf(second), cookieOf(first))
      const third = yield* call("refresh", { cookie: `theme=dark; ${cookieOf(second)}; other=1` })
      assert.strictEqual((yield* (yield* bearing(third)).profile.get()).fullName, "Ada Reader")
    })
  )

  it.effect("goes on in all tabs that refresh at once, with one and the same cookie", () =>
    Effect.gen(function* () {
      const cookie = cookieOf(yield* signUp())
      const answers = yield* Effect.all(
        Array.from({ length: 8 }, () => call("refresh", { cookie })),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual([...new Set(answers.map(({ status }) => status))], [200])
      assert.strictEqual(new Set(answers.map(cookieOf)).size, 1)
    })
  )

  it.effect("ends with the log-out, access tokens included, and the cookie is taken away", () =>
    Effect.gen(function* () {
      const session = yield* signUp()
      const api = yield* bearing(session)
      yield* api.profile.get()
      const answer = yield* call("logout", { cookie: cookieOf(session) })
      assert.strictEqual(answer.status, 204)
      assert.match(cookiesOf(answer).join(), /^__Host-luminalib-session=; Max-Age=0; /)
      assert.strictEqual((yield* Effect.flip(api.profile.get()))._tag, "Unauthenticated")
      assertProblem(yield* call("refresh", { cookie: cookieOf(session) }), 401, "INVALID_REFRESH_TOKEN")
      assert.strictEqual((yield* call("logout")).status, 204)
      assert.strictEqual((yield* call("logout", { cookie: "__Host-luminalib-session=nonsense" })).status, 204)
    })
  )

  it.effect("takes away a cookie that does not count, and sets none with any other refusal", () =>
    Effect.gen(function* () {
      const invalid = yield* call("refresh", { cookie: `__Host-luminalib-session=${"a".repeat(43)}` })
      assertProblem(invalid, 401, "INVALID_REFRESH_TOKEN")
      assert.match(cookiesOf(invalid).join(), /Max-Age=0/)
      const refusals = [
        yield* call("refresh"),
        yield* call("login", { body: { email: newEmail(), password } }),
        yield* call("signup", { body: { email: "nonsense", password, fullName: "A" } })
      ]
      assert.deepStrictEqual(
        refusals.map((answer) => [answer.status, cookiesOf(answer).length]),
        [
          [401, 0],
          [401, 0],
          [422, 0]
        ]
      )
    })
  )

  it.effect("is not to be had by pages of others, nor without the proof that a script of ours calls", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Library
      const cookie = cookieOf(yield* signUp())
      const foreign: ReadonlyArray<Readonly<Record<string, string>>> = [
        {},
        { "x-luminalib-csrf": "0" },
        { ...proof, origin: "https://evil.example", "sec-fetch-site": "cross-site" },
        { ...proof, origin: "https://evil.example" },
        { ...proof, origin: "null" },
        { ...proof, origin: `${baseUrl}.evil.example` },
        { ...proof, origin: "https://app.example.evil.io" },
        { ...proof, origin: baseUrl, "sec-fetch-site": "same-site" },
        { ...proof, origin: `http://${new URL(baseUrl).hostname}:1` }
      ]
      for (const name of ["login", "signup", "refresh", "logout"]) {
        for (const headers of foreign) {
          const answer = yield* call(name, { cookie, headers })
          assertProblem(answer, 403, "CSRF_REJECTED")
          assert.deepStrictEqual(cookiesOf(answer), [])
        }
      }
      // And nothing of it was done: the cookie still counts.
      const own = { ...proof, origin: baseUrl, "sec-fetch-site": "same-origin" }
      assert.strictEqual((yield* call("refresh", { cookie, headers: own })).status, 200)
    })
  )

  it.effect("may be kept by the pages of CORS_ORIGINS", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Library
      const origin = "https://app.example"
      const preflight = yield* send(baseUrl, {
        method: "OPTIONS",
        path: "/api/v1/auth/cookie/refresh",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "x-luminalib-csrf"
        }
      })
      assert.include(String(preflight.headers["access-control-allow-headers"]), "x-luminalib-csrf")
      const cookie = cookieOf(yield* signUp())
      const headers = { ...proof, origin, "sec-fetch-site": "cross-site" }
      const answer = yield* call("refresh", { cookie, headers })
      assert.strictEqual(answer.status, 200, answer.text)
      assert.strictEqual(answer.headers["access-control-allow-origin"], origin)
      assert.strictEqual(answer.headers["access-control-allow-credentials"], "true")
    })
  )

  it.effect("behind a proxy is that of the address which readers know", () =>
    Effect.gen(function* () {
      const cookie = cookieOf(yield* signUp())
      const from = (origin: string) =>
        call("refresh", {
          cookie,
          headers: {
            ...proof,
            origin,
            "sec-fetch-site": "same-origin",
            "x-forwarded-for": "198.51.100.7",
            "x-forwarded-host": "library.example"
          }
        })
      assert.strictEqual((yield* from("https://library.example")).status, 200)
      assertProblem(yield* from("https://inside.example:8000"), 403, "CSRF_REJECTED")
    })
  )

  it.effect("counts for nothing but itself", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Library
      const cookie = cookieOf(yield* signUp())
      for (const path of ["/api/v1/auth/profile", "/api/v1/books"]) {
        assertProblem(yield* send(baseUrl, { path, headers: { cookie, ...proof } }), 401, "UNAUTHENTICATED")
      }
    })
  )

  it.effect("is listed with its browser and its last use, and may be ended from another", () =>
    Effect.gen(function* () {
      const email = newEmail()
      const here = yield* signUp(email)
      const there = yield* call("login", {
        body: { email, password },
        headers: { ...proof, "user-agent": `Another ${"x".repeat(400)}` }
      })
      const api = yield* bearing(here)
      const elsewhere = yield* bearing(there)
      const before = (yield* api.profile.sessions()).items
      assert.deepStrictEqual(
        before.map(({ isCurrent, userAgent }) => [isCurrent, userAgent?.length, userAgent?.slice(0, 9)]),
        [
          [false, 256, "Another x"],
          [true, 13, "A Browser"]
        ]
      )
      yield* call("refresh", { cookie: cookieOf(here) })
      const { items } = yield* api.profile.sessions()
      assert.deepStrictEqual(
        items.map(({ isCurrent }) => isCurrent),
        [true, false]
      )
      const [current, other] = items
      assert.isTrue(current!.lastUsedAt.epochMilliseconds > current!.createdAt.epochMilliseconds)
      assert.isNotNull(yield* elsewhere.profile.get())
      yield* api.profile.endSession({ params: { id: other!.id } })
      assert.strictEqual((yield* Effect.flip(elsewhere.profile.get()))._tag, "Unauthenticated")
      assertProblem(yield* call("refresh", { cookie: cookieOf(there) }), 401, "INVALID_REFRESH_TOKEN")
      assert.strictEqual((yield* api.profile.sessions()).items.length, 1)
      const again = yield* Effect.flip(api.profile.endSession({ params: { id: other!.id } }))
      assert.strictEqual(again._tag, "SessionNotFound")
    })
  )

  it.effect("of somebody else is neither shown nor ended", () =>
    Effect.gen(function* () {
      const victim = yield* bearing(yield* signUp())
      const colleague = yield* bearing(yield* signUp())
      const { items } = yield* victim.profile.sessions()
      const refused = yield* Effect.flip(colleague.profile.endSession({ params: { id: items[0]!.id } }))
      assert.strictEqual(refused._tag, "SessionNotFound")
      assert.isNotNull(yield* victim.profile.get())
      const { baseUrl } = yield* Library
      const outsider = yield* clientOf(baseUrl)
      const session = yield* outsider.api.auth.signUp({
        payload: {
          email: newEmail(),
          password: Redacted.make(password),
          fullName: "Eve",
          organizationName: "Elsewhere"
        }
      })
      yield* outsider.actAs(session.accessToken)
      const foreign = yield* Effect.flip(outsider.api.profile.endSession({ params: { id: items[0]!.id } }))
      assert.strictEqual(foreign._tag, "SessionNotFound")
      assert.deepStrictEqual((yield* outsider.api.profile.sessions()).items.length, 1)
    })
  )
})
