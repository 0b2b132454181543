import { Cause, Effect } from "effect"

/** Before a round is tried again that went wrong. */
const pause = "500 millis"

/**
 * For the rounds of a loop that must not end while its process lives: whatever goes wrong in one, a defect included, is
 * told, and after a pause the next one may do better.
 */
export const keepGoing =
  (trouble: string) =>
  <E, R>(round: Effect.Effect<void, E, R>): Effect.Effect<void, never, R> =>
    Effect.catchCause(round, (cause) =>
      Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.delay(Effect.logWarning(trouble, cause), pause)
    )
