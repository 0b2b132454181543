import { Schema } from "effect"
import { FileId } from "#contract/File.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"
import { DocumentId } from "#contract/workspace/Document.ts"
import * as Job from "#jobs/Job.ts"

const Payload = Schema.Struct({ organizationId: OrganizationId, documentId: DocumentId, fileId: FileId })

/** Which file to read, for which document. */
export type ReadDocumentTask = typeof Payload.Type

/** Reads the file of a document and makes it searchable: for the first time, anew, or under another title. */
export const ReadDocument = Job.make("workspace.read-document", {
  payload: Payload,
  maxAttempts: 8,
  timeout: "60 minutes"
})

/** Asks for it. What waits for the same document is replaced, and what runs is followed: the last change wins. */
export const readDocument = (
  { documentId, fileId, organizationId }: ReadDocumentTask,
  options: { readonly createdBy?: UserId } = {}
): Job.JobRequest =>
  Job.request(
    ReadDocument,
    { organizationId, documentId, fileId },
    { ...options, organizationId, relatedId: documentId, replaceKey: documentId }
  )
