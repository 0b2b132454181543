import { Predicate } from "effect"
import type { SqlError } from "effect/sql"

/** What PostgreSQL or the socket said; the error's own message only says which operation failed. */
export const postgresMessage = (error: SqlError.SqlError): string => {
  const { cause } = error.reason
  return Predicate.isError(cause) && cause.message !== "" ? cause.message : error.message
}
