import { assert, describe, it } from "@effect/vitest"
import { lexiconSentiment } from "#platform/sentiment/Lexicon.ts"

describe("the sentiment of word lists", () => {
  it("tells praise from complaint, and both from what says neither", () => {
    const praise = lexiconSentiment("A wonderful book. I loved every page of it.")
    const complaint = lexiconSentiment("A terrible waste of time. The plot is awful.")
    const neither = lexiconSentiment("It has twelve chapters. The last one is set in Lisbon.")
    assert.isAbove(praise.score, 0.3)
    assert.isBelow(complaint.score, -0.3)
    assert.deepStrictEqual([neither.score, neither.coverage], [0, 0])
    assert.strictEqual(praise.coverage, 1)
  })

  it("hears a negation", () => {
    assert.isBelow(lexiconSentiment("This is not good at all.").score, lexiconSentiment("This is good.").score)
  })

  it("counts each sentence alike, so one outburst does not drown a calm review", () => {
    const calm = "The harbour is described in detail. The letters are dated. The map shows the coast."
    const mixed = lexiconSentiment(`${calm} I hated, hated, hated the horrible ending!!!`)
    assert.isBelow(mixed.score, 0)
    assert.isAbove(mixed.score, -0.3)
    assert.strictEqual(mixed.coverage, 0.25)
  })

  it("stays between -1 and 1 whatever is written", () => {
    const shouted = "best great love wonderful amazing perfect excellent superb ".repeat(80)
    for (const text of [shouted, shouted.replace(/\w+/g, "awful"), "🙂🙂🙂🙂", "....", "x".repeat(5000)]) {
      const { coverage, discord, score } = lexiconSentiment(text)
      assert.isTrue(Math.abs(score) <= 1 && coverage >= 0 && coverage <= 1 && discord >= 0 && discord <= 2, text)
    }
  })
})
