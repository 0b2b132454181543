import { Effect, Fiber, FiberSet } from "effect"
import type { Crew } from "./Consumer.ts"
import { keepGoing } from "./KeepGoing.ts"

/** How often one looks for suspects while there are none. */
const pause = "1 second"

/**
 * Jobs whose workers died twice run one at a time in a process, beside healthy ones: the one that kills workers is then
 * told from those that only ran beside it.
 */
export const quarantine = ({ attempts, fibers, leases, skills, worker }: Crew): Effect.Effect<never> =>
  Effect.uninterruptible(
    Effect.flatMap(Effect.withTracerEnabled(leases.claimSuspect({ worker, skills }), false), ([job]) =>
      job === undefined
        ? Effect.succeed(undefined)
        : FiberSet.run(fibers, Effect.interruptible(attempts.run(job, Effect.void)))
    )
  ).pipe(
    Effect.flatMap((fiber) => (fiber === undefined ? Effect.sleep(pause) : Effect.asVoid(Fiber.await(fiber)))),
    keepGoing("suspects could not be claimed"),
    Effect.forever
  )
