import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Metric } from "effect"
import { TestClock } from "effect/testing"
import { PrometheusMetrics } from "effect/observability"
import * as JobMetrics from "#jobs/JobMetrics.ts"

const job = { kind: "books.read", queue: "llm", runAt: DateTime.toDateUtc(DateTime.makeUnsafe(1_000)) }

/** The lines of the exposition that are not zero, without buckets. */
const shown = Effect.map(PrometheusMetrics.format(), (text) =>
  text.split("\n").filter((line) => line !== "" && !/^#|_bucket|_max|_min/.test(line))
)

describe("the numbers of a worker", () => {
  it.effect("tell how long jobs waited and ran, and how they ended", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(3_500)
      yield* JobMetrics.claimed("llm", 3)
      yield* JobMetrics.claimed("llm", 0)
      yield* JobMetrics.started(job)
      yield* JobMetrics.attemptEnded(job, "retried", 250)
      yield* JobMetrics.attemptEnded(job, "completed", 750)
      yield* JobMetrics.redelivered("llm", 2)
      yield* JobMetrics.staleCompletion("books.read")
      yield* JobMetrics.deadLetter("books.read", "POISONED")
      yield* JobMetrics.ticked("nightly")
      yield* JobMetrics.stalled(true)
      assert.sameMembers(yield* shown, [
        'job_claims_total{queue="llm"} 1',
        'job_claim_size_sum{queue="llm"} 3',
        'job_claim_size_count{queue="llm"} 1',
        'job_attempts_total{kind="books.read"} 1',
        'job_start_delay_seconds_sum{queue="llm"} 2.5',
        'job_start_delay_seconds_count{queue="llm"} 1',
        'jobs_finished_total{kind="books.read",queue="llm",outcome="retried"} 1',
        'jobs_finished_total{kind="books.read",queue="llm",outcome="completed"} 1',
        'job_run_seconds_sum{kind="books.read"} 1',
        'job_run_seconds_count{kind="books.read"} 2',
        'job_redeliveries_total{queue="llm"} 2',
        'job_stale_completions_total{kind="books.read"} 1',
        'job_dead_letters_total{kind="books.read",code="POISONED"} 1',
        'timetable_ticks_total{entry="nightly"} 1',
        "worker_stalled 1"
      ])
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )

  it.effect("count no delay below none where the database's clock is ahead", () =>
    Effect.gen(function* () {
      yield* JobMetrics.started(job)
      assert.include(yield* shown, 'job_start_delay_seconds_sum{queue="llm"} 0')
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
