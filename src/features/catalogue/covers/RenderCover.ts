import { Schema } from "effect"
import { BookId } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import * as Job from "#jobs/Job.ts"

const Payload = Schema.Struct({ organizationId: OrganizationId, bookId: BookId, fileId: BookFileId })

/** Which book, and the file whose first page is wanted. */
export type RenderCoverTask = typeof Payload.Type

/** Draws the first page of a book's PDF as its cover, unless it has one. */
export const RenderCover = Job.make("catalogue.render-cover", {
  payload: Payload,
  timeout: "10 minutes",
  priority: -5
})

/** Asks for it. What waits for the same book is replaced: the last file wins. */
export const renderCover = (
  { bookId, fileId, organizationId }: RenderCoverTask,
  options: Pick<Job.JobRequest, "createdBy" | "priority"> = {}
): Job.JobRequest =>
  Job.request(
    RenderCover,
    { organizationId, bookId, fileId },
    { ...options, organizationId, relatedId: bookId, replaceKey: bookId }
  )
