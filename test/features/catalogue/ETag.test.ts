import { assert, describe, it } from "@effect/vitest"
import { names, versionsOf, versionTag } from "#features/catalogue/files/ETag.ts"

describe("tags of versions", () => {
  it("a change is meant for the version whose tag it names", () => {
    assert.deepStrictEqual(versionsOf(versionTag(7)), [7])
    assert.deepStrictEqual(versionsOf('"3", "7"'), [3, 7])
  })

  it("without a tag, or with a star, a change is meant for any version", () => {
    assert.isUndefined(versionsOf(undefined))
    assert.isUndefined(versionsOf(" * "))
  })

  it.each(["7", 'W/"7"', '"seven"', "", '"0"', '"-1"', '"99999999999999999999"', "'7'"])(
    "%j names no version of ours, so nothing is changed",
    (header) => {
      assert.deepStrictEqual(versionsOf(header), [])
    }
  )

  it("a weak tag says that a file is the same to read, not that it can be continued", () => {
    assert.isTrue(names('"a", W/"b"', '"b"', true))
    assert.isFalse(names('"a", W/"b"', '"b"', false))
    assert.isTrue(names("*", '"b"', true))
  })
})
