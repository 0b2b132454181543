import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, References, Schema } from "effect"
import { HttpRouter, HttpServer } from "effect/http"
import { HttpApi, HttpApiBuilder, HttpApiEndpoint, HttpApiGroup } from "effect/http-api"
import { Authorization, CurrentUser, RequiredRole, Unauthenticated } from "#contract/Authorization.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import type { Role } from "#contract/identity/Role.ts"
import { UserId } from "#contract/identity/User.ts"
import { Authentication } from "#features/identity/Authentication.ts"
import * as AuthorizationHttp from "#features/identity/AuthorizationHttp.ts"

const Answer = Schema.Struct({ role: Schema.String, logs: Schema.Record(Schema.String, Schema.Unknown) })

/** Calls open to anyone logged in, but one. */
class Reading extends HttpApiGroup.make("reading")
  .add(
    HttpApiEndpoint.get("read", "/read", { success: Answer }),
    HttpApiEndpoint.post("keep", "/keep", {
      success: Answer,
      payload: Schema.Struct({ title: Schema.String })
    }).annotate(RequiredRole, "librarian")
  )
  .middleware(Authorization) {}

/** Calls for admins, but one. */
class Keeping extends HttpApiGroup.make("keeping")
  .add(
    HttpApiEndpoint.get("rule", "/rule", { success: Answer }),
    HttpApiEndpoint.get("look", "/look", { success: Answer }).annotate(RequiredRole, "member")
  )
  .middleware(Authorization)
  .annotate(RequiredRole, "admin") {}

class TestApi extends HttpApi.make("test").add(Reading, Keeping) {}

const answer = Effect.gen(function* () {
  const { role } = yield* CurrentUser
  return { role, logs: yield* References.CurrentLogAnnotations }
})

const userId = UserId.make("01900000-0000-7000-8000-00000000000a")
const organizationId = OrganizationId.make("01900000-0000-7000-8000-00000000000b")
const roles: Readonly<Record<string, Role>> = { "a-member": "member", "a-librarian": "librarian", "an-admin": "admin" }

/** Tokens that are names of roles. */
const layerAuthentication = Layer.succeed(Authentication, {
  authenticate: (token) => {
    const text = Redacted.value(token)
    const role = roles[text]
    return role === undefined
      ? Effect.fail(new Unauthenticated({ code: text === "" ? "UNAUTHENTICATED" : "INVALID_TOKEN" }))
      : Effect.succeed({ id: userId, organizationId, role, sessionId: "01900000-0000-7000-8000-00000000000c" })
  }
})

const { handler } = HttpRouter.toWebHandler(
  HttpApiBuilder.layer(TestApi).pipe(
    Layer.provide([
      HttpApiBuilder.group(TestApi, "reading", (handlers) =>
        handlers.handleAll({ read: () => answer, keep: () => answer })
      ),
      HttpApiBuilder.group(TestApi, "keeping", (handlers) =>
        handlers.handleAll({ rule: () => answer, look: () => answer })
      )
    ]),
    Layer.provide(AuthorizationHttp.layerNoDeps),
    Layer.provide(layerAuthentication),
    Layer.provide(HttpServer.layerServices)
  ),
  { disableLogger: true }
)

const decodeBody = Schema.decodeUnknownSync(Schema.Record(Schema.String, Schema.Unknown))
const call = async (path: string, headers: Record<string, string> = {}, method = "GET") => {
  const response = await handler(new Request(`http://library.example${path}`, { headers, method }))
  return {
    status: response.status,
    challenge: response.headers.get("www-authenticate"),
    body: decodeBody(await response.json())
  }
}
const as = (token: string) => ({ authorization: `Bearer ${token}` })

describe("a protected call", () => {
  it.each([
    ["no header", {}],
    ["an empty header", { authorization: "" }],
    ["a scheme without a token", { authorization: "Bearer" }],
    ["another scheme", { authorization: "Basic YTpi" }],
    ["a token in another header", { "x-access-token": "an-admin" }]
  ])("asks for a token where there is %s", async (_name, headers) => {
    const refused = await call("/read", headers)
    assert.deepStrictEqual([refused.status, refused.body["code"]], [401, "UNAUTHENTICATED"])
    assert.strictEqual(refused.challenge, 'Bearer realm="luminalib"')
  })

  it("reads no token from the address", async () => {
    const refused = await call("/read?access_token=an-admin")
    assert.deepStrictEqual([refused.status, refused.body["code"]], [401, "UNAUTHENTICATED"])
  })

  it("says that a token is not valid, and no more", async () => {
    const refused = await call("/read", as("forged"))
    assert.deepStrictEqual([refused.status, refused.body["code"]], [401, "INVALID_TOKEN"])
    assert.strictEqual(refused.challenge, 'Bearer realm="luminalib", error="invalid_token"')
  })

  it.each([
    ["/read", "a-member", "member"],
    ["/read", "an-admin", "admin"],
    ["/look", "a-member", "member"],
    ["/rule", "an-admin", "admin"]
  ])("%s lets %s in", async (path, token, role) => {
    const { body, challenge, status } = await call(path, as(token))
    assert.deepStrictEqual([status, body["role"], challenge], [200, role, null])
  })

  it.each([
    ["GET", "/rule", "a-member", "admin"],
    ["GET", "/rule", "a-librarian", "admin"],
    ["POST", "/keep", "a-member", "librarian"]
  ])("%s %s refuses %s, before it reads what was sent", async (method, path, token, requiredRole) => {
    const { body, status } = await call(path, as(token), method)
    assert.deepStrictEqual([status, body["code"], body["requiredRole"]], [403, "FORBIDDEN", requiredRole])
  })

  it("names the user and the library in everything that is logged on the way", async () => {
    const { body } = await call("/read", as("a-member"))
    assert.deepStrictEqual(body["logs"], { userId, organizationId })
  })
})
