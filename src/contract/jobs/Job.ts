import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { declare, members } from "../Problem.ts"
import { Timestamp } from "../Timestamp.ts"

export const JobId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("JobId"))
export type JobId = typeof JobId.Type

export const JobStatus = Schema.Literals(["pending", "running", "completed", "failed", "cancelled"])
export type JobStatus = typeof JobStatus.Type

/** Why an attempt ended. */
export const JobFailure = Schema.Struct({
  code: Schema.String,
  message: Schema.String,
  attempt: Schema.Int,
  at: Timestamp
}).annotate({ identifier: "JobFailure" })
export type JobFailure = typeof JobFailure.Type

/** Work that outlives the request which asked for it. */
export const JobView = Schema.Struct({
  id: JobId,
  type: Schema.String.annotate({ examples: ["intelligence.summarize-book"] }),
  relatedId: Schema.NullOr(Schema.String).annotate({ description: "What the work is about, e.g. the book" }),
  status: JobStatus,
  progress: Schema.Finite.annotate({ description: "0..1" }),
  phase: Schema.NullOr(Schema.String),
  attempts: Schema.Int,
  maxAttempts: Schema.Int,
  error: Schema.NullOr(JobFailure).annotate({ description: "The last failure; `errors` has all" }),
  errors: Schema.Array(JobFailure),
  result: Schema.NullOr(Schema.Json),
  queuedAt: Timestamp,
  runAt: Timestamp,
  startedAt: Schema.NullOr(Timestamp),
  finishedAt: Schema.NullOr(Timestamp),
  traceId: Schema.NullOr(Schema.String)
}).annotate({ identifier: "Job" })
export type JobView = typeof JobView.Type

export class JobNotFound extends HttpApiError.Problem<JobNotFound>()(
  "JobNotFound",
  declare({ code: "JOB_NOT_FOUND", status: 404, title: "No such job" }),
  members("JOB_NOT_FOUND")
) {}

/** Only what waits or runs can be cancelled. */
export class JobNotCancellable extends HttpApiError.Problem<JobNotCancellable>()(
  "JobNotCancellable",
  declare({ code: "JOB_NOT_CANCELLABLE", status: 409, title: "The job is over" }),
  { ...members("JOB_NOT_CANCELLABLE"), jobStatus: JobStatus }
) {}

/** Only what failed or was cancelled can be retried. */
export class JobNotRetryable extends HttpApiError.Problem<JobNotRetryable>()(
  "JobNotRetryable",
  declare({ code: "JOB_NOT_RETRYABLE", status: 409, title: "The job did not fail" }),
  { ...members("JOB_NOT_RETRYABLE"), jobStatus: JobStatus }
) {}
