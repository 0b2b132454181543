import { Schema } from "effect"
import { BookId } from "#contract/catalogue/Book.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import * as Job from "#jobs/Job.ts"

const Payload = Schema.Struct({ organizationId: OrganizationId, bookId: BookId })

/** Whose consensus. */
export type UpdateConsensusTask = typeof Payload.Type

/** Writes what the readers of a book make of it, where enough has changed. */
export const UpdateConsensus = Job.make("intelligence.update-consensus", {
  payload: Payload,
  queue: "llm",
  maxAttempts: 8,
  timeout: "30 minutes"
})

/** A class that reviews a book at once is heard together: after a pause of so long. */
const pause = "2 seconds"

/** Asks for it; the last of many who ask within the pause is answered. */
export const updateConsensus = ({ bookId, organizationId }: UpdateConsensusTask): Job.JobRequest =>
  Job.request(
    UpdateConsensus,
    { organizationId, bookId },
    { organizationId, relatedId: bookId, replaceKey: bookId, delay: pause }
  )
