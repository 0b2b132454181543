import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { JobStatus } from "#contract/jobs/Job.ts"
import { SummarizeBook } from "./SummarizeBook.ts"
import { UpdateConsensus } from "./UpdateConsensus.ts"

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

/** All that is known of what readers make of a book; counts are null where nobody has reviewed it. */
export const ReviewFacts = Schema.Struct({
  reviews: Schema.NullOr(Schema.Int),
  ratingAverage: Schema.NullOr(Schema.Finite),
  sentimentAverage: Schema.NullOr(Schema.Finite),
  positive: Schema.NullOr(Schema.Int),
  neutral: Schema.NullOr(Schema.Int),
  negative: Schema.NullOr(Schema.Int),
  /** All null while there is no consensus. */
  consensus: Schema.NullOr(Schema.String),
  consensusModel: Schema.NullOr(Schema.String),
  consensusPromptId: Schema.NullOr(Schema.String),
  consensusPromptVersion: Schema.NullOr(Schema.Int),
  consensusAt: Schema.NullOr(Schema.DateTimeUtcFromDate),
  /** The job for it that was asked for last. */
  consensusState: Schema.NullOr(JobStatus),
  consensusError: Schema.NullOr(Failure),
  /** Whether a review waits to be judged, which the consensus waits for. */
  isJudging: Schema.Boolean
})
export type ReviewFacts = typeof ReviewFacts.Type

/** What the library knows of a book, gathered. */
export class AnalysisRepo extends Context.Service<AnalysisRepo>()("luminalib/features/intelligence/AnalysisRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    /** Of all jobs for the file of the book `b`. Rides on jobs_related. */
    const jobShown = sql`
      SELECT id, state, errors
      FROM jobs
      WHERE organization_id = b.organization_id AND related_id = b.id AND kind = ${SummarizeBook.kind}
        AND payload ->> 'fileId' = b.file_id::text
      ORDER BY finished_at DESC NULLS FIRST, id DESC
      LIMIT 1`
    /** Of all jobs for the consensus of the book `b`, the last. Rides on jobs_related. */
    const consensusShown = sql`
      SELECT id, state, errors
      FROM jobs
      WHERE organization_id = b.organization_id AND related_id = b.id AND kind = ${UpdateConsensus.kind}
      ORDER BY id DESC
      LIMIT 1`
    return {
      /** None where there is no such book. Rides on primary keys and jobs_related. */
      facts: SqlSchema.findOneOption({
        Request: Schema.Struct({ organizationId: Schema.String, bookId: Schema.String }),
        Result: Schema.Struct({ ...SummaryFacts.fields, ...ReviewFacts.fields }),
        execute: ({ bookId, organizationId }) => sql`
          SELECT b.file_id, b.summary AS text, s.prompt_id, s.prompt_version, s.provider, s.model, s.input_tokens,
            s.output_tokens, s.duration_ms, s.generated_at, j.id AS job_id, j.state AS job_state,
            j.errors -> -1 AS job_error,
            r.reviews, r.rating_sum::float8 / nullif(r.reviews, 0) AS rating_average,
            (r.sentiment_sum / nullif(r.sentiments, 0))::float8 AS sentiment_average,
            r.positive, r.neutral, r.negative, coalesce(r.reviews > r.sentiments, false) AS is_judging,
            c.text AS consensus, c.model AS consensus_model, c.prompt_id AS consensus_prompt_id,
            c.prompt_version AS consensus_prompt_version, c.generated_at AS consensus_at,
            k.state AS consensus_state, k.errors -> -1 AS consensus_error
          FROM books b
          LEFT JOIN book_summaries s
            ON s.organization_id = b.organization_id AND s.book_id = b.id AND s.file_id = b.file_id
          LEFT JOIN LATERAL (${jobShown}) j ON true
          LEFT JOIN book_review_stats r ON r.organization_id = b.organization_id AND r.book_id = b.id
          LEFT JOIN book_consensus c ON c.organization_id = b.organization_id AND c.book_id = b.id
          LEFT JOIN LATERAL (${consensusShown}) k ON r.reviews > 0
          WHERE b.organization_id = ${organizationId} AND b.id = ${bookId}`
      }),
      /** Those of the jobs that `facts` shows. By the primary keys and jobs_related. */
      jobsShown: (ids: ReadonlyArray<string>) => sql<{ readonly id: string }>`
        SELECT j.id
        FROM jobs asked
        JOIN books b ON b.organization_id = asked.organization_id AND b.id = asked.related_id
        JOIN LATERAL (${jobShown}) j ON j.id = asked.id
        WHERE asked.id = ANY(${[...ids]}::uuid[]) AND asked.kind = ${SummarizeBook.kind}
        UNION ALL
        SELECT k.id
        FROM jobs asked
        JOIN books b ON b.organization_id = asked.organization_id AND b.id = asked.related_id
        JOIN LATERAL (${consensusShown}) k ON k.id = asked.id
        WHERE asked.id = ANY(${[...ids]}::uuid[]) AND asked.kind = ${UpdateConsensus.kind}`
    }
  })
}) {
  static readonly layer = Layer.effect(AnalysisRepo, AnalysisRepo.make)
}
