import { Predicate } from "effect"
import type { SqlError } from "effect/sql"

/** The name of the constraint that a statement broke, of whatever kind it is; none where it failed for another reason. */
export const brokenConstraint = ({ reason }: SqlError.SqlError): string | undefined =>
  (reason._tag === "UniqueViolation" || reason._tag === "ConstraintError") &&
  Predicate.hasProperty(reason.cause, "constraint") &&
  typeof reason.cause.constraint === "string"
    ? reason.cause.constraint
    : undefined
