import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { attachment } from "#features/catalogue/files/ContentDisposition.ts"
import { displayName } from "#features/catalogue/files/FileName.ts"
import { Character, textOf } from "../../support/Characters.ts"

const names: ReadonlyArray<readonly [uploaded: string, shown: string]> = [
  ["dune.pdf", "dune.pdf"],
  ["../../etc/passwd", "passwd"],
  ["C:\\windows\\x.pdf", "x.pdf"],
  ["CON.pdf", "CON.pdf"],
  ["a\u0000b\r\n.pdf", "ab.pdf"],
  ["photo\u202efdp.exe", "photofdp.exe"],
  ["  spaced name .txt ", "spaced name .txt"],
  ["Du\u0308ne.txt", "D\u00fcne.txt"],
  ["..", "file"],
  ["books/", "file"],
  ["", "file"],
  [`${"a".repeat(300)}.pdf`, `${"a".repeat(196)}.pdf`],
  [`${"a".repeat(195)}\u{1f4da}.pdf`, `${"a".repeat(195)}.pdf`]
]

describe("names of uploaded files", () => {
  it.each(names)("%j is shown as %j", (uploaded, shown) => {
    assert.strictEqual(displayName(uploaded), shown)
  })

  it.prop("any name becomes one that can be shown and sent", [Schema.Array(Character)], ([characters]) => {
    const shown = displayName(textOf(characters))
    assert.isAtMost(shown.length, 200)
    assert.isAtLeast(shown.length, 1)
    assert.notMatch(shown, /[\p{Cc}\p{Cs}/\\]/u)
    assert.strictEqual(displayName(shown), shown)
    const header = attachment(shown)
    assert.match(header, /^[\x20-\x7e]+$/)
    const encoded = /^attachment; filename="[^"\\]*"; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]+)$/.exec(header)?.[1]
    assert.strictEqual(decodeURIComponent(encoded ?? ""), shown)
  })
})
