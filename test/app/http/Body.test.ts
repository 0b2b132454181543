import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { checkJson, checkMediaType, depthOf } from "#app/http/Body.ts"

describe("a JSON body", () => {
  it("is as deep as its brackets, those in texts aside", () => {
    assert.strictEqual(depthOf("1"), 0)
    assert.strictEqual(depthOf('{"a":[1,{"b":[]}],"c":{}}'), 4)
    assert.strictEqual(depthOf(String.raw`{"a":"[[[\"[[[\\"}`), 1)
  })

  it.effect("is UTF-8 without a mark before it, complete, and not too deep", () =>
    Effect.gen(function* () {
      const refused = (bytes: Uint8Array) => Effect.map(Effect.flip(checkJson(bytes)), ({ _tag }) => _tag)
      const utf8 = (text: string) => new TextEncoder().encode(text)
      yield* checkJson(utf8(`${"[".repeat(64)}${"]".repeat(64)}`))
      yield* checkJson(utf8('"\ufeff"'))
      assert.strictEqual(yield* refused(utf8(`${"[".repeat(65)}${"]".repeat(65)}`)), "JsonTooDeep")
      for (const text of ["", "{", "\ufeff{}", "{} {}", "NaN"])
        assert.strictEqual(yield* refused(utf8(text)), "MalformedJson", text)
      assert.strictEqual(yield* refused(new Uint8Array([0x22, 0xc3, 0x28, 0x22])), "MalformedJson")
    })
  )

  it.effect("says what it is, plainly", () =>
    Effect.gen(function* () {
      const known = ["application/json"]
      const taken = ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf8"']
      for (const type of taken)
        assert.strictEqual(yield* checkMediaType({ "content-type": type }, known), "application/json")
      const refused = (headers: Readonly<Record<string, string>>) =>
        Effect.map(Effect.flip(checkMediaType(headers, known)), ({ code }) => code)
      for (const type of ["", "text/plain", "application/json5", "multipart/form-data"])
        assert.strictEqual(yield* refused({ "content-type": type }), "UNSUPPORTED_MEDIA_TYPE")
      const type = "application/json"
      assert.strictEqual(yield* refused({ "content-type": `${type}; charset=latin1` }), "UNSUPPORTED_CHARSET")
      assert.strictEqual(
        yield* refused({ "content-type": type, "content-encoding": "br" }),
        "UNSUPPORTED_CONTENT_ENCODING"
      )
      assert.strictEqual(
        yield* refused({ "content-type": type, "transfer-encoding": "gzip, chunked" }),
        "UNSUPPORTED_CONTENT_ENCODING"
      )
    })
  )
})
