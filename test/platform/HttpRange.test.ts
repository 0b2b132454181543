import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { parseHttpRange } from "#platform/HttpRange.ts"

const full = { _tag: "full" } as const
const unsatisfiable = { _tag: "unsatisfiable" } as const
const partial = (start: number, end: number) => ({ _tag: "partial", start, end }) as const

const Size = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 60 }))

describe("a Range header", () => {
  it("asks for what RFC 9110 gives as examples", () => {
    const ask = (header: string | undefined) => parseHttpRange(header, 10_000)
    assert.deepStrictEqual(ask(undefined), full)
    assert.deepStrictEqual(ask("bytes=0-499"), partial(0, 499))
    assert.deepStrictEqual(ask("bytes=500-999"), partial(500, 999))
    assert.deepStrictEqual(ask("bytes=-500"), partial(9500, 9999))
    assert.deepStrictEqual(ask("bytes=9500-"), partial(9500, 9999))
    assert.deepStrictEqual(ask("bytes=0-0,-1"), full)
    assert.deepStrictEqual(ask("BYTES=0-0"), partial(0, 0))
    assert.deepStrictEqual(ask("  bytes=, 5-6 ,"), partial(5, 6))
  })

  it("is ignored when it is malformed", () => {
    const malformed = [
      "",
      "bytes",
      "bytes=",
      "bytes=-",
      "bytes=5-4",
      "bytes=1",
      "bytes=a-b",
      "bytes=1-2-3",
      "bytes=--1"
    ]
    const foreign = ["lines=0-5", "bytes 0-5", "bytes=0 - 5", "bytes=+1-5", "bytes=0x1-5", "bytes=1.0-5", "bytes=٣-٤"]
    for (const header of [...malformed, ...foreign]) assert.deepStrictEqual(parseHttpRange(header, 10), full, header)
  })

  it("cannot be satisfied behind the end, by no bytes, or with a hundred and one ranges", () => {
    for (const header of ["bytes=10-", "bytes=10-20", "bytes=-0", `bytes=${"9".repeat(400)}-`])
      assert.deepStrictEqual(parseHttpRange(header, 10), unsatisfiable, header)
    const many = (count: number) => parseHttpRange(`bytes=${Array.from({ length: count }, () => "0-0").join(",")}`, 10)
    assert.deepStrictEqual(many(100), full)
    assert.deepStrictEqual(many(101), unsatisfiable)
    assert.deepStrictEqual(many(100_000), unsatisfiable)
  })

  it("of an empty file is everything or nothing", () => {
    assert.deepStrictEqual(parseHttpRange("bytes=0-0", 0), unsatisfiable)
    assert.deepStrictEqual(parseHttpRange("bytes=-1", 0), full)
  })

  it.prop(
    "picks the bytes that its words say",
    { size: Size, first: Schema.UndefinedOr(Size), last: Schema.UndefinedOr(Size) },
    ({ size, first, last }) => {
      const asked = parseHttpRange(`bytes=${first ?? ""}-${last ?? ""}`, size)
      const places = Array.from({ length: size }, (_, place) => place)
      const wanted =
        first === undefined
          ? places.slice(Math.max(0, size - (last ?? 0)))
          : places.filter((place) => place >= first && place <= (last ?? size))
      const meaningless = first === undefined ? last === undefined : last !== undefined && last < first
      if (meaningless) assert.deepStrictEqual(asked, full)
      else if (asked._tag === "partial") assert.deepStrictEqual(places.slice(asked.start, asked.end + 1), wanted)
      else assert.deepStrictEqual(wanted, [])
    },
    { arbitrary: { runs: 1000 } }
  )

  it.prop(
    "never leads outside of the file, whatever it says",
    { size: Size, parts: Schema.Array(Schema.Literals(["bytes", "=", "-", "0", "7", "59", ",", " ", "e", "."])) },
    ({ size, parts }) => {
      const asked = parseHttpRange(`bytes=${parts.join("")}`, size)
      if (asked._tag !== "partial") return
      assert.isTrue(Number.isInteger(asked.start) && Number.isInteger(asked.end))
      assert.isTrue(0 <= asked.start && asked.start <= asked.end && asked.end < size)
    },
    { arbitrary: { runs: 1000 } }
  )
})
