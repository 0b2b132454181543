import { Effect, Option } from "effect"
import type { SqlClient } from "effect/sql"
import { BookFileStored } from "#contract/catalogue/Book.ts"
import * as Job from "#jobs/Job.ts"
import * as Reactions from "#jobs/Reactions.ts"
import type { Keeper } from "#jobs/Retention.ts"
import { AnalysisRepo } from "./AnalysisRepo.ts"
import { Summaries } from "./Summaries.ts"
import { SummarizeBook, summarizeBook } from "./SummarizeBook.ts"
import { summaryJobError } from "./SummaryJobError.ts"

/** A book whose file is new is summarised. */
export const reactions: ReadonlyArray<Reactions.Reaction> = [
  Reactions.on(BookFileStored, (stored) => [summarizeBook(stored, { createdBy: stored.storedBy })])
]

/** The job that a book's analysis names, and is told from where the summary failed, stays as long as the book has it. */
export const stillShown: Effect.Effect<Keeper, never, SqlClient.SqlClient> = Effect.map(
  AnalysisRepo,
  (repo): Keeper =>
    (ids) =>
      Effect.map(repo.jobsShown(ids), (jobs) => jobs.map(({ id }) => id))
).pipe(Effect.provide(AnalysisRepo.layer))

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
