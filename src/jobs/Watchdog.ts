import { Clock, Config, Duration, Effect, Option, Schema } from "effect"
import type { SqlError } from "effect/sql"
import { stalled } from "./JobMetrics.ts"
import { keepGoing } from "./KeepGoing.ts"
import { WorkerHealth } from "./WorkerHealth.ts"

/** A consumer of a queue, as the watchdog sees it. */
export interface Watched {
  readonly queue: string
  /** Attempts that could be begun now. */
  readonly free: Effect.Effect<number>
  /** Milliseconds since the last claim that gave something. */
  readonly idleMs: Effect.Effect<number>
  /** Whether a job that this worker could do has been ready for so many milliseconds. */
  readonly isNeglected: (forMs: number) => Effect.Effect<boolean, SqlError.SqlError>
  /** Begins claiming anew, whatever it hangs on. What it runs goes on. */
  readonly restart: Effect.Effect<void>
}

const Seconds = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 3_600 }))

/** `WORKER_STALL_SECONDS` (30): in which a ready job has to be claimed, and as long again after a restart. */
export const stallSeconds = Config.schema(Seconds, "WORKER_STALL_SECONDS").pipe(Config.withDefault(30))

/** The watchdog looks so often in this time. */
const looksPerStall = 6
/**
 * Looks that must agree. Jobs that were paused or limited until this moment are old without having been neglected; by the
 * next look they are claimed.
 */
const looksToBelieve = 2

const monotonicMs = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1_000_000n))

/** How a queue fares, and with `round` one look at it. */
const watchQueue = (watched: Watched, patienceMs: number, fare: (isHealthy: boolean) => Effect.Effect<void>) => {
  const { free, idleMs, isNeglected, queue, restart } = watched
  let looks = 0
  let restartedAt = Option.none<number>()

  const isStuck = Effect.gen(function* () {
    if ((yield* free) <= 0 || (yield* idleMs) < patienceMs) return false
    return yield* isNeglected(patienceMs)
  })
  const recovered = Effect.suspend(() => {
    const wasStuck = Option.isSome(restartedAt)
    looks = 0
    restartedAt = Option.none()
    return wasStuck ? Effect.andThen(fare(true), Effect.logInfo("jobs are claimed again", { queue })) : Effect.void
  })
  const stuck = Effect.gen(function* () {
    const now = yield* monotonicMs
    looks += 1
    if (looks < looksToBelieve || Option.exists(restartedAt, (at) => now - at < patienceMs)) return
    if (Option.isNone(restartedAt)) {
      yield* Effect.logError("jobs are ready and none is claimed: claiming begins anew", { queue })
    } else {
      yield* Effect.logError("jobs are ready and still none is claimed: this worker is not healthy", { queue })
      yield* fare(false)
    }
    restartedAt = Option.some(now)
    yield* restart
  })
  return Effect.flatMap(isStuck, (isSo) => (isSo ? stuck : recovered))
}

/**
 * Notices jobs that are ready for this worker while it claims none: restarts the consumer, and where that does not help
 * within the same time says that the worker is not healthy, until claims go on by themselves or after a further restart.
 */
export const watchdog = (
  watched: ReadonlyArray<Watched>,
  patienceSeconds: number
): Effect.Effect<never, never, WorkerHealth> =>
  Effect.gen(function* () {
    const health = yield* WorkerHealth
    yield* stalled(false)
    const rounds = watched.map((each) =>
      watchQueue(each, patienceSeconds * 1000, (isHealthy) =>
        Effect.andThen(
          health.report(each.queue, isHealthy),
          Effect.flatMap(health.isHealthy, (all) => stalled(!all))
        )
      ).pipe(keepGoing(`the watchdog could not look at ${each.queue}`), Effect.withTracerEnabled(false))
    )
    const round = Effect.all(rounds, { concurrency: "unbounded", discard: true })
    return yield* Effect.forever(Effect.delay(round, Duration.seconds(patienceSeconds / looksPerStall)))
  })
