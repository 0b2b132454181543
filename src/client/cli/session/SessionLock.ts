import { type Cause, Effect, Schedule } from "effect"
import { DatabaseSync } from "node:sqlite"

/** Opens the file exclusively, or throws. */
const open = (file: string): DatabaseSync => {
  const lock = new DatabaseSync(file)
  try {
    lock.exec("BEGIN EXCLUSIVE")
    return lock
  } catch (cause) {
    lock.close()
    throw cause
  }
}

const isTaken = ({ cause }: Cause.UnknownError) => String(cause).includes("locked")

/**
 * Holds the lock that is this file until the scope ends; waits for it up to 30 s. It is an exclusive SQLite transaction
 * on an empty file, because Node has no portable lock of its own: the operating system drops it with the process, so
 * that a killed command never stands in the way of the next.
 */
export const holdLock = (file: string) =>
  Effect.acquireRelease(
    Effect.try(() => open(file)).pipe(
      Effect.retry({
        while: isTaken,
        schedule: Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "30 seconds" }))
      })
    ),
    (lock) => Effect.sync(() => lock.close()),
    { interruptible: true }
  )
