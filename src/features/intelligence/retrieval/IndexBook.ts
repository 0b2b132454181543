import { Schema } from "effect"
import { BookId } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import * as Job from "#jobs/Job.ts"

const Payload = Schema.Struct({ organizationId: OrganizationId, bookId: BookId, fileId: BookFileId })

/** Which file to make searchable, of which book. */
export type IndexBookTask = typeof Payload.Type

/**
 * Makes the text of a book's file searchable. A long book needs a minute, and as long as its vectors take where a model
 * makes them; what one attempt has done, the next finds.
 */
export const IndexBook = Job.make("intelligence.index-book", {
  payload: Payload,
  maxAttempts: 8,
  timeout: "30 minutes",
  priority: -5
})

/** Asks for that: while it waits, once for each book. One that runs may have read what has changed, and is followed. */
export const indexBook = (
  { bookId, fileId, organizationId }: IndexBookTask,
  options: { readonly createdBy?: string } = {}
): Job.JobRequest =>
  Job.request(
    IndexBook,
    { organizationId, bookId, fileId },
    { ...options, organizationId, relatedId: bookId, replaceKey: bookId }
  )
