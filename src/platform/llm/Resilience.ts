import { Config, Duration, Effect, Option, Schedule, Schema, Semaphore, Stream } from "effect"
import { CircuitBreaker } from "effect/persistence"
import { LlmBusy, LlmDown, LlmError } from "../LlmError.ts"
import { openedStream } from "./OpenedStream.ts"

const count = (name: string, minimum: number, fallback: number) =>
  Config.schema(
    Schema.FiniteFromString.check(Schema.isInt(), Schema.isBetween({ minimum, maximum: 100_000 })),
    name
  ).pipe(Config.withDefault(fallback))

/**
 * `LLM_TIMEOUT_SECONDS` (default 120) is what one model call may take; `LLM_MAX_RETRIES` (3) how often a call that
 * brought no answer is repeated; `LLM_CONCURRENCY` (2) how many calls run at once; `LLM_QUEUE` (64) how many wait.
 */
export const resilienceConfig = Config.all({
  timeoutSeconds: count("LLM_TIMEOUT_SECONDS", 1, 120),
  maxRetries: count("LLM_MAX_RETRIES", 0, 3),
  concurrency: count("LLM_CONCURRENCY", 1, 2),
  queue: count("LLM_QUEUE", 0, 64)
})

export type ResilienceSettings = Config.Success<typeof resilienceConfig>

/** A longer `Retry-After` is not waited for here: the caller has a better place to wait than a fiber. */
const longestWaitMs = 60_000

/** Failures in a row, each after its retries, after which nothing is sent for a while. */
const failuresToOpen = 5

const openDuration = Schedule.min([Schedule.exponential("15 seconds"), Schedule.spaced("5 minutes")])

const busy = (retryAfterMs?: number) =>
  new LlmError({ reason: new LlmBusy(retryAfterMs === undefined ? {} : { retryAfterMs }) })

const askedWaitMs = (error: LlmError) => (error.reason._tag === "LlmBusy" ? (error.reason.retryAfterMs ?? 0) : 0)

/** A call that ran into its timeout already cost its time; whoever scheduled it decides about another. */
const isWorthRepeating = (error: LlmError) =>
  error.isRetryable &&
  askedWaitMs(error) <= longestWaitMs &&
  !(error.reason._tag === "LlmDown" && error.reason.cause === "timeout")

const backoff = (maxRetries: number) =>
  Schedule.min([Schedule.exponential("500 millis"), Schedule.spaced("15 seconds")]).pipe(
    Schedule.jittered,
    Schedule.setInputType<LlmError>(),
    Schedule.modifyDelay(({ duration, input }) =>
      Effect.succeed(Duration.max(duration, Duration.millis(askedWaitMs(input))))
    ),
    Schedule.upTo({ times: maxRetries })
  )

/** Only what says that the model is not there counts against it: a refusal is an answer. */
const outcomeOf = (error: LlmError): CircuitBreaker.Outcome => {
  if (!error.isRetryable) return CircuitBreaker.success
  const wait = askedWaitMs(error)
  return CircuitBreaker.failure(wait === 0 ? {} : { retryAfter: Duration.millis(wait) })
}

const fromBreaker = (error: CircuitBreaker.CircuitBreakerError) =>
  error.reason._tag === "CircuitOpen" ? busy(Math.ceil(Duration.toMillis(error.reason.retryAfter))) : busy()

/** Runs calls of one model so that they neither overrun it nor wait for one that is gone. */
export interface Resilience {
  readonly run: <A, R>(call: Effect.Effect<A, LlmError, R>) => Effect.Effect<A, LlmError, R>
  /** The same for an answer shown while it is written: it is repeated only as long as nothing of it was shown. */
  readonly runStream: <A, R>(call: Stream.Stream<A, LlmError, R>) => Stream.Stream<A, LlmError, R>
}

/**
 * Outermost first: a bounded queue, a permit per running call, the circuit breaker (one outcome per call), retries
 * with exponential backoff and jitter, and the timeout of each try. A call that succeeded is never repeated.
 */
export const makeResilience = Effect.fnUntraced(function* (key: string, settings: ResilienceSettings) {
  const permits = yield* Semaphore.make(settings.concurrency)
  const places = yield* Semaphore.make(settings.concurrency + settings.queue)
  const breaker = yield* CircuitBreaker.make({
    tripPolicy: CircuitBreaker.consecutive(failuresToOpen),
    openDuration
  })
  const tooSlow = new LlmError({
    reason: new LlmDown({ cause: "timeout", detail: `no answer within ${settings.timeoutSeconds} s` })
  })
  const timeout = Duration.seconds(settings.timeoutSeconds)

  const guarded = <A, R>(call: Effect.Effect<A, LlmError, R>) =>
    call.pipe(
      Effect.timeoutOrElse({ duration: timeout, orElse: () => Effect.fail(tooSlow) }),
      Effect.retry({ schedule: backoff(settings.maxRetries), while: isWorthRepeating }),
      breaker.execute({
        key,
        classify: (exit) => {
          if (exit._tag === "Success") return CircuitBreaker.success
          const error = exit.cause.reasons.find((reason) => reason._tag === "Fail")
          return error === undefined ? CircuitBreaker.ignored : outcomeOf(error.error)
        }
      }),
      Effect.catchTag("CircuitBreakerError", (error) => Effect.fail(fromBreaker(error)))
    )

  const resilience: Resilience = {
    run: (call) =>
      guarded(call).pipe(
        permits.withPermit,
        places.withPermitsIfAvailable(1),
        Effect.flatMap(Option.match({ onNone: () => Effect.fail(busy()), onSome: Effect.succeed }))
      ),
    runStream: (call) =>
      Stream.unwrap(
        Effect.gen(function* () {
          const free = yield* Effect.acquireRelease(places.takeIfAvailable(1), (taken) =>
            taken ? places.release(1) : Effect.void
          )
          if (!free) return yield* busy()
          yield* permits.takeScoped(1)
          const opened = yield* guarded(openedStream(call))
          return Stream.interruptWhen(opened, Effect.andThen(Effect.sleep(timeout), Effect.fail(tooSlow)))
        })
      )
  }
  return resilience
})
