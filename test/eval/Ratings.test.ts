import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { entriesOf } from "#platform/recommender/Interactions.ts"
import { readRatings } from "./Ratings.ts"

describe("a file of ratings", () => {
  it.effect("is read in the order of time, with the last rating of what was rated twice", () =>
    Effect.gen(function* () {
      const read = yield* readRatings("7\ta\t4\t30\n7\tb\t5\t10\r\n\n8\ta\t2\t5\n7\tc\t4\t20\n7\tb\t1\t40\n")
      assert.strictEqual(read.items, 3)
      // a, b and c are 0, 1 and 2.
      assert.deepStrictEqual(entriesOf(read, 0), [
        { item: 2, weight: 1 },
        { item: 0, weight: 1 },
        { item: 1, weight: 0.25 }
      ])
      assert.deepStrictEqual(entriesOf(read, 1), [{ item: 0, weight: 0.5 }])
    })
  )

  it.effect("is refused with the line that cannot be read, and why", () =>
    Effect.gen(function* () {
      const messageOf = (text: string) => Effect.map(Effect.flip(readRatings(text)), ({ message }) => message)
      assert.include(yield* messageOf("1\t2\t3\t4\n1 2 3 4"), "Line 2 of the ratings cannot be read: it has 1 fields")
      assert.include(yield* messageOf("1\t2\tgood\t4"), "Line 1 of the ratings cannot be read: “good” is no rating")
      assert.include(yield* messageOf("1\t2\t9\t4"), "“9” is no rating from 0.5 to 5")
      assert.include(yield* messageOf("1\t2\t3\tyesterday"), "“yesterday” is no time")
      assert.include(yield* messageOf("1\t\t3\t4"), "its user or item is empty")
      assert.include(yield* messageOf("\n\n"), "there are none")
    })
  )
})
