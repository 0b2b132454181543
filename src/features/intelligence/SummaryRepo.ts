import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { Spent } from "./Spent.ts"

const BookRef = Schema.Struct({ organizationId: Schema.String, bookId: Schema.String })
const PartRef = Schema.Struct({ organizationId: Schema.String, fileId: Schema.String, key: Schema.String })

/** An answer on the way to a summary. */
const Part = Schema.Struct({ text: Schema.String, ...Spent.fields })

const made = {
  fileId: Schema.String,
  contentHash: Schema.String,
  promptId: Schema.String,
  promptVersion: Schema.Int,
  provider: Schema.String,
  model: Schema.String,
  fingerprint: Schema.String,
  ...Spent.fields
}

/** What made the summary of a book. */
export const SummaryRow = Schema.Struct({ ...made, generatedAt: Schema.DateTimeUtcFromDate })
export type SummaryRow = typeof SummaryRow.Type

export const NewSummary = Schema.Struct({
  ...BookRef.fields,
  ...made,
  parameters: Schema.fromJsonString(Schema.Record(Schema.String, Schema.Json))
})
export type NewSummary = typeof NewSummary.Type

/** Tables `summary_parts` and `book_summaries`. */
export class SummaryRepo extends Context.Service<SummaryRepo>()("luminalib/features/intelligence/SummaryRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return {
      /** By the primary key. */
      findPart: SqlSchema.findOneOption({
        Request: PartRef,
        Result: Part,
        execute: ({ fileId, key, organizationId }) => sql`
          SELECT text, input_tokens, output_tokens, cost_micro_usd::float8, duration_ms
          FROM summary_parts
          WHERE organization_id = ${organizationId} AND file_id = ${fileId} AND key = ${key}`
      }),
      insertPart: SqlSchema.void({
        Request: Schema.Struct({ ...PartRef.fields, ...Part.fields }),
        execute: (part) => sql`INSERT INTO summary_parts ${sql.insert(part)} ON CONFLICT DO NOTHING`
      }),
      /** By the primary key. */
      find: SqlSchema.findOneOption({
        Request: BookRef,
        Result: SummaryRow,
        execute: ({ bookId, organizationId }) => sql`
          SELECT file_id, content_hash, prompt_id, prompt_version, provider, model, fingerprint, input_tokens,
            output_tokens, cost_micro_usd::float8, duration_ms, generated_at
          FROM book_summaries
          WHERE organization_id = ${organizationId} AND book_id = ${bookId}`
      }),
      /** One for each book: a new one takes the place of the one before. */
      replace: SqlSchema.void({
        Request: NewSummary,
        execute: (summary) => sql`
          INSERT INTO book_summaries ${sql.insert(summary)}
          ON CONFLICT (organization_id, book_id) DO UPDATE SET
            (file_id, content_hash, prompt_id, prompt_version, provider, model, parameters, fingerprint,
              input_tokens, output_tokens, cost_micro_usd, duration_ms, generated_at)
            = (excluded.file_id, excluded.content_hash, excluded.prompt_id, excluded.prompt_version,
              excluded.provider, excluded.model, excluded.parameters, excluded.fingerprint, excluded.input_tokens,
              excluded.output_tokens, excluded.cost_micro_usd, excluded.duration_ms, now())`
      })
    }
  })
}) {
  static readonly layer = Layer.effect(SummaryRepo, SummaryRepo.make)
}
