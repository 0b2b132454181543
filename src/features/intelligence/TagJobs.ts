import { Effect, Schema } from "effect"
import { BookId } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { BookSummarized } from "#contract/intelligence/Analysis.ts"
import * as Job from "#jobs/Job.ts"
import * as Reactions from "#jobs/Reactions.ts"
import { summaryJobError } from "./SummaryJobError.ts"
import { TagSuggestions } from "./TagSuggestions.ts"

/** Suggests tags for a book that nobody has tagged. */
export const SuggestTags = Job.make("intelligence.suggest-tags", {
  payload: Schema.Struct({ organizationId: OrganizationId, bookId: BookId, fileId: BookFileId }),
  queue: "llm",
  maxAttempts: 8,
  timeout: "10 minutes",
  priority: -1
})

/** A book is tagged after its summary, which says what it is about. */
export const reactions: ReadonlyArray<Reactions.Reaction> = [
  Reactions.on(BookSummarized, ({ bookId, fileId, organizationId }) => [
    Job.request(
      SuggestTags,
      { organizationId, bookId, fileId },
      { organizationId, relatedId: bookId, uniqueKey: fileId }
    )
  ])
]

/** The work of this feature. */
export const handlers = Effect.map(TagSuggestions, (suggestions) => [
  Job.handler(SuggestTags, ({ payload }) =>
    suggestions.suggest(payload).pipe(
      Effect.catchTag("LlmError", (error) => Effect.fail(summaryJobError(error))),
      Effect.map((tags) => ({ result: { tags }, commit: suggestions.keep(payload, tags) }))
    )
  )
])
