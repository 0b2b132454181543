import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import * as Cursor from "#platform/Cursor.ts"

const Key = Schema.Array(Schema.Union([Schema.String, Schema.Finite, Schema.Null]))

describe("a cursor", () => {
  it.prop("leads back to where the page ended", { key: Key, scope: Schema.String }, ({ key, scope }) => {
    const text = Cursor.encode(scope, key)
    assert.match(text, /^[A-Za-z0-9_-]+$/)
    assert.deepStrictEqual(JSON.stringify(Option.getOrThrow(Cursor.decode(scope, text))), JSON.stringify(key))
  })

  it("is of no use for another list", () => {
    const text = Cursor.encode("books/title/asc", ["Dune", "1"])
    assert.isTrue(Option.isNone(Cursor.decode("books/title/desc", text)))
  })

  it.each(["", "%%%", "bm90IGpzb24", "WyJhIl0", "eyJhIjoxfQ", "Zg=="])("is not made up of %j", (text) => {
    assert.isTrue(Option.isNone(Cursor.decode("books", text)))
  })
})
