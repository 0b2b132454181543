import { Clock, Effect, Metric } from "effect"
import { counters, histograms, record } from "#platform/telemetry/MetricSeries.ts"

/** What is counted of a job: of a row of the ledger. Never whose job it is, or which. */
interface Counted {
  readonly kind: string
  readonly queue: string
}

/**
 * How an attempt ended. `retried`: failed, and will be tried again. `failed`: to the dead letters. `released`: given back
 * by a worker that stops, or suspended until its children are over. `lost`: somebody else owns the job by now.
 */
export type AttemptOutcome = "completed" | "failed" | "cancelled" | "retried" | "released" | "lost"

const finished = counters("jobs_finished_total", {
  description: "Attempts that ended, by how: only completed, failed and cancelled end the job",
  labels: ["kind", "queue", "outcome"]
})
const attempts = counters("job_attempts_total", { description: "Attempts begun", labels: ["kind"] })
const startDelay = histograms("job_start_delay_seconds", {
  description: "From when a job was due until an attempt began",
  labels: ["queue"],
  boundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200]
})
const runTime = histograms("job_run_seconds", {
  description: "How long an attempt took, with writing its outcome",
  labels: ["kind"],
  boundaries: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800]
})
const redeliveries = counters("job_redeliveries_total", {
  description: "Jobs taken back from workers that fell silent",
  labels: ["queue"]
})
const staleCompletions = counters("job_stale_completions_total", {
  description: "Outcomes refused because the job had another owner by then",
  labels: ["kind"]
})
const deadLetters = counters("job_dead_letters_total", {
  description: "Jobs given up, by the code of their last failure",
  labels: ["kind", "code"]
})
const claims = counters("job_claims_total", { description: "Claims that gave a worker jobs", labels: ["queue"] })
const claimSize = histograms("job_claim_size", {
  description: "Jobs that one claim gave",
  labels: ["queue"],
  boundaries: [1, 2, 4, 8, 16, 32, 64, 128, 256]
})
const ticks = counters("timetable_ticks_total", {
  description: "Ticks of the timetable that became jobs",
  labels: ["entry"]
})
const workerStalled = Metric.gauge("worker_stalled", {
  description: "1 while jobs are ready for this worker and it claims none"
})

/** A claim gave this many jobs. None is not counted: a worker that finds nothing is idle, not at work. */
export const claimed = (queue: string, jobs: number): Effect.Effect<void> =>
  jobs === 0
    ? Effect.void
    : record((registry) => {
        claims({ queue }).updateUnsafe(1, registry)
        claimSize({ queue }).updateUnsafe(jobs, registry)
      })

/** An attempt begins now. Its delay is by this machine's clock, and never below none. */
export const started = (row: Counted & { readonly runAt: Date }): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    record((registry) => {
      attempts(row).updateUnsafe(1, registry)
      startDelay(row).updateUnsafe(Math.max(0, now - row.runAt.getTime()) / 1000, registry)
    })
  )

/** An attempt ended, this many milliseconds after it began. */
export const attemptEnded = (row: Counted, outcome: AttemptOutcome, tookMs: number): Effect.Effect<void> =>
  record((registry) => {
    finished({ kind: row.kind, queue: row.queue, outcome }).updateUnsafe(1, registry)
    runTime(row).updateUnsafe(tookMs / 1000, registry)
  })

/** Jobs of a queue were taken back from workers that fell silent. */
export const redelivered = (queue: string, jobs = 1): Effect.Effect<void> =>
  Metric.update(redeliveries({ queue }), jobs)

/** The fence refused an outcome: the job has another owner. */
export const staleCompletion = (kind: string): Effect.Effect<void> => Metric.update(staleCompletions({ kind }), 1)

/** A job was given up for good, whoever found that: an attempt, or the search for silent workers. */
export const deadLetter = (kind: string, code: string): Effect.Effect<void> =>
  Metric.update(deadLetters({ kind, code }), 1)

/** Ticks of an entry of the timetable became jobs. */
export const ticked = (entry: string, count = 1): Effect.Effect<void> => Metric.update(ticks({ entry }), count)

/** Whether jobs are ready for this worker and it claims none. */
export const stalled = (isStalled: boolean): Effect.Effect<void> => Metric.update(workerStalled, isStalled ? 1 : 0)
