import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { countStretches, countTokens, surelyExceeds } from "#platform/llm/TokenEstimate.ts"

const Piece = Schema.Literals(["dragon ", "a ", "été ", "漢字", "🐉", "7 ", "- ", "\n"])
const Text = Schema.Array(Piece).check(Schema.isMaxLength(60))
const Limit = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30 }))

const sum = (counts: ReadonlyArray<number>) => counts.reduce((total, count) => total + count, 0)

describe("The tokens of a text", () => {
  it.prop("are never more than its UTF-16 units", { text: Schema.String }, ({ text }) => {
    assert.isAtMost(countTokens(text), text.length)
  })

  it.prop(
    "exceed a limit surely where four fifths of its words do",
    { pieces: Text, limit: Limit },
    ({ limit, pieces }) => {
      const text = pieces.join("")
      const words = text.match(/\p{L}+/gu)?.length ?? 0
      const exceeds = Effect.runSync(surelyExceeds([text], limit))
      assert.strictEqual(exceeds, Math.floor(words * 0.8) > limit)
      assert.strictEqual(Effect.runSync(surelyExceeds(["", text, ""], limit)), exceeds)
    }
  )

  it("exceed a limit surely also where it takes several texts, or millions of characters", () => {
    assert.isFalse(Effect.runSync(surelyExceeds(["a b", "c d"], 3)))
    assert.isTrue(Effect.runSync(surelyExceeds(["a b", "c d"], 2)))
    const text = "dragon ".repeat(500_000)
    assert.isTrue(Effect.runSync(surelyExceeds([text], 399_999)))
    assert.isFalse(Effect.runSync(surelyExceeds([text], 401_000)))
  })

  it("are, stretch by stretch, those of the whole and hardly more", () => {
    const text = "The dragon — été 🐉 — sleeps. ".repeat(20_000)
    const counts = Effect.runSync(countStretches(text, countTokens))
    assert.isAbove(counts.length, 5)
    assert.isAtLeast(sum(counts), countTokens(text))
    assert.isAtMost(sum(counts), countTokens(text) + counts.length)
    assert.deepStrictEqual(Effect.runSync(countStretches("A dragon.", countTokens)), [countTokens("A dragon.")])
  })
})
