import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { chunks, fits, measure } from "#features/intelligence/Chunking.ts"
import { countTokens } from "#platform/llm/TokenEstimate.ts"

const Budget = Schema.Int.check(Schema.isBetween({ minimum: 4, maximum: 60 }))
const Piece = Schema.Literals([
  "Words in a row ",
  "and an end. ",
  "\n\n",
  "Chapter 2\n\n",
  "漢字かな。",
  "🐉",
  "x",
  "\n",
  " "
])
const Text = Schema.Array(Piece).check(Schema.isMaxLength(200))

const chunksOf = (text: string, budget: number, count = countTokens) => [
  ...chunks(Effect.runSync(measure(text, count)), budget)
]

const partsOf = (text: string, budget: number, count = countTokens) =>
  chunksOf(text, budget, count).map(({ end, start }) => text.slice(start, end))

describe("the parts of a long text", () => {
  it.prop("are together the text, without gap or overlap", { pieces: Text, budget: Budget }, ({ budget, pieces }) => {
    const text = pieces.join("")
    assert.strictEqual(partsOf(text, budget).join(""), text)
    let at = 0
    for (const { end, start } of chunksOf(text, budget)) {
      assert.strictEqual(start, at)
      assert.isAbove(end, start)
      at = end
    }
  })

  it.prop("are each within the budget", { pieces: Text, budget: Budget }, ({ budget, pieces }) => {
    for (const part of partsOf(pieces.join(""), budget)) assert.isAtMost(countTokens(part), budget)
  })

  it.prop("never begin inside a character", { pieces: Text, budget: Budget }, ({ budget, pieces }) => {
    for (const part of partsOf(pieces.join(""), budget)) assert.isTrue(part.isWellFormed())
  })

  it.prop("are any text, also one that is no prose", { text: Schema.String, budget: Budget }, ({ budget, text }) => {
    assert.strictEqual(partsOf(text, budget).join(""), text)
    for (const part of partsOf(text, budget)) assert.isAtMost(countTokens(part), budget)
  })

  it("are one where all of it fits", () => {
    assert.deepStrictEqual(chunksOf("A short book.", 100), [{ start: 0, end: 13 }])
  })

  it("are none of an empty text", () => {
    assert.deepStrictEqual(chunksOf("", 100), [])
  })

  const sentences = (amount: number) => "The dragon sleeps on the hill. ".repeat(amount).trim()

  it("end at a chapter before any other place", () => {
    const text = `${sentences(8)}\n\nChapter 2\n\n${sentences(1)}\n\n${sentences(6)}`
    const [first, second] = partsOf(text, 105)
    assert.isTrue(first?.endsWith("hill.\n\n"))
    assert.isTrue(second?.startsWith("Chapter 2"))
  })

  it("end at a paragraph where there is no chapter", () => {
    const text = `${sentences(8)}\n\n${sentences(12)}`
    const [first, second] = partsOf(text, 110)
    assert.strictEqual(first, `${sentences(8)}\n\n`)
    assert.isTrue(second?.startsWith("The dragon"))
  })

  it("end at a sentence inside a long paragraph, and at a word inside a long sentence", () => {
    for (const part of partsOf(sentences(60), 100)) assert.match(part, /^The dragon .*hill\.\s*$/)
    for (const part of partsOf("dragon ".repeat(300), 100)) assert.match(part, /^(dragon )+$/)
  })

  it("are about equally long, so that no last one is a line", () => {
    for (const amount of [51, 101, 151, 205]) {
      const lengths = partsOf(sentences(amount), 525).map((part) => part.length)
      assert.isAbove(Math.min(...lengths), Math.max(...lengths) * 0.4)
    }
  })

  it("are found in a text of nothing but blank lines as fast as in any other", () => {
    const text = `${sentences(1)}${"\n".repeat(200_000)}`
    assert.strictEqual(partsOf(text, 20_000).join(""), text)
  }, 2_000)

  it("are found in a time that grows with the text", () => {
    const text = `${sentences(400)}\n\n`.repeat(40)
    let counted = 0
    const count = (piece: string) => {
      counted += piece.length
      return countTokens(piece)
    }
    const parts = chunksOf(text, 6_000, count)
    assert.isAbove(parts.length, 20)
    assert.isBelow(counted, text.length * 8)
  })

  it("are found as fast where each is millions of characters long", () => {
    const text = `${sentences(400)}\n\n`.repeat(480)
    const measured = Effect.runSync(measure(text, countTokens))
    let counted = 0
    const count = (piece: string) => {
      counted += piece.length
      return countTokens(piece)
    }
    const parts = [...chunks({ ...measured, countTokens: count }, 1_000_000)]
    assert.strictEqual(parts.length, 2)
    assert.isBelow(counted, text.length / 8)
    for (const { end, start } of parts) assert.isAtMost(countTokens(text.slice(start, end)), 1_000_000)
    assert.strictEqual(text.slice(0, parts[0]?.end).at(-1), "\n")
  })

  it.prop(
    "are more than one where a text does not fit, and one where it does",
    { pieces: Text, budget: Budget },
    (given) => {
      const text = given.pieces.join("")
      const whole = Effect.runSync(fits(text, given.budget, countTokens))
      assert.strictEqual(whole, countTokens(text) <= given.budget)
    }
  )
})
