import { type Effect, Metric } from "effect"
import { counters, record } from "#platform/telemetry/MetricSeries.ts"

const open = Metric.gauge("live_sockets", { description: "WebSockets that are open" })
const sent = Metric.counter("live_events_sent_total", {
  description: "Events told to sockets: one that a hundred are told counts a hundred times",
  incremental: true
})
const closed = counters("live_sockets_closed_total", {
  description: "WebSockets that ended, by why: what the client or the network did, or why the server did not go on",
  labels: ["reason"]
})

export const socketOpened: Effect.Effect<void> = Metric.modify(open, 1)

export const socketClosed = (reason: string): Effect.Effect<void> =>
  record((registry) => {
    open.modifyUnsafe(-1, registry)
    closed({ reason }).updateUnsafe(1, registry)
  })

export const eventsSent = (count: number): Effect.Effect<void> =>
  record((registry) => sent.updateUnsafe(count, registry))
