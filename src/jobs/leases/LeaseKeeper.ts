import { Context, Effect, Layer, Option } from "effect"
import { Database } from "#platform/Database.ts"
import { leaseSeconds } from "./LeaseSettings.ts"
import { makeLeaseThread } from "./LeaseThread.ts"
import type { Holding } from "./LeaseWorker.ts"

/** What a worker runs now. */
export interface Held {
  readonly worker: string
  readonly holdings: ReadonlyArray<Holding>
}

/** Keeps the leases of running jobs alive although the event loop of this process is held up. */
export class LeaseKeeper extends Context.Service<
  LeaseKeeper,
  {
    /**
     * Keeps these leases, each for `forMs` milliseconds at most, until it is told again: twice a second. While it is told
     * nothing, the process is held up, and it keeps all that the worker has claimed: nobody can say what came meanwhile.
     */
    readonly tell: (held: Held) => Effect.Effect<void>
    /** Whether leases were renewed lately. If not, whoever is able to should renew them. */
    readonly isKeeping: Effect.Effect<boolean>
  }
>()("luminalib/jobs/leases/LeaseKeeper") {
  /** Keeps nothing: for a database in this process, which is held up or not as a whole. */
  static readonly layerNone = Layer.succeed(LeaseKeeper, {
    tell: () => Effect.void,
    isKeeping: Effect.succeed(false)
  })

  /** A thread with a connection of its own where `DATABASE_URL` is set. `JOB_LEASE_SECONDS`: see LeaseSettings. */
  static readonly layer = Layer.unwrap(
    Effect.gen(function* () {
      const url = yield* Database.url
      const seconds = yield* leaseSeconds
      return Option.match(url, {
        onNone: () => LeaseKeeper.layerNone,
        onSome: (url) => Layer.effect(LeaseKeeper, makeLeaseThread({ url, leaseSeconds: seconds }))
      })
    })
  )
}
