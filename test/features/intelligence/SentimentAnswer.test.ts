import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { SentimentAnswer } from "#features/intelligence/SentimentAnswer.ts"

const read = (sentiment: unknown, confidence: unknown = 0.5) =>
  Option.getOrUndefined(Schema.decodeUnknownOption(SentimentAnswer)({ sentiment, confidence }))

describe("what a model says of how a review sounds", () => {
  it("is read however the number is written", () => {
    const readings: ReadonlyArray<readonly [unknown, number]> = [
      [0.7, 0.7],
      [-1, -1],
      ["0.7", 0.7],
      [" +0.7 ", 0.7],
      ["-.5", -0.5],
      ["−0,25", -0.25],
      ["70%", 0.7],
      ["-40 %", -0.4],
      ["0.7/1", 0.7],
      ["-3 / 5", -0.6],
      ["4/5", 0.8]
    ]
    for (const [given, meant] of readings) assert.strictEqual(read(given)?.sentiment, meant, String(given))
  })

  it("is refused where it is out of range or no number", () => {
    for (const given of [
      1.01,
      -7,
      70,
      "85",
      "120%",
      "6/5",
      "3/0",
      "positive",
      "",
      "0.5 or so",
      "1e-1",
      null,
      Number.NaN
    ]) {
      assert.isUndefined(read(given), String(given))
    }
    assert.isUndefined(read(0.5, -0.1))
    assert.isUndefined(read(0.5, "two"))
  })
})
