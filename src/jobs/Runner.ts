import { Config, Duration, Effect, FiberHandle, FiberSet, Layer, Option } from "effect"
import { SecureRandom } from "effect/crypto"
import { Attempts } from "./Attempts.ts"
import { type Consumer, type Crew, makeConsumer } from "./Consumer.ts"
import { Dispatch } from "./Dispatch.ts"
import { express } from "./Express.ts"
import type { Skills } from "./Doable.ts"
import { Gate } from "./Gate.ts"
import type { JobHandler } from "./Job.ts"
import { Leases } from "./Leases.ts"
import { makeIsNeglected } from "./Neglect.ts"
import { Outcomes } from "./Outcomes.ts"
import { quarantine } from "./Quarantine.ts"
import * as Reconciler from "./Reconciler.ts"
import { Running } from "./Running.ts"
import { Settlements } from "./Settlements.ts"
import { Upkeep } from "./Upkeep.ts"
import { stallSeconds, type Watched, watchdog } from "./Watchdog.ts"
import { WorkerHealth } from "./WorkerHealth.ts"

/**
 * `WORKER_CONCURRENCY_DEFAULT` (8), `WORKER_CONCURRENCY_LLM` (2): attempts of a queue at once in this process.
 * `WORKER_EXPRESS` (true): one more of each queue, while all of those are taken, for a library of which nothing runs.
 * `WORKER_DRAIN_SECONDS` (25): how long a worker that stops lets running attempts finish. Giving back the rest takes a
 * moment more, and most supervisors kill what has not ended after 30 s.
 */
const settings = Config.all({
  concurrency: Config.all({
    default: Config.Int("WORKER_CONCURRENCY_DEFAULT").pipe(Config.withDefault(8)),
    llm: Config.Int("WORKER_CONCURRENCY_LLM").pipe(Config.withDefault(2))
  }),
  hasExpress: Config.Boolean("WORKER_EXPRESS").pipe(Config.withDefault(true)),
  drainSeconds: Config.Int("WORKER_DRAIN_SECONDS").pipe(Config.withDefault(25))
})

/** What a worker with these handlers can do. */
const skillsOf = (handlers: ReadonlyArray<JobHandler>): Skills =>
  new Map(handlers.map(({ job }) => [job.kind, job.version]))

/** Lets a consumer work until the scope closes. */
const employ = (skills: Skills) =>
  Effect.fnUntraced(function* ({ consume, free, idleMs, queue }: Consumer) {
    const isNeglected = yield* makeIsNeglected
    const handle = yield* FiberHandle.make()
    const start = Effect.asVoid(FiberHandle.run(handle, consume))
    yield* start
    const watched: Watched = {
      queue,
      free,
      idleMs,
      isNeglected: (forMs) => isNeglected(queue, skills, forMs),
      // Its connection goes with the fiber that waits on it.
      restart: start
    }
    return watched
  })

/** Where nobody asks how the worker is, the watchdog still restarts what is stuck. */
const guard = Effect.fnUntraced(function* (watched: ReadonlyArray<Watched>) {
  const health = yield* Effect.serviceOption(WorkerHealth)
  const layer = Option.match(health, {
    onNone: () => WorkerHealth.layer,
    onSome: (health) => Layer.succeed(WorkerHealth, health)
  })
  yield* Effect.forkScoped(Effect.provide(watchdog(watched, yield* stallSeconds), layer))
})

const run = Effect.fnUntraced(function* (handlers: ReadonlyArray<JobHandler>) {
  const { concurrency, drainSeconds, hasExpress } = yield* settings
  const leases = yield* Leases
  const dispatch = yield* Dispatch
  const attempts = yield* Attempts
  const random = yield* SecureRandom.SecureRandom
  // Not a bare UUID: by that the ledger tells workers of the version before.
  const worker = `worker-${yield* random.uuidV4()}`
  const skills = skillsOf(handlers)

  // Finalizers run last in, first out: stop claiming, let attempts finish, then interrupt and give back the rest.
  const fibers = yield* FiberSet.make()
  yield* Effect.addFinalizer(() =>
    FiberSet.awaitEmpty(fibers).pipe(
      Effect.timeoutOption(Duration.seconds(drainSeconds)),
      Effect.flatMap((drained) =>
        Effect.logInfo(Option.isSome(drained) ? "worker drained" : "worker gives unfinished jobs back")
      )
    )
  )
  const crew: Crew = { leases, dispatch, attempts, fibers, worker, skills }
  const consumers = [
    yield* makeConsumer({ ...crew, queue: "default", concurrency: concurrency.default }),
    yield* makeConsumer({ ...crew, queue: "llm", concurrency: concurrency.llm })
  ]
  yield* guard(yield* Effect.forEach(consumers, employ(skills)))
  if (hasExpress) for (const consumer of consumers) yield* Effect.forkScoped(express(crew, consumer))
  yield* Effect.forkScoped(quarantine(crew))
  yield* Effect.logInfo("worker ready", { worker, concurrency })
})

/** A worker: runs the jobs its handlers know, until its scope closes; then it drains. */
export const layer = (handlers: ReadonlyArray<JobHandler>) =>
  Layer.effectDiscard(run(handlers)).pipe(
    Layer.provide([Attempts.layer(handlers), Reconciler.layer(skillsOf(handlers))]),
    Layer.provide([Running.layer, Outcomes.layer]),
    Layer.provide([Leases.layer, Settlements.layer, Upkeep.layer, Gate.layer])
  )
