import { Cause, Option } from "effect"
import { SqlError } from "effect/sql"

/** The connection was lost or the server went down, perhaps between the commit and its answer. */
export const mayHaveCommitted = (cause: Cause.Cause<unknown>): boolean =>
  Option.exists(
    Cause.findErrorOption(cause),
    (error) =>
      SqlError.isSqlError(error) && (error.reason._tag === "ConnectionError" || error.reason._tag === "UnknownError")
  )
