import { Clock, Data, Deferred, Effect, Option, Redacted } from "effect"
import { Worker } from "node:worker_threads"
import { keepGoing } from "../KeepGoing.ts"
import type { LeaseKeeper } from "./LeaseKeeper.ts"
import { renewalMs } from "./LeaseSettings.ts"
import type { FromLeaseWorker, LeaseWorkerOptions, ToLeaseWorker } from "./LeaseWorker.ts"

/** The thread is gone. */
class ThreadEnded extends Data.TaggedError("ThreadEnded")<{ readonly detail: string }> {
  override get message() {
    return `The thread that renews leases ended: ${this.detail}`
  }
}

/** A database of its own needs about a tenth of this. */
const heapMegabytes = 128

/** How the thread reaches the database; another entry for tests. */
export interface LeaseThreadOptions {
  readonly url: Redacted.Redacted
  readonly leaseSeconds: number
  readonly entry?: URL
}

const ownEntry = new URL("./LeaseWorker.ts", import.meta.url)
const monotonicMs = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1_000_000n))

/** Lets the thread give its connection back before it is ended. */
const close = (thread: Worker, ended: Effect.Effect<unknown, ThreadEnded>) =>
  Effect.sync(() => thread.postMessage({ _tag: "Close" } satisfies ToLeaseWorker)).pipe(
    Effect.andThen(Effect.timeoutOption(Effect.exit(ended), "1 second")),
    Effect.andThen(Effect.promise(() => thread.terminate()))
  )

/** Starts a thread; `hear` is called with what it says. `ended` fails when it is over. */
const startThread = Effect.fnUntraced(function* (
  options: LeaseThreadOptions,
  hear: (message: FromLeaseWorker) => void
) {
  const over = yield* Deferred.make<never, ThreadEnded>()
  const end = (detail: string) => Deferred.doneUnsafe(over, Effect.fail(new ThreadEnded({ detail })))
  const ended = Deferred.await(over)
  const thread = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const workerData: LeaseWorkerOptions = {
        url: Redacted.value(options.url),
        leaseSeconds: options.leaseSeconds
      }
      return new Worker(options.entry ?? ownEntry, {
        workerData,
        resourceLimits: { maxOldGenerationSizeMb: heapMegabytes }
      })
        .on("message", hear)
        .on("error", (cause) => end(String(cause)))
        .on("exit", (code) => end(`exit code ${code}`))
    }),
    (thread) => close(thread, ended)
  )
  return { say: (message: ToLeaseWorker) => thread.postMessage(message), ended }
})

/**
 * Keeps leases from a thread with a connection of its own, so that a handler which holds up the event loop does not lose
 * its job. A thread that ends is started again, and hears what is held when that is told next.
 */
export const makeLeaseThread = Effect.fnUntraced(function* (options: LeaseThreadOptions) {
  const clock = yield* Clock.Clock
  const now = () => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
  const run = Effect.runForkWith(yield* Effect.context<never>())
  let say: (message: ToLeaseWorker) => void = () => undefined
  let lastRenewal = Option.none<number>()
  let isInTrouble = false

  const hear = (message: FromLeaseWorker) => {
    if (message._tag === "Renewed") {
      lastRenewal = Option.some(now())
      isInTrouble = false
    } else if (!isInTrouble) {
      isInTrouble = true
      run(Effect.logWarning(`Leases cannot be renewed, trying until they can: ${message.message}`))
    }
  }

  const life = Effect.scoped(
    Effect.gen(function* () {
      const thread = yield* startThread(options, hear)
      say = thread.say
      return yield* thread.ended
    })
  )
  yield* life.pipe(keepGoing("leases are renewed by a new thread"), Effect.forever, Effect.forkScoped)

  /** Somewhat more than one renewal is due in this time. */
  const patienceMs = renewalMs(options.leaseSeconds) * 1.5
  const keeper: LeaseKeeper["Service"] = {
    tell: (held) => Effect.sync(() => say({ _tag: "Held", ...held })),
    isKeeping: Effect.map(monotonicMs, (at) => Option.exists(lastRenewal, (last) => at - last < patienceMs))
  }
  return keeper
})
