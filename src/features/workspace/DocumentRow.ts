import { Schema } from "effect"
import type { SqlClient } from "effect/sql"
import { FileId } from "#contract/File.ts"
import { JobStatus } from "#contract/jobs/Job.ts"
import { Document, type DocumentStatus } from "#contract/workspace/Document.ts"
import { ReadDocument } from "./ReadDocument.ts"

const { error: _error, status: _status, ...stored } = Document.fields
const Failure = Schema.Struct({ code: Schema.String, message: Schema.String })

/** A document as the database gives it: the columns of {@link documentColumns}. */
export const DocumentRow = Schema.Struct({
  ...stored,
  createdAt: Schema.DateTimeUtcFromDate,
  updatedAt: Schema.DateTimeUtcFromDate,
  fileId: FileId,
  readFileId: Schema.NullOr(FileId),
  jobState: Schema.NullOr(JobStatus),
  /** Of its last attempt that failed. */
  jobError: Schema.NullOr(Failure)
})
type DocumentRow = typeof DocumentRow.Type

/** Of all jobs for the present file of a document `d`, the one that waits or runs, else the last. Rides on jobs_related. */
export const jobShown = (sql: SqlClient.SqlClient) => sql`
  SELECT id, state, errors
  FROM jobs
  WHERE organization_id = d.organization_id AND related_id = d.id AND kind = ${ReadDocument.kind}
    AND payload ->> 'fileId' = d.file_id::text
  ORDER BY finished_at DESC NULLS FIRST, id DESC
  LIMIT 1`

/** The columns of a document `d`, with what {@link documentSources} joins to it. */
export const documentColumns = (sql: SqlClient.SqlClient) => sql`
  d.id, d.title, d.owner_id, d.visibility, d.file_name, d.type, d.size, d.sha256, d.version, d.created_at, d.updated_at,
  d.file_id, d.read_file_id, t.language, t.characters, t.page_count AS pages,
  j.id AS job_id, j.state AS job_state, j.errors -> -1 AS job_error`

/** By the primary key of `document_texts`, and by jobs_related. */
export const documentSources = (sql: SqlClient.SqlClient) => sql`
  documents d
  LEFT JOIN document_texts t ON t.organization_id = d.organization_id AND t.file_id = d.read_file_id
  LEFT JOIN LATERAL (${jobShown(sql)}) j ON true`

/** How far a document is: never stored, always told from what was read of it and its job. */
const statusOf = ({ fileId, jobState, readFileId }: DocumentRow): DocumentStatus => {
  if (readFileId === fileId) return "active"
  if (jobState !== "pending" && jobState !== "running") return "error"
  return readFileId === null ? "processing" : "updating"
}

/** What stands in the way: also of a job that will try again. */
const errorOf = (status: DocumentStatus, { jobError, jobState }: DocumentRow): Document["error"] => {
  if (status === "active") return undefined
  if (jobState === "cancelled") return { code: "JOB_CANCELLED", message: "Reading it was cancelled." }
  if (jobError !== null) return jobError
  return status === "error" ? { code: "NOT_READ", message: "Nobody reads it any more." } : undefined
}

/** The document as calls show it. */
export const documentOf = (row: DocumentRow): Document => {
  const { fileId: _fileId, jobError: _jobError, jobState: _jobState, readFileId: _readFileId, ...shown } = row
  const status = statusOf(row)
  const error = errorOf(status, row)
  return { ...shown, status, ...(error === undefined ? {} : { error }) }
}
