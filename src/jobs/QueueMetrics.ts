import { Effect, Metric } from "effect"
import { gauges } from "#platform/telemetry/MetricSeries.ts"
import { type QueueDepth, QueueStats } from "./QueueStats.ts"

const depth = gauges("queue_jobs", {
  description: "Jobs of a queue: ready, waiting for their time or a limit, running, or failed for good",
  labels: ["queue", "state"]
})
const oldest = gauges("queue_oldest_ready_seconds", {
  description: "Since when the oldest ready job of a queue has been due; 0 where none is",
  labels: ["queue"]
})
const paused = gauges("queue_paused", { description: "1 where operators stopped the queue", labels: ["queue"] })
const jobs = gauges("jobs", { description: "Jobs of a kind that are not over", labels: ["kind", "state"] })

type Reading = readonly [gauge: Metric.Gauge<number>, value: number]

const ofQueue = (row: QueueDepth): ReadonlyArray<Reading> => [
  ...(["ready", "waiting", "running", "failed"] as const).map((state): Reading => [
    depth({ queue: row.queue, state }),
    row[state]
  ]),
  [oldest(row), row.oldestReadySeconds ?? 0],
  [paused(row), row.paused ? 1 : 0]
]

/**
 * Shows what the ledger holds, each time it is run: two statements. What is gone is shown no more, and while the database
 * does not answer nothing is: old numbers would pass for new ones.
 */
export const watchQueues: Effect.Effect<Effect.Effect<void>, never, QueueStats> = Effect.gen(function* () {
  const stats = yield* QueueStats
  let shown: ReadonlySet<Metric.Gauge<number>> = new Set()

  const show = Effect.fnUntraced(function* (readings: ReadonlyMap<Metric.Gauge<number>, number>) {
    for (const gauge of shown) if (!readings.has(gauge)) yield* Metric.remove(gauge)
    for (const [gauge, value] of readings) yield* Metric.update(gauge, value)
    shown = new Set(readings.keys())
  })
  const read = Effect.gen(function* () {
    const [queues, kinds] = yield* Effect.all([stats.queues, stats.kinds])
    const readings = new Map(queues.flatMap(ofQueue))
    // A kind that moved to another queue has jobs in both.
    for (const { count, kind, state } of kinds) {
      const gauge = jobs({ kind, state })
      readings.set(gauge, (readings.get(gauge) ?? 0) + count)
    }
    return readings
  })
  return read.pipe(
    Effect.timeout("2 seconds"),
    Effect.catchTag(["SqlError", "TimeoutError"], (error) =>
      Effect.as(Effect.logDebug("the queues could not be counted", error), new Map<Metric.Gauge<number>, number>())
    ),
    Effect.flatMap(show),
    Effect.withTracerEnabled(false)
  )
})
