import { assert, describe, it } from "@effect/vitest"
import { Effect, Metric } from "effect"
import { counters } from "#platform/telemetry/MetricSeries.ts"

const ofKinds = counters("things_total", { description: "Things", labels: ["kind", "place"] })

describe("the series of a metric", () => {
  it("are made once for each label set", () => {
    assert.strictEqual(ofKinds({ kind: "a", place: "b" }), ofKinds({ kind: "a", place: "b" }))
    assert.notStrictEqual(ofKinds({ kind: "a", place: "b" }), ofKinds({ kind: "b", place: "a" }))
  })

  it.effect("are never more than a few hundred, whatever the labels are made of", () =>
    Effect.gen(function* () {
      const many = counters("many_total", { description: "Many", labels: ["kind"] })
      for (let i = 0; i < 2_000; i++) yield* Metric.update(many({ kind: `kind ${i}` }), 1)
      const series = yield* Metric.snapshot
      const counted = series.flatMap((one) => (one.type === "Counter" ? [one] : []))
      assert.isBelow(series.length, 600)
      assert.deepInclude(
        counted.map(({ attributes, state }) => [attributes?.["kind"], Number(state.count)]),
        ["other", 1_500]
      )
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
