import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Renewal } from "#client/web/live/Renewal.ts"

const asked = (answer: () => Promise<unknown> = () => Promise.resolve(), patience = 1_000) => {
  const rounds: Array<ReadonlyArray<unknown>> = []
  const renewal = new Renewal({
    renew: (keys) => {
      rounds.push(keys.map((key) => key.join("/")))
      return answer()
    },
    pause: 10,
    patience
  })
  return { renewal, rounds }
}
const settled = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 80)))

describe("what events make out of date", () => {
  it("is asked for at once", () => {
    const { renewal, rounds } = asked()
    renewal.add([["books"]])
    assert.deepStrictEqual(rounds, [["books"]])
  })

  it.live("is asked for once where many events follow each other", () =>
    Effect.gen(function* () {
      const { renewal, rounds } = asked()
      renewal.add([["jobs"]])
      for (let event = 0; event < 100; event++) renewal.add([["jobs"], ["job", `${event % 2}`]])
      yield* settled
      assert.deepStrictEqual(rounds, [["jobs"], ["jobs", "job/0", "job/1"]])
    })
  )

  it.live("is asked for again only after the answer, which is not given up for a later event", () =>
    Effect.gen(function* () {
      let answer = () => {}
      const { renewal, rounds } = asked(() => new Promise<void>((resolve) => (answer = resolve)))
      renewal.add([["jobs"]])
      renewal.add([["jobs"]])
      yield* settled
      assert.strictEqual(rounds.length, 1)
      answer()
      yield* settled
      assert.strictEqual(rounds.length, 2)
      answer()
    })
  )

  it.live("is not held up for good by an answer that does not come", () =>
    Effect.gen(function* () {
      const { renewal, rounds } = asked(() => new Promise(() => {}), 20)
      renewal.add([["jobs"]])
      renewal.add([["books"]])
      yield* settled
      assert.deepStrictEqual(rounds, [["jobs"], ["books"]])
    })
  )

  it.live("is not asked for once nobody is there", () =>
    Effect.gen(function* () {
      const { renewal, rounds } = asked()
      renewal.add([["jobs"]])
      renewal.add([["books"]])
      renewal.stop()
      yield* settled
      assert.deepStrictEqual(rounds, [["jobs"]])
    })
  )
})
