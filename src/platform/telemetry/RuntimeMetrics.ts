import { type Context, Effect, Metric, type Scope } from "effect"
import { monitorEventLoopDelay, performance } from "node:perf_hooks"
import process from "node:process"
import { gauges } from "./MetricSeries.ts"

/** Milliseconds between two looks at the event loop; what the looks themselves wait is no delay. */
const resolution = 20

const delays = gauges("event_loop_delay_seconds", {
  description: "How late the event loop was, since it was asked last",
  labels: ["quantile"]
})

const readings = {
  resident: Metric.gauge("process_resident_memory_bytes", { description: "Memory this process holds" }),
  heap: Metric.gauge("process_heap_used_bytes", { description: "Memory its JavaScript uses" }),
  startTime: Metric.gauge("process_start_time_seconds", { description: "When it started, in seconds since 1970" }),
  cpu: Metric.counter("process_cpu_seconds_total", { description: "Processor time it took", incremental: true })
}

const ignore = () => {}

const cpuSeconds = () => {
  const { system, user } = process.cpuUsage()
  return (system + user) / 1_000_000
}

/** What is read whenever somebody asks, for as long as the scope lasts. */
const register = (registry: Context.Context<never>) => {
  const gauge = (metric: Metric.Gauge<number>, value: () => number) =>
    Metric.registerUnsafe(metric, registry, { get: () => ({ value: value() }), update: ignore, modify: ignore })
  return [
    gauge(readings.resident, () => process.memoryUsage.rss()),
    gauge(readings.heap, () => process.memoryUsage().heapUsed),
    gauge(readings.startTime, () => performance.timeOrigin / 1000),
    Metric.registerUnsafe(readings.cpu, registry, {
      get: () => ({ count: cpuSeconds(), incremental: true }),
      update: ignore,
      modify: ignore
    })
  ]
}

/** Watches this process while the scope lasts. The effect it gives brings the delays of the event loop up to date. */
export const watchRuntime: Effect.Effect<Effect.Effect<void>, never, Scope.Scope> = Effect.gen(function* () {
  yield* Effect.acquireRelease(Effect.map(Effect.context(), register), (registrations) =>
    Effect.sync(() => registrations.forEach((registration) => registration.remove()))
  )
  const histogram = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const started = monitorEventLoopDelay({ resolution })
      started.enable()
      return started
    }),
    (started) => Effect.sync(() => void started.disable())
  )
  const late = (nanoseconds: number) => (histogram.count === 0 ? 0 : Math.max(0, nanoseconds / 1e6 - resolution) / 1000)
  return Effect.gen(function* () {
    yield* Metric.update(delays({ quantile: "0.5" }), late(histogram.percentile(50)))
    yield* Metric.update(delays({ quantile: "0.99" }), late(histogram.percentile(99)))
    yield* Metric.update(delays({ quantile: "max" }), late(histogram.max))
    histogram.reset()
  })
})
