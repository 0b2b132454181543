import { Effect, Fiber, FiberSet } from "effect"
import type { Consumer, Crew } from "./Consumer.ts"
import { keepGoing } from "./KeepGoing.ts"

/** How often a worker whose slots are taken looks for libraries that have none. */
const pause = "15 millis"

/**
 * One slot more for each queue, for the job of a library of which nothing runs. Turns decide who is next when a slot is
 * free; where all are taken by the long jobs of others, whoever has one short job still starts at once.
 */
export const express = (
  { attempts, fibers, leases, skills, worker }: Crew,
  { free, queue }: Consumer
): Effect.Effect<never> => {
  const claim = Effect.withTracerEnabled(leases.claimExpress({ queue, worker, skills }), false)
  return Effect.uninterruptible(
    Effect.flatMap(claim, ([job]) =>
      job === undefined
        ? Effect.succeed(undefined)
        : FiberSet.run(fibers, Effect.interruptible(attempts.run(job, Effect.void)))
    )
  ).pipe(
    Effect.flatMap((fiber) => (fiber === undefined ? Effect.void : Effect.asVoid(Fiber.await(fiber)))),
    Effect.when(Effect.map(free, (slots) => slots <= 0)),
    Effect.asVoid,
    keepGoing(`jobs of ${queue} could not be claimed for libraries without any`),
    Effect.andThen(Effect.sleep(pause)),
    Effect.forever
  )
}
