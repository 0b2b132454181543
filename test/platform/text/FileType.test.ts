import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { gzipSync } from "node:zlib"
import { detectFileType, FILE_HEAD_BYTES } from "../../../src/platform/text/FileType.ts"
import { pdfBook } from "../../support/Pdf.ts"

const bytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"))
const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, "utf16le"))

describe("a PDF", () => {
  it("is known by its header", async () => {
    assert.strictEqual(detectFileType(await pdfBook(["a page"])), "pdf")
    assert.strictEqual(detectFileType(bytes("%PDF-1.4\nbroken")), "pdf")
  })
  it("may have junk before its header, as readers allow", () => {
    assert.strictEqual(detectFileType(bytes(`\r\n%PDF-1.7\n1 0 obj`)), "pdf")
    assert.strictEqual(detectFileType(bytes(`${"j".repeat(1000)}\n%PDF-1.7\n1 0 obj`)), "pdf")
    assert.notStrictEqual(detectFileType(bytes(`${"j".repeat(1100)}\n%PDF-1.7\n1 0 obj`)), "pdf")
  })
  it("is not a text that speaks about PDF", () => {
    assert.strictEqual(detectFileType(bytes("Every PDF begins with %PDF-1.4 and ends with %%EOF.\n")), "txt")
  })
  it("is not an archive or a program with a PDF inside", () => {
    assert.isUndefined(detectFileType(bytes("PK\x03\x04....%PDF-1.4\n1 0 obj")))
    assert.isUndefined(detectFileType(bytes("MZ\0\0....%PDF-1.4\n1 0 obj")))
  })
})

describe("a text", () => {
  it.each([
    ["ASCII", bytes("Call me Ishmael.\n")],
    ["UTF-8", utf8("Über den Zufall — 本の虫, ночь 🌙\n")],
    ["UTF-8 with its mark", utf8("\ufeffÜber")],
    ["UTF-16 with its mark", utf16("\ufeffПреступление и наказание")],
    ["UTF-16 without", utf16("Die Verwandlung\n")],
    ["windows-1252", bytes("Caf\xe9 \x93fran\xe7ais\x94, d\xe9j\xe0 vu\r\n")],
    ["form feeds and ^Z", bytes("page one\fpage two\n\x1a")],
    ["initials M Z", bytes("MZ wrote this.")]
  ])("may be written in %s", (_name, head) => assert.strictEqual(detectFileType(head), "txt"))

  it("may be cut inside a character by the end of the head", () => {
    const long = utf8("€".repeat(FILE_HEAD_BYTES))
    for (const length of [FILE_HEAD_BYTES - 2, FILE_HEAD_BYTES - 1, FILE_HEAD_BYTES, FILE_HEAD_BYTES + 1])
      assert.strictEqual(detectFileType(long.slice(0, length)), "txt")
  })
})

describe("anything else is refused", () => {
  it.each([
    ["an empty file", ""],
    ["a Windows program", "MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff"],
    ["a Linux program", "\x7fELF\x02\x01\x01\0"],
    ["a ZIP, DOCX or EPUB", "PK\x03\x04\x14\0\x08\0"],
    ["a PNG", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"],
    ["a JPEG", "\xff\xd8\xff\xe0\0\x10JFIF\0"],
    ["a GIF", "GIF89a\x01\0\x01\0"],
    ["an old Word file", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
    ["an RTF", "{\\rtf1\\ansi Hello}"],
    ["a PostScript file", "%!PS-Adobe-3.0\n"],
    ["a text with zero bytes", "abc\0def\0\0\0ghi"]
  ])("%s", (_name, head) => assert.isUndefined(detectFileType(bytes(head))))

  it("a compressed text", () => assert.isUndefined(detectFileType(new Uint8Array(gzipSync("Call me Ishmael.")))))

  const Noise = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))).check(
    Schema.isMinLength(64)
  )
  it.effect.prop(
    "noise, which only ever is a type when its bytes could be one",
    [Noise],
    ([noise]) =>
      Effect.sync(() => {
        // Drawn numbers lean to small ones; this spreads them over all bytes without any order.
        const spread = Uint8Array.from(noise, (byte, index) => Math.imul(byte + 257 * index + 1, 0x9e3779b1) >>> 24)
        assert.isUndefined(detectFileType(spread))
      }),
    { arbitrary: { runs: 300 } }
  )
})
