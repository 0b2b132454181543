import { type Effect, Metric } from "effect"
import { record } from "../telemetry/MetricSeries.ts"

const placed = Metric.counter("events_placed_total", {
  description: "Events that this process gave their place in the order of all",
  incremental: true
})
const delay = Metric.histogram("event_delay_seconds", {
  description: "From when an event was written until this process had read it, with the rest of its transaction",
  boundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
})

/** So many events got a place. */
export const eventsPlaced = (count: number): Effect.Effect<void> =>
  record((registry) => placed.updateUnsafe(count, registry))

/** Events were read so long after they were written. */
export const eventsRead = (delaysSeconds: ReadonlyArray<number>): Effect.Effect<void> =>
  record((registry) => {
    for (const seconds of delaysSeconds) delay.updateUnsafe(Math.max(seconds, 0), registry)
  })
