import { Effect, FiberSet, Queue as Signals } from "effect"
import type { SqlError } from "effect/sql"
import type { Attempts } from "./Attempts.ts"
import type { Dispatch, Lead } from "./Dispatch.ts"
import type { Queue } from "./Job.ts"
import { keepGoing } from "./KeepGoing.ts"
import type { Leases } from "./Leases.ts"

interface ConsumerOptions {
  readonly queue: Queue
  /** Attempts at once. */
  readonly concurrency: number
  /** Names this process in the rows it claims. */
  readonly worker: string
  readonly leases: Leases["Service"]
  readonly dispatch: Dispatch["Service"]
  readonly attempts: Attempts["Service"]
  /** Where attempts run: they outlive the consumer, so that stopping it lets them finish. */
  readonly fibers: FiberSet.FiberSet
}

/** Claims due jobs of one queue, as many at once as there are free slots, and runs each in a fiber of its own. */
export const consume = (options: ConsumerOptions): Effect.Effect<never> =>
  Effect.gen(function* () {
    const { attempts, concurrency, dispatch, fibers, leases, queue, worker } = options
    const freed = yield* Signals.sliding<void>(1)
    let free = concurrency
    // While the ledger gives, it is asked again at once.
    let more = false

    const claim = (lead: Lead): Effect.Effect<void, SqlError.SqlError> =>
      Effect.uninterruptible(
        Effect.gen(function* () {
          const rows = yield* Effect.withTracerEnabled(leases.claim(queue, lead, free, worker), false)
          more = lead._tag === "Any" && rows.length > 0
          for (const row of rows) {
            free -= 1
            const release = Effect.sync(() => {
              free += 1
              Signals.offerUnsafe(freed, undefined)
            })
            yield* FiberSet.run(fibers, Effect.interruptible(attempts.run(row)).pipe(Effect.ensuring(release)))
          }
        })
      )

    const round = Effect.suspend(() => {
      if (free === 0) return Signals.take(freed)
      return more ? claim({ _tag: "Any" }) : Effect.flatMap(dispatch.take(queue, free), claim)
    })
    return yield* Effect.forever(keepGoing(`jobs of ${queue} could not be claimed`)(round))
  })
