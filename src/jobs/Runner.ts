import { Config, Duration, Effect, FiberSet, Layer, Option } from "effect"
import { SecureRandom } from "effect/crypto"
import { Attempts } from "./Attempts.ts"
import { consume } from "./Consumer.ts"
import { Dispatch } from "./Dispatch.ts"
import type { JobHandler } from "./Job.ts"
import { Leases } from "./Leases.ts"
import * as Reconciler from "./Reconciler.ts"
import { Running } from "./Running.ts"

/**
 * `WORKER_CONCURRENCY_DEFAULT` (8), `WORKER_CONCURRENCY_LLM` (2): attempts of a queue at once in this process.
 * `WORKER_DRAIN_SECONDS` (30): how long a worker that stops lets running attempts finish.
 */
const settings = Config.all({
  concurrency: Config.all({
    default: Config.Int("WORKER_CONCURRENCY_DEFAULT").pipe(Config.withDefault(8)),
    llm: Config.Int("WORKER_CONCURRENCY_LLM").pipe(Config.withDefault(2))
  }),
  drainSeconds: Config.Int("WORKER_DRAIN_SECONDS").pipe(Config.withDefault(30))
})

const run = Effect.gen(function* () {
  const { concurrency, drainSeconds } = yield* settings
  const leases = yield* Leases
  const dispatch = yield* Dispatch
  const attempts = yield* Attempts
  const random = yield* SecureRandom.SecureRandom
  const worker = yield* random.uuidV4()

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
  const shared = { leases, dispatch, attempts, fibers, worker }
  yield* Effect.forkScoped(consume({ ...shared, queue: "default", concurrency: concurrency.default }))
  yield* Effect.forkScoped(consume({ ...shared, queue: "llm", concurrency: concurrency.llm }))
  yield* Effect.logInfo("worker ready", { worker, concurrency })
})

/** A worker: runs the jobs its handlers know, until its scope closes; then it drains. */
export const layer = (handlers: ReadonlyArray<JobHandler>) =>
  Layer.effectDiscard(run).pipe(
    Layer.provide([Attempts.layer(handlers), Reconciler.layer]),
    Layer.provide(Running.layer),
    Layer.provide(Leases.layer)
  )
