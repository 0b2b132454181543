import { Schema } from "effect"

/** A job that this worker owns: what it needs to know to run it. */
export const ClaimedJob = Schema.Struct({
  id: Schema.String,
  /** With `id` and `worker` the proof of ownership: each claim raises it. */
  fence: Schema.Int,
  worker: Schema.String,
  organizationId: Schema.NullOr(Schema.String),
  kind: Schema.String,
  version: Schema.Int,
  queue: Schema.String,
  payload: Schema.Json,
  createdBy: Schema.NullOr(Schema.String),
  priority: Schema.Int,
  turn: Schema.Finite,
  attempts: Schema.Int,
  maxAttempts: Schema.Int,
  /** Attempts whose worker died. They do not count as the job's own failures. */
  crashes: Schema.Int,
  runAt: Schema.Date,
  startedAt: Schema.NullOr(Schema.Date),
  limitKey: Schema.NullOr(Schema.String),
  parentId: Schema.NullOr(Schema.String),
  traceParent: Schema.NullOr(Schema.String)
})
export type ClaimedJob = typeof ClaimedJob.Type
