import { Schema } from "effect"

/** One failed attempt, as kept with its job. */
export const AttemptFailure = Schema.Struct({
  code: Schema.String,
  message: Schema.String,
  attempt: Schema.Int,
  at: Schema.String
})

/** A row of `jobs`, as the database gives it to those who look. */
export const JobRow = Schema.Struct({
  id: Schema.String,
  organizationId: Schema.NullOr(Schema.String),
  kind: Schema.String,
  version: Schema.Int,
  queue: Schema.String,
  payload: Schema.Json,
  relatedId: Schema.NullOr(Schema.String),
  createdBy: Schema.NullOr(Schema.String),
  state: Schema.Literals(["pending", "running", "completed", "failed", "cancelled"]),
  ready: Schema.Boolean,
  priority: Schema.Int,
  attempts: Schema.Int,
  maxAttempts: Schema.Int,
  runAt: Schema.Date,
  fence: Schema.Int,
  progress: Schema.Finite,
  phase: Schema.NullOr(Schema.String),
  result: Schema.NullOr(Schema.Json),
  errors: Schema.Array(AttemptFailure),
  parentId: Schema.NullOr(Schema.String),
  replayOf: Schema.NullOr(Schema.String),
  traceParent: Schema.NullOr(Schema.String),
  createdAt: Schema.Date,
  startedAt: Schema.NullOr(Schema.Date),
  finishedAt: Schema.NullOr(Schema.Date)
})
export type JobRow = typeof JobRow.Type
