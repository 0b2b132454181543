import { assert, describe, it } from "@effect/vitest"
import { OpenApi } from "effect/http-api"
import { expect } from "vitest"
import { Api } from "#contract/Api.ts"

const document = OpenApi.fromApi(Api)

/** What the contract's page names, so far as it is built. */
const promised = [
  "POST /api/v1/auth/signup",
  "POST /api/v1/auth/login",
  "POST /api/v1/auth/refresh",
  "POST /api/v1/auth/logout",
  "GET /api/v1/auth/profile",
  "PATCH /api/v1/auth/profile",
  "POST /api/v1/auth/change-password",
  "GET /api/v1/organization",
  "PATCH /api/v1/organization",
  "GET /api/v1/users",
  "PATCH /api/v1/users/{id}",
  "POST /api/v1/books",
  "GET /api/v1/books",
  "GET /api/v1/books/{id}",
  "PUT /api/v1/books/{id}",
  "DELETE /api/v1/books/{id}",
  "GET /api/v1/books/{id}/file",
  "GET /api/v1/books/{id}/analysis",
  "POST /api/v1/books/{id}/summarize",
  "GET /api/v1/jobs",
  "GET /api/v1/jobs/{id}",
  "POST /api/v1/jobs/{id}/retry",
  "POST /api/v1/jobs/{id}/cancel",
  "GET /api/health",
  "GET /api/ready"
]

const methods = ["get", "post", "put", "patch", "delete"] as const
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  methods.flatMap((method) => {
    const operation = item[method]
    return operation === undefined ? [] : [{ name: `${method.toUpperCase()} ${path}`, operation }]
  })
)

const fieldsOf = (schema: object | undefined): object => {
  const found = "$ref" in (schema ?? {}) ? document.components.schemas[nameOf(schema)] : schema
  return Object(Reflect.get(found ?? {}, "properties"))
}
const nameOf = (schema: object | undefined) => String(Reflect.get(schema ?? {}, "$ref")).replace(/^.*\//, "")

describe("the OpenAPI document", () => {
  it("has every call of the contract", () => {
    assert.deepStrictEqual(operations.map(({ name }) => name).toSorted(), promised.toSorted())
  })

  it("names, tags and explains every call", () => {
    for (const { name, operation } of operations) {
      assert.isNotEmpty(operation.operationId, name)
      assert.isNotEmpty(operation.summary ?? "", name)
      assert.isNotEmpty(operation.tags, name)
    }
    assert.strictEqual(document.openapi, "3.1.0")
  })

  it("asks for a token wherever the server does", () => {
    const open = operations.filter(({ operation }) => operation.security.length === 0).map(({ name }) => name)
    assert.deepStrictEqual(open.toSorted(), [
      "GET /api/health",
      "GET /api/ready",
      "POST /api/v1/auth/login",
      "POST /api/v1/auth/refresh",
      "POST /api/v1/auth/signup"
    ])
  })

  it("says for every call what a refusal looks like", () => {
    for (const { name, operation } of operations) {
      for (const [status, response] of Object.entries(operation.responses)) {
        if (Number(status) < 400 || name === "GET /api/ready") continue
        assert.hasAllKeys(response.content ?? {}, ["application/problem+json"], `${name} ${status}`)
      }
    }
  })

  it("shows by example what each call takes", () => {
    const bodies = operations.flatMap(({ name, operation }) =>
      Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => ({ name, properties: fieldsOf(schema) }))
    )
    assert.isAbove(bodies.length, 8)
    const silent = bodies.flatMap(({ name, properties }) =>
      Object.entries(properties)
        .filter(([, schema]) => !/"examples":|"format":"binary"/.test(JSON.stringify(schema)))
        .map(([field]) => `${name} ${field}`)
    )
    assert.deepStrictEqual(silent, [])
  })

  it("says of every call with a body how an unreadable one is refused, and of no other", () => {
    for (const { name, operation } of operations) {
      const refused = ["413", "415"].filter((status) => status in operation.responses)
      assert.deepStrictEqual(refused, operation.requestBody === undefined ? [] : ["413", "415"], name)
    }
  })

  it("changes only on purpose", async () => {
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot("openapi.json")
  })
})
