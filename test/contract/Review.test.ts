import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { NewReview } from "#contract/circulation/Review.ts"

const read = (review: unknown) => Option.getOrUndefined(Schema.decodeUnknownOption(NewReview)(review))
const text = "Slow to begin with."

describe("a review", () => {
  it("has one to five stars, whole ones", () => {
    for (const rating of [1, 3, 5]) assert.strictEqual(read({ rating, text })?.rating, rating)
    for (const rating of [0, 6, -1, 2.5, "5", null, undefined, Number.NaN]) {
      assert.isUndefined(read({ rating, text }), String(rating))
    }
  })

  it("has ten to 5,000 characters that can be seen, trimmed and composed", () => {
    assert.strictEqual(
      read({ rating: 4, text: "  Cafe\u0301 scenes\nthroughout.  " })?.text,
      "Café scenes\nthroughout."
    )
    assert.strictEqual(read({ rating: 4, text: "x".repeat(5000) })?.text.length, 5000)
    const wrong = ["too short", "", " ".repeat(20), "\u200b".repeat(20), `  short  ${" ".repeat(20)}`, "x".repeat(5001)]
    for (const each of [...wrong, "a bell: \u0007 rings", `half of a pair: \ud83d`]) {
      assert.isUndefined(read({ rating: 4, text: each }), JSON.stringify(each.slice(0, 30)))
    }
  })
})
