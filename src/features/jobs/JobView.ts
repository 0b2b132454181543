import { DateTime, Option } from "effect"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { type JobFailure, JobId, type JobView } from "#contract/jobs/Job.ts"
import type { OperatorJob } from "#contract/operations/OperatorJob.ts"
import type { JobRow } from "#jobs/JobRow.ts"
import { parse } from "#jobs/TraceParent.ts"

/** The job as its owner sees it: without its payload, its lease and what else only workers need. */
export const jobView = (row: JobRow): JobView => {
  const errors = row.errors.map((error): JobFailure => ({ ...error, at: DateTime.makeUnsafe(error.at) }))
  return {
    id: JobId.make(row.id),
    type: row.kind,
    relatedId: row.relatedId,
    status: row.state,
    progress: row.progress,
    phase: row.phase,
    attempts: row.attempts,
    maxAttempts: row.maxAttempts,
    error: errors.at(-1) ?? null,
    errors,
    result: row.result,
    queuedAt: DateTime.fromDateUnsafe(row.createdAt),
    runAt: DateTime.fromDateUnsafe(row.runAt),
    startedAt: moment(row.startedAt),
    finishedAt: moment(row.finishedAt),
    traceId: Option.getOrNull(Option.map(parse(row.traceParent), (span) => span.traceId))
  }
}

/** The job as operators see it: also whose it is and where it waits, and no more of what it is about. */
export const operatorJob = (row: JobRow): OperatorJob => ({
  ...jobView(row),
  organizationId: row.organizationId === null ? null : OrganizationId.make(row.organizationId),
  queue: row.queue,
  kind: row.kind,
  replayOf: row.replayOf === null ? null : JobId.make(row.replayOf)
})

const moment = (date: Date | null) => (date === null ? null : DateTime.fromDateUnsafe(date))
