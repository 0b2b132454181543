import type { SqlError } from "effect/sql"

/** Whether the statement failed because the constraint holds such a row already. */
export const violates = ({ reason }: SqlError.SqlError, constraint: string): boolean =>
  reason._tag === "UniqueViolation" && reason.constraint === constraint
