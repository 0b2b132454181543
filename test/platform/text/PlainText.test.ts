import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { decodeText, detectEncoding, normaliseText } from "../../../src/platform/text/PlainText.ts"
import { Character, textOf } from "../../support/Characters.ts"

const swapped = (bytes: Uint8Array) => new Uint8Array(Buffer.from(bytes).swap16())
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, "utf16le"))
const behind = (mark: ReadonlyArray<number>, bytes: Uint8Array) => new Uint8Array([...mark, ...bytes])

/** Text that has a form in UTF-8: whole characters, no byte order mark of its own at the start. */
const sound = (characters: ReadonlyArray<number>) =>
  textOf(characters)
    .toWellFormed()
    .replace(/^\ufeff+/, "")

/** The 27 characters that windows-1252 has at 0x80 to 0x9f, where Latin-1 has controls. */
const windows = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ"
const windows1252 = (text: string) =>
  Uint8Array.from(text, (character) => {
    const at = windows.indexOf(character)
    return at < 0 ? character.charCodeAt(0) : 0x80 + at
  })

const many = { arbitrary: { runs: 300 } }

describe("decoding a text file", () => {
  it.effect.prop(
    "UTF-8 comes back as it was written, with or without its mark",
    [Schema.Array(Character)],
    ([characters]) =>
      Effect.sync(() => {
        const text = sound(characters).replaceAll("\0", "")
        const bytes = new TextEncoder().encode(text)
        assert.deepStrictEqual(decodeText(bytes), { text, encoding: "utf-8" })
        assert.deepStrictEqual(decodeText(behind([0xef, 0xbb, 0xbf], bytes)), { text, encoding: "utf-8" })
      }),
    many
  )

  it.effect.prop(
    "UTF-16 comes back by its mark in either order of bytes",
    [Schema.Array(Character)],
    ([characters]) =>
      Effect.sync(() => {
        const text = sound(characters)
        const bytes = utf16(text)
        assert.deepStrictEqual(decodeText(behind([0xff, 0xfe], bytes)), { text, encoding: "utf-16le" })
        assert.deepStrictEqual(decodeText(behind([0xfe, 0xff], swapped(bytes))), { text, encoding: "utf-16be" })
      }),
    many
  )

  const letter = Schema.Int.check(Schema.isBetween({ minimum: 0x20, maximum: 0x17f }))
  it.effect.prop(
    "UTF-16 without a mark is known by its zero bytes",
    [Schema.NonEmptyArray(letter)],
    ([characters]) =>
      Effect.sync(() => {
        const text = `Title ${textOf(characters)} of the book\n`
        assert.deepStrictEqual(decodeText(utf16(text)), { text, encoding: "utf-16le" })
        assert.deepStrictEqual(decodeText(swapped(utf16(text))), { text, encoding: "utf-16be" })
      }),
    many
  )

  const byte = Schema.Int.check(Schema.isBetween({ minimum: 0x20, maximum: 0xff }))
  it.effect.prop(
    "windows-1252 comes back, curly quotes and all",
    [Schema.Array(byte)],
    ([bytes]) =>
      Effect.sync(() => {
        // "é" before "t" is in no way UTF-8.
        const written = Uint8Array.from([0x63, 0x61, 0x66, 0xe9, 0x74, ...bytes])
        if (detectEncoding(written) !== "windows-1252") return
        const { text } = decodeText(written)
        assert.deepStrictEqual(windows1252(text), written)
      }),
    many
  )

  it("a typewriter's quotes of windows-1252 are not taken for controls of Latin-1", () => {
    const text = "“Café” – 5 €…"
    assert.deepStrictEqual(decodeText(windows1252(text)), { text, encoding: "windows-1252" })
  })

  it("one broken byte does not spoil the accents of a UTF-8 file", () => {
    const good = new TextEncoder().encode("Größe, Übung, Straße, Äpfel und Öl. ")
    const { encoding, text } = decodeText(new Uint8Array([...good, 0xff, ...good]))
    assert.strictEqual(encoding, "utf-8")
    assert.include(text, "Größe")
    assert.strictEqual(text.split("\ufffd").length, 2)
  })

  it("a character cut at the end of a head does not change the encoding", () => {
    assert.strictEqual(detectEncoding(new TextEncoder().encode("price in €").slice(0, -1)), "utf-8")
  })
})

describe("normalising a text", () => {
  it.effect.prop(
    "twice is the same as once, and nothing forbidden is left",
    [Schema.Array(Character)],
    ([characters]) =>
      Effect.sync(() => {
        const once = normaliseText(textOf(characters))
        assert.strictEqual(normaliseText(once), once)
        assert.isTrue(once.isWellFormed())
        assert.strictEqual(once, once.normalize("NFC"))
        assert.notMatch(once, /[[\p{Cc}\xa0\xad\u2028\u2029\u200b]--[\t\n]]|\n{3}|[ \t]\n|[ \t\n]$|^\n/v)
      }),
    { arbitrary: { runs: 1000 } }
  )

  it.each([
    ["line ends of every system", "a\r\nb\rc\u2028d\fe", "a\nb\nc\nd\ne"],
    ["runs of empty lines", "a\n\n\n\n\nb\n \n\t\nc", "a\n\nb\n\nc"],
    ["spaces of print", "a\u00a0b\u2009c\u3000d", "a b c d"],
    ["soft hyphens, also at a line end", "li\u00adbrary bi\u00ad\nbliography", "library bibliography"],
    ["accents written apart", "Cafe\u0301", "Café"],
    ["halves of pairs", "a\ud800b", "a\ufffdb"],
    ["NUL, bell and escape", "a\0b\x07c\x1bd", "abcd"],
    ["tabs and indentation, which stay", "\ta\n  b", "\ta\n  b"],
    ["blanks at line ends and the ends of the text", "\n\na  \nb\t\n\n", "a\nb"]
  ])("%s", (_name, source, expected) => assert.strictEqual(normaliseText(source), expected))

  it("hostile runs of blanks and newlines cost no more than other text", () => {
    const start = performance.now()
    normaliseText(`${" ".repeat(500_000)}x${"\n".repeat(500_000)}x${"\u00ad".repeat(500_000)}x${" \n".repeat(250_000)}`)
    assert.isBelow(performance.now() - start, 10_000)
  })
})
