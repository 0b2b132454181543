import { Schema } from "effect"
import { BookId } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import * as Job from "#jobs/Job.ts"

const Payload = Schema.Struct({ organizationId: OrganizationId, bookId: BookId, fileId: BookFileId })

/** Which file to read, for which book. */
export type SummarizeBookTask = typeof Payload.Type

/** Writes the summary of a book from its file. A long book needs many answers of a model. */
export const SummarizeBook = Job.make("intelligence.summarize-book", {
  payload: Payload,
  queue: "llm",
  maxAttempts: 5,
  timeout: "60 minutes"
})

/** Asks for the summary; while one for this file waits or runs, that one. */
export const summarizeBook = (
  { bookId, fileId, organizationId }: SummarizeBookTask,
  options: { readonly createdBy?: string } = {}
): Job.JobRequest =>
  Job.request(
    SummarizeBook,
    { organizationId, bookId, fileId },
    { ...options, organizationId, relatedId: bookId, uniqueKey: fileId }
  )
