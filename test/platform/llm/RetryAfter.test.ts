import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { retryAfterMs } from "#platform/llm/RetryAfter.ts"

const waitOf = (headers: Readonly<Record<string, string>>) => retryAfterMs((name) => headers[name])

describe("Retry-After", () => {
  it.effect("is read in seconds, in milliseconds and as a date", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2031, 0, 1, 12, 0, 0))
      assert.strictEqual(yield* waitOf({ "retry-after": "20" }), 20_000)
      assert.strictEqual(yield* waitOf({ "retry-after": "20", "retry-after-ms": "150" }), 150)
      assert.strictEqual(yield* waitOf({ "retry-after": "Wed, 01 Jan 2031 12:00:30 GMT" }), 30_000)
      assert.strictEqual(yield* waitOf({ "retry-after": "Wed, 01 Jan 2031 11:00:00 GMT" }), 0)
    })
  )

  it.effect("is nothing when it is missing or nonsense", () =>
    Effect.gen(function* () {
      assert.isUndefined(yield* waitOf({}))
      assert.isUndefined(yield* waitOf({ "retry-after": "soon" }))
      assert.isUndefined(yield* waitOf({ "retry-after": "-5", "retry-after-ms": "x" }))
    })
  )
})
