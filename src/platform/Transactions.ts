import { Predicate } from "effect"
import { SqlError } from "effect/sql"

/** Shutdown, crash and starting up (57P0x), too many connections (53300), broken connection (08xxx). */
const reconnectable = /^(57P0|53300$|08)/

const sqlState = (cause: unknown): string =>
  Predicate.hasProperty(cause, "code") && typeof cause.code === "string" ? cause.code : ""

/**
 * Whether running the same transaction again may succeed: the connection was lost, or PostgreSQL chose this transaction
 * to give way. Not so for timeouts, which mean that the work itself is too slow. The driver calls a server that shuts
 * down an unknown error, hence the look at the SQLSTATE.
 */
export const isTransient = (error: unknown): boolean => {
  if (!SqlError.isSqlError(error)) return false
  switch (error.reason._tag) {
    case "ConnectionError":
    case "DeadlockError":
    case "SerializationError":
      return true
    default:
      return reconnectable.test(sqlState(error.reason.cause))
  }
}
