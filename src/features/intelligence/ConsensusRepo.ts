import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { Spent } from "./Spent.ts"

const BookRef = Schema.Struct({ organizationId: OrganizationId, bookId: BookId })

const made = {
  text: Schema.String,
  seenChange: Schema.Int,
  lastReviewId: Schema.String,
  reviews: Schema.Int,
  sentimentMean: Schema.NullOr(Schema.Finite),
  rounds: Schema.Int,
  fingerprint: Schema.String
}

/** A consensus as far as the next one depends on it. */
const ConsensusRow = Schema.Struct(made)

export const NewConsensus = Schema.Struct({
  ...BookRef.fields,
  ...made,
  provider: Schema.String,
  model: Schema.String,
  promptId: Schema.NullOr(Schema.String),
  promptVersion: Schema.NullOr(Schema.Int),
  ...Spent.fields
})
export type NewConsensus = typeof NewConsensus.Type

/** Table `book_consensus`, and which books may need another. */
export class ConsensusRepo extends Context.Service<ConsensusRepo>()("luminalib/features/intelligence/ConsensusRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return {
      /** By the primary key. */
      find: SqlSchema.findOneOption({
        Request: BookRef,
        Result: ConsensusRow,
        execute: ({ bookId, organizationId }) => sql`
          SELECT text, seen_change::float8, last_review_id, reviews, sentiment_mean, rounds, fingerprint
          FROM book_consensus WHERE organization_id = ${organizationId} AND book_id = ${bookId}`
      }),
      /** One for each book, unless that of somebody who has seen more is there. */
      replace: SqlSchema.void({
        Request: NewConsensus,
        execute: (consensus) => sql`
          INSERT INTO book_consensus AS old ${sql.insert(consensus)}
          ON CONFLICT (organization_id, book_id) DO UPDATE SET
            (text, seen_change, last_review_id, reviews, sentiment_mean, rounds, provider, model, prompt_id,
              prompt_version, fingerprint, input_tokens, output_tokens, cost_micro_usd, duration_ms, generated_at)
            = (excluded.text, excluded.seen_change, excluded.last_review_id, excluded.reviews,
              excluded.sentiment_mean, excluded.rounds, excluded.provider, excluded.model, excluded.prompt_id,
              excluded.prompt_version, excluded.fingerprint, excluded.input_tokens, excluded.output_tokens,
              excluded.cost_micro_usd, excluded.duration_ms, now())
          WHERE old.seen_change <= excluded.seen_change`
      }),
      remove: ({ bookId, organizationId }: typeof BookRef.Type) => sql`
        DELETE FROM book_consensus WHERE organization_id = ${organizationId} AND book_id = ${bookId}`,
      /** The consensus is what the reviews say, as of this change; unless there was another since. */
      settle: ({ bookId, organizationId }: typeof BookRef.Type, change: number) => sql`
        UPDATE book_review_stats SET is_stale = false
        WHERE organization_id = ${organizationId} AND book_id = ${bookId} AND is_stale
          AND changes = ${change}::float8::bigint`,
      /** Books of any library of which a review is gone. Rides on book_review_stats_stale. */
      stale: SqlSchema.findAll({
        Request: Schema.Struct({ limit: Schema.Int }),
        Result: BookRef,
        execute: ({ limit }) => sql`
          SELECT organization_id, book_id FROM book_review_stats WHERE is_stale
          ORDER BY organization_id, book_id LIMIT ${limit}`
      })
    }
  })
}) {
  static readonly layer = Layer.effect(ConsensusRepo, ConsensusRepo.make)
}
