import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Metric, Ref } from "effect"
import { PrometheusMetrics } from "effect/observability"
import { SqlError } from "effect/sql"
import { watchQueues } from "#jobs/QueueMetrics.ts"
import { type KindDepth, type QueueDepth, QueueStats } from "#jobs/QueueStats.ts"

interface Held {
  readonly queues: ReadonlyArray<QueueDepth>
  readonly kinds: ReadonlyArray<KindDepth>
}

const away = new SqlError.SqlError({
  reason: new SqlError.ConnectionError({ cause: new Error("away"), message: "away", operation: "test" })
})

/** Shows what the ledger holds, or that it does not answer. */
const watched = Effect.gen(function* () {
  const held = yield* Ref.make<Held | undefined>(undefined)
  const told = Effect.flatMap(Ref.get(held), (now) => (now === undefined ? Effect.fail(away) : Effect.succeed(now)))
  const stats = Layer.mock(QueueStats)({
    queues: Effect.map(told, ({ queues }) => queues),
    kinds: Effect.map(told, ({ kinds }) => kinds)
  })
  const refresh = yield* Effect.provide(watchQueues, stats)
  const show = (now: Held | undefined) =>
    Ref.set(held, now).pipe(
      Effect.andThen(refresh),
      Effect.andThen(PrometheusMetrics.format()),
      Effect.map((text) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#")))
    )
  return show
})

const llm = { queue: "llm", ready: 3, waiting: 2, running: 1, failed: 0, oldestReadySeconds: 7.5, paused: true }
const reads = { kind: "books.read", queue: "llm", state: "ready", count: 3, paused: false } as const

describe("the numbers of queues", () => {
  it.effect("are what the ledger holds, and a kind's in all its queues together", () =>
    Effect.gen(function* () {
      const show = yield* watched
      const lines = yield* show({ queues: [llm], kinds: [reads, { ...reads, queue: "default", count: 2 }] })
      assert.sameMembers(lines, [
        'queue_jobs{queue="llm",state="ready"} 3',
        'queue_jobs{queue="llm",state="waiting"} 2',
        'queue_jobs{queue="llm",state="running"} 1',
        'queue_jobs{queue="llm",state="failed"} 0',
        'queue_oldest_ready_seconds{queue="llm"} 7.5',
        'queue_paused{queue="llm"} 1',
        'jobs{kind="books.read",state="ready"} 5'
      ])
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )

  it.effect("are not shown any more when they are gone, or old", () =>
    Effect.gen(function* () {
      const show = yield* watched
      yield* show({ queues: [llm], kinds: [reads] })
      const emptied = yield* show({ queues: [{ ...llm, ready: 0, oldestReadySeconds: null }], kinds: [] })
      assert.include(emptied, 'queue_oldest_ready_seconds{queue="llm"} 0')
      assert.notInclude(emptied.join(" "), "jobs{kind")
      assert.isEmpty(yield* show(undefined))
      assert.include(yield* show({ queues: [llm], kinds: [reads] }), 'jobs{kind="books.read",state="ready"} 3')
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )
})
