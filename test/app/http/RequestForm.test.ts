import { assert, describe, it } from "@effect/vitest"
import { refusalOf, type RequestForm } from "#app/http/RequestForm.ts"

const plain: RequestForm = { method: "GET", target: "/api/health", httpVersion: "1.1", rawHeaders: ["Host", "a"] }
const refusal = (changes: Partial<RequestForm>) => refusalOf({ ...plain, ...changes })

describe("the form of a request", () => {
  it("is a path, with one host, in a method we speak", () => {
    assert.isUndefined(refusal({}))
    assert.isUndefined(refusal({ target: "http://A/api/health" }))
    assert.isUndefined(refusal({ httpVersion: "1.0", rawHeaders: [] }))
    assert.isUndefined(refusal({ rawHeaders: ["host", "a", "Cookie", "1", "Cookie", "2"] }))
  })

  it("names one host, the one that is meant", () => {
    assert.strictEqual(refusal({ rawHeaders: [] }), "MALFORMED_HEADER")
    assert.strictEqual(refusal({ rawHeaders: ["Host", "a", "HOST", "a"] }), "MALFORMED_HEADER")
    for (const target of ["http://b/api/health", "http://a:80/", "ftp://a/", "http://[::zz/", "*", "a:443", ""])
      assert.strictEqual(refusal({ target }), "BAD_REQUEST", target)
  })

  it("says once who asks and what is sent", () => {
    for (const name of ["Authorization", "Content-Type", "Idempotency-Key"])
      assert.strictEqual(refusal({ rawHeaders: ["Host", "a", name, "x", name.toLowerCase(), "x"] }), "MALFORMED_HEADER")
    // A value is no name.
    assert.isUndefined(refusal({ rawHeaders: ["Host", "a", "X-Note", "authorization", "Authorization", "x"] }))
  })

  it("is neither older nor stranger than we are", () => {
    assert.strictEqual(refusal({ httpVersion: "0.9", rawHeaders: [] }), "BAD_REQUEST")
    assert.strictEqual(refusal({ method: "TRACE" }), "METHOD_NOT_ALLOWED")
  })
})
