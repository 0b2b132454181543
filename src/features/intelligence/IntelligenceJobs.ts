import { Effect, Option } from "effect"
import { BookFileStored } from "#contract/catalogue/Book.ts"
import * as Job from "#jobs/Job.ts"
import * as Reactions from "#jobs/Reactions.ts"
import { Summaries } from "./Summaries.ts"
import { SummarizeBook, summarizeBook } from "./SummarizeBook.ts"
import { summaryJobError } from "./SummaryJobError.ts"

/** A book whose file is new is summarised. */
export const reactions: ReadonlyArray<Reactions.Reaction> = [
  Reactions.on(BookFileStored, (stored) => [summarizeBook(stored, { createdBy: stored.storedBy })])
]

/** The work of this feature. */
export const handlers: Effect.Effect<ReadonlyArray<Job.JobHandler>, never, Summaries> = Effect.gen(function* () {
  const summaries = yield* Summaries

  const summarize = Effect.fn("SummarizeBook.run")(function* ({
    payload,
    report
  }: Job.Attempt<typeof SummarizeBook.payload.Type>) {
    const made = yield* summaries
      .make(payload, report)
      .pipe(
        Effect.catchTag(["LlmError", "StorageError", "TextExtractionError"], (error) =>
          Effect.fail(summaryJobError(error))
        )
      )
    return Option.match(made, {
      onNone: (): Job.Completion => ({ result: { skipped: true } }),
      onSome: (summary): Job.Completion => ({
        result: {
          parts: summary.parts,
          model: summary.origin.model,
          inputTokens: summary.origin.inputTokens,
          outputTokens: summary.origin.outputTokens
        },
        commit: summaries.store(summary)
      })
    })
  })

  return [Job.handler(SummarizeBook, summarize)]
})
