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
  "POST /api/v1/auth/cookie/signup",
  "POST /api/v1/auth/cookie/login",
  "POST /api/v1/auth/cookie/refresh",
  "POST /api/v1/auth/cookie/logout",
  "GET /api/v1/auth/sessions",
  "DELETE /api/v1/auth/sessions/{id}",
  "GET /api/v1/auth/profile",
  "PATCH /api/v1/auth/profile",
  "DELETE /api/v1/auth/profile",
  "GET /api/v1/auth/profile/export",
  "POST /api/v1/auth/change-password",
  "GET /api/v1/organization",
  "GET /api/v1/organization/usage",
  "PATCH /api/v1/organization",
  "GET /api/v1/users",
  "GET /api/v1/readers",
  "PATCH /api/v1/users/{id}",
  "DELETE /api/v1/users/{id}",
  "POST /api/v1/books",
  "GET /api/v1/books",
  "GET /api/v1/books/suggest",
  "GET /api/v1/books/{id}",
  "PUT /api/v1/books/{id}",
  "DELETE /api/v1/books/{id}",
  "GET /api/v1/books/{id}/file",
  "GET /api/v1/books/{id}/cover",
  "PUT /api/v1/books/{id}/cover",
  "DELETE /api/v1/books/{id}/cover",
  "POST /api/v1/books/{id}/borrow",
  "POST /api/v1/books/{id}/return",
  "GET /api/v1/books/{id}/availability",
  "POST /api/v1/books/{id}/holds",
  "GET /api/v1/books/{id}/holds",
  "POST /api/v1/loans/{id}/renew",
  "GET /api/v1/loans",
  "GET /api/v1/loans/history",
  "GET /api/v1/loans/all",
  "GET /api/v1/loans/overdue",
  "GET /api/v1/holds",
  "DELETE /api/v1/holds/{id}",
  "POST /api/v1/holds/{id}/suspend",
  "POST /api/v1/holds/{id}/resume",
  "POST /api/v1/books/{id}/reviews",
  "GET /api/v1/books/{id}/reviews",
  "GET /api/v1/reviews/{id}",
  "PUT /api/v1/reviews/{id}",
  "DELETE /api/v1/reviews/{id}",
  "POST /api/v1/reviews/{id}/report",
  "GET /api/v1/reviews/reported",
  "POST /api/v1/reviews/{id}/hide",
  "POST /api/v1/reviews/{id}/unhide",
  "GET /api/v1/books/{id}/analysis",
  "POST /api/v1/books/{id}/summarize",
  "GET /api/v1/books/{id}/text",
  "POST /api/v1/documents",
  "GET /api/v1/documents",
  "GET /api/v1/documents/{id}",
  "PUT /api/v1/documents/{id}",
  "DELETE /api/v1/documents/{id}",
  "GET /api/v1/documents/{id}/content",
  "GET /api/v1/documents/{id}/file",
  "POST /api/v1/qa",
  "GET /api/v1/qa",
  "GET /api/v1/qa/{id}",
  "DELETE /api/v1/qa/{id}",
  "DELETE /api/v1/qa",
  "GET /api/v1/recommendations",
  "GET /api/v1/recommendations/similar/{bookId}",
  "POST /api/v1/recommendations/train",
  "GET /api/v1/recommendations/models",
  "POST /api/v1/reading-lists",
  "GET /api/v1/reading-lists",
  "GET /api/v1/reading-lists/{id}",
  "PATCH /api/v1/reading-lists/{id}",
  "DELETE /api/v1/reading-lists/{id}",
  "GET /api/v1/reading-lists/{id}/items",
  "POST /api/v1/reading-lists/{id}/items",
  "DELETE /api/v1/reading-lists/{id}/items/{bookId}",
  "POST /api/v1/reading-lists/{id}/items/{bookId}/move",
  "GET /api/v1/reading-positions",
  "GET /api/v1/books/{id}/reading-position",
  "PUT /api/v1/books/{id}/reading-position",
  "DELETE /api/v1/books/{id}/reading-position",
  "GET /api/v1/notifications",
  "POST /api/v1/notifications/{id}/read",
  "POST /api/v1/notifications/read-all",
  "DELETE /api/v1/notifications/{id}",
  "GET /api/v1/notifications/preferences",
  "PUT /api/v1/notifications/preferences",
  "GET /api/v1/jobs",
  "GET /api/v1/jobs/{id}",
  "POST /api/v1/jobs/{id}/retry",
  "POST /api/v1/jobs/{id}/cancel",
  "GET /api/v1/ws",
  "GET /api/v1/queues",
  "GET /api/v1/queues/kinds",
  "POST /api/v1/queues/{name}/pause",
  "POST /api/v1/queues/{name}/resume",
  "POST /api/v1/job-kinds/{kind}/pause",
  "POST /api/v1/job-kinds/{kind}/resume",
  "GET /api/v1/operations/jobs",
  "GET /api/v1/operations/jobs/{id}",
  "POST /api/v1/operations/jobs/retry",
  "POST /api/v1/operations/jobs/replay",
  "POST /api/v1/operations/jobs/{id}/retry",
  "POST /api/v1/operations/jobs/{id}/cancel",
  "GET /api/v1/status",
  "GET /api/v1/audit",
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
      // Whoever it is may be said in the first frame.
      "GET /api/v1/ws",
      "POST /api/v1/auth/cookie/login",
      "POST /api/v1/auth/cookie/logout",
      "POST /api/v1/auth/cookie/refresh",
      "POST /api/v1/auth/cookie/signup",
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

  it("offers to repeat safely what creates, and what asks for work", () => {
    const repeatable = operations.filter(({ operation }) =>
      operation.parameters.some((parameter) => parameter.name === "idempotency-key")
    )
    assert.deepStrictEqual(
      repeatable.map(({ name }) => name),
      [
        "POST /api/v1/books",
        "POST /api/v1/books/{id}/borrow",
        "POST /api/v1/loans/{id}/renew",
        "POST /api/v1/books/{id}/holds",
        "POST /api/v1/books/{id}/reviews",
        "POST /api/v1/reading-lists",
        "POST /api/v1/reading-lists/{id}/items",
        "POST /api/v1/books/{id}/summarize",
        "POST /api/v1/recommendations/train",
        "POST /api/v1/qa",
        "POST /api/v1/documents"
      ]
    )
    for (const { operation } of repeatable) {
      assert.include(JSON.stringify(operation.responses["409"]), "IdempotencyKeyReused")
      assert.include(JSON.stringify(operation.responses["409"]), "IdempotencyKeyInUse")
    }
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
