import type { PgClient } from "@effect/sql-pg/PgClient"
import { Effect, Predicate } from "effect"
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

/**
 * Lets `withTransaction` fail with the SqlError of its signature when the session is lost. By itself the client dies
 * then, because the ROLLBACK cannot be sent either, and whoever retries transient errors would never see this one.
 */
export const failOnLostSession = (client: PgClient): PgClient => {
  const { withTransaction } = client
  return Object.assign(client, {
    withTransaction: <R, E, A>(body: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError.SqlError, R> =>
      Effect.catchDefect(withTransaction(body), (defect) =>
        SqlError.isSqlError(defect) && isTransient(defect) ? Effect.fail(defect) : Effect.die(defect)
      )
  })
}
