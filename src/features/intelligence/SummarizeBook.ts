import { Schema } from "effect"
import { BookId } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import * as Job from "#jobs/Job.ts"

const Payload = Schema.Struct({ organizationId: OrganizationId, bookId: BookId, fileId: BookFileId })

/** Which file to read, for which book. */
export type SummarizeBookTask = typeof Payload.Type

/**
 * Writes the summary of a book from its file. A long book needs many answers of a model. Its twelve attempts
 * are 13 to 27 minutes of waiting apart (`jobs/Backoff.ts`), more where the model asks for it: one that is away for some
 * minutes costs nobody their summary.
 */
export const SummarizeBook = Job.make("intelligence.summarize-book", {
  payload: Payload,
  queue: "llm",
  maxAttempts: 12,
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
