import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { JobStatus } from "#contract/jobs/Job.ts"
import { SummarizeBook } from "./SummarizeBook.ts"

const Failure = Schema.Struct({ code: Schema.String, message: Schema.String })

/** All that is known of a book's summary, seen at one moment. */
export const SummaryFacts = Schema.Struct({
  fileId: Schema.NullOr(Schema.String),
  text: Schema.NullOr(Schema.String),
  /** What made the text; all null while the file has no summary. */
  promptId: Schema.NullOr(Schema.String),
  promptVersion: Schema.NullOr(Schema.Int),
  provider: Schema.NullOr(Schema.String),
  model: Schema.NullOr(Schema.String),
  inputTokens: Schema.NullOr(Schema.Int),
  outputTokens: Schema.NullOr(Schema.Int),
  durationMs: Schema.NullOr(Schema.Int),
  generatedAt: Schema.NullOr(Schema.DateTimeUtcFromDate),
  /** The job for the file that waits or runs, else the one that ended last. */
  jobId: Schema.NullOr(Schema.String),
  jobState: Schema.NullOr(JobStatus),
  /** Of its last attempt that failed. */
  jobError: Schema.NullOr(Failure)
})
export type SummaryFacts = typeof SummaryFacts.Type

/** What the library knows of a book, gathered. */
export class AnalysisRepo extends Context.Service<AnalysisRepo>()("luminalib/features/intelligence/AnalysisRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return {
      /** None where there is no such book. Rides on primary keys and jobs_related. */
      summary: SqlSchema.findOneOption({
        Request: Schema.Struct({ organizationId: Schema.String, bookId: Schema.String }),
        Result: SummaryFacts,
        execute: ({ bookId, organizationId }) => sql`
          SELECT b.file_id, b.summary AS text, s.prompt_id, s.prompt_version, s.provider, s.model, s.input_tokens,
            s.output_tokens, s.duration_ms, s.generated_at, j.id AS job_id, j.state AS job_state,
            j.errors -> -1 AS job_error
          FROM books b
          LEFT JOIN book_summaries s
            ON s.organization_id = b.organization_id AND s.book_id = b.id AND s.file_id = b.file_id
          LEFT JOIN LATERAL (
            SELECT id, state, errors
            FROM jobs
            WHERE organization_id = b.organization_id AND related_id = b.id AND kind = ${SummarizeBook.kind}
              AND payload ->> 'fileId' = b.file_id::text
            ORDER BY finished_at DESC NULLS FIRST, id DESC
            LIMIT 1
          ) j ON true
          WHERE b.organization_id = ${organizationId} AND b.id = ${bookId}`
      })
    }
  })
}) {
  static readonly layer = Layer.effect(AnalysisRepo, AnalysisRepo.make)
}
