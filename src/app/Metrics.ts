import { Context, Effect, Layer, Metric } from "effect"
import { HttpServerResponse } from "effect/http"
import { PrometheusMetrics } from "effect/observability"
import { watchQueues } from "#jobs/QueueMetrics.ts"
import { QueueStats } from "#jobs/QueueStats.ts"
import { watchPool } from "#platform/telemetry/DatabaseMetrics.ts"
import { gauges } from "#platform/telemetry/MetricSeries.ts"
import { watchRuntime } from "#platform/telemetry/RuntimeMetrics.ts"
import { Readiness } from "./Readiness.ts"

/** What has to be asked for is asked for at most this often, however many ask us. */
const readingsLast = "5 seconds"

const dependencyUp = gauges("dependency_up", {
  description: "1 where something this process needs answers within a second",
  labels: ["dependency"]
})

/** The numbers of this process, for who watches it. */
export class Metrics extends Context.Service<
  Metrics,
  {
    /** All of them as they are now, in Prometheus' text format. Never fails: what cannot be read is left out. */
    readonly text: Effect.Effect<string>
  }
>()("luminalib/app/Metrics") {
  static readonly layer = Layer.effect(
    Metrics,
    Effect.gen(function* () {
      const readiness = yield* Readiness
      yield* watchPool
      const readRuntime = yield* watchRuntime
      const readQueues = yield* watchQueues
      const readDependencies = Effect.flatMap(readiness.state, ({ dependencies }) =>
        Effect.forEach(Object.entries(dependencies), ([dependency, state]) =>
          Metric.update(dependencyUp({ dependency }), state === "up" ? 1 : 0)
        )
      )
      const read = yield* Effect.cachedWithTTL(
        Effect.all([readRuntime, readQueues, readDependencies], { concurrency: "unbounded", discard: true }),
        readingsLast
      )
      return Metrics.of({ text: Effect.andThen(read, PrometheusMetrics.format()) })
    })
  ).pipe(Layer.provide(QueueStats.layer))
}

/** Answers with the numbers as Prometheus reads them. */
export const metricsResponse = Effect.map(Metrics, ({ text }) =>
  Effect.map(text, (numbers) =>
    HttpServerResponse.text(numbers, {
      contentType: "text/plain; version=0.0.4; charset=utf-8",
      headers: { "cache-control": "no-store" }
    })
  )
)
