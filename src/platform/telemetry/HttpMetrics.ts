import { type Effect, Metric } from "effect"
import { counters, histograms, record } from "./MetricSeries.ts"

/** A request as it is counted: by the template of the call it meant, never by its path. */
export interface CountedRequest {
  readonly method: string
  /** `/api/v1/books/:id`, or `unmatched`. */
  readonly route: string
}

const requests = counters("http_requests_total", {
  description: "Requests answered, by call and status",
  labels: ["method", "route", "status"]
})
const duration = histograms("http_request_duration_seconds", {
  description: "From the head of a request until its answer began",
  labels: ["method", "route"],
  boundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
})
const inFlight = Metric.gauge("http_requests_in_flight", { description: "Requests that wait for their answer" })

/** A request has come. */
export const requestBegan: Effect.Effect<void> = Metric.modify(inFlight, 1)

/** It is answered, after so many milliseconds. */
export const requestEnded = ({ method, route }: CountedRequest, status: number, tookMs: number): Effect.Effect<void> =>
  record((registry) => {
    inFlight.modifyUnsafe(-1, registry)
    requests({ method, route, status: `${status}` }).updateUnsafe(1, registry)
    duration({ method, route }).updateUnsafe(tookMs / 1000, registry)
  })
