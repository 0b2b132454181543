import { Context, Effect, Layer, type Option, Schema } from "effect"
import { SqlClient, type SqlError, SqlSchema } from "effect/sql"
import type { BookId } from "#contract/catalogue/Book.ts"
import { ReviewId, type Sentiment } from "#contract/circulation/Review.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"

/** The words of a review in one version. */
const ReviewWords = Schema.Struct({
  bookId: Schema.String,
  version: Schema.Int,
  rating: Schema.Int,
  text: Schema.String,
  /** Whether it is known how they sound. */
  isHeard: Schema.Boolean
})
export type ReviewWords = typeof ReviewWords.Type

/** A review among those of its book. */
const ReviewOfBook = Schema.Struct({
  id: ReviewId,
  rating: Schema.Int,
  text: Schema.String,
  /** Days since it was written or edited. */
  ageDays: Schema.Finite
})
export type ReviewOfBook = typeof ReviewOfBook.Type

/** What the reviews of a book that are shown come to, seen at one moment. */
const ReviewCounts = Schema.Struct({
  /** Grows with each change: whatever was changed by then is in these numbers. */
  changes: Schema.Int,
  reviews: Schema.Int,
  /** 1..5; null while there is none. */
  ratingMean: Schema.NullOr(Schema.Finite),
  /** -1..1, of those whose sentiment is known; null while there is none. */
  sentimentMean: Schema.NullOr(Schema.Finite),
  positive: Schema.Int,
  neutral: Schema.Int,
  negative: Schema.Int,
  /** Written, or shown again, after the change asked for. */
  fresh: Schema.Int,
  /** There by then, and edited since. */
  edited: Schema.Int,
  /** There by then. */
  kept: Schema.Int
})
export type ReviewCounts = typeof ReviewCounts.Type

/** What is found out about a review, and by which model and prompt where one was asked. */
export interface Heard extends Sentiment {
  readonly model: string | null
  readonly promptVersion: string | null
}

/** The book meant. */
interface BookKey {
  readonly organizationId: OrganizationId
  readonly bookId: BookId
}

/** What a reader objected to. */
const Report = Schema.Struct({ reviewId: ReviewId, reason: Schema.String, at: Schema.DateTimeUtcFromDate })
export type Report = typeof Report.Type

/** The reader meant. */
interface ReaderKey {
  readonly organizationId: OrganizationId
  readonly id: UserId
}

/** What later features read in reviews, and what they find out about them. Each call is one statement. */
export class ReviewTexts extends Context.Service<
  ReviewTexts,
  {
    readonly find: (
      organizationId: OrganizationId,
      id: ReviewId
    ) => Effect.Effect<Option.Option<ReviewWords>, SqlError.SqlError>
    /** Whether it was noted: not where the review was edited or deleted since. Joins the caller's transaction. */
    readonly setSentiment: (
      organizationId: OrganizationId,
      review: { readonly id: ReviewId; readonly version: number },
      heard: Heard
    ) => Effect.Effect<boolean, SqlError.SqlError>
    /** All zero where nobody has reviewed the book. `since`: a value of `changes`. Reads each review's row. */
    readonly counts: (book: BookKey, since: number) => Effect.Effect<ReviewCounts, SqlError.SqlError>
    /** The newest that are shown; only those written after the change, where one is given. */
    readonly newest: (
      book: BookKey,
      options: { readonly limit: number; readonly since?: number }
    ) => Effect.Effect<ReadonlyArray<ReviewOfBook>, SqlError.SqlError>
    readonly reportsOf: (reader: ReaderKey) => Effect.Effect<ReadonlyArray<Report>, SqlError.SqlError>
    /** Deletes all that the reader wrote; gives the books it was about. Joins the caller's transaction. */
    readonly forget: (reader: ReaderKey) => Effect.Effect<ReadonlyArray<BookId>, SqlError.SqlError>
  }
>()("luminalib/features/circulation/ReviewTexts") {
  static readonly layer = Layer.effect(
    ReviewTexts,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

      // By the primary keys.
      const find = SqlSchema.findOneOption({
        Request: Schema.Struct({ organizationId: Schema.String, id: Schema.String }),
        Result: ReviewWords,
        execute: ({ id, organizationId }) => sql`
          SELECT book_id, version, rating, text, sentiment IS NOT NULL AS is_heard FROM reviews
          WHERE organization_id = ${organizationId} AND id = ${id}`
      })

      // By the primary key, and reviews_newest for the reviews of the book.
      const counts = SqlSchema.findOne({
        Request: Schema.Struct({ organizationId: Schema.String, bookId: Schema.String, since: Schema.Int }),
        Result: ReviewCounts,
        execute: ({ bookId, organizationId, since }) => sql`
          SELECT coalesce(changes, 0)::float8 AS changes, coalesce(reviews, 0) AS reviews,
            rating_sum::float8 / nullif(reviews, 0) AS rating_mean,
            (sentiment_sum / nullif(sentiments, 0))::float8 AS sentiment_mean,
            coalesce(positive, 0) AS positive, coalesce(neutral, 0) AS neutral, coalesce(negative, 0) AS negative,
            fresh, edited, kept
          FROM (
            SELECT count(*) FILTER (WHERE first_change > ${since})::int AS fresh,
              count(*) FILTER (WHERE first_change <= ${since} AND last_change > ${since})::int AS edited,
              count(*) FILTER (WHERE first_change <= ${since})::int AS kept
            FROM reviews
            WHERE organization_id = ${organizationId} AND book_id = ${bookId} AND hidden_at IS NULL
          ) AS shown
          LEFT JOIN book_review_stats ON organization_id = ${organizationId} AND book_id = ${bookId}`
      })

      // Rides on reviews_newest.
      const newest = SqlSchema.findAll({
        Request: Schema.Struct({
          organizationId: Schema.String,
          bookId: Schema.String,
          since: Schema.Int,
          limit: Schema.Int
        }),
        Result: ReviewOfBook,
        execute: ({ bookId, limit, organizationId, since }) => sql`
          SELECT id, rating, text, greatest(0, extract(epoch FROM now() - updated_at) / 86400)::float8 AS age_days
          FROM reviews
          WHERE organization_id = ${organizationId} AND book_id = ${bookId} AND hidden_at IS NULL
            AND first_change > ${since}
          ORDER BY id DESC LIMIT ${limit}`
      })

      return ReviewTexts.of({
        find: Effect.fn("ReviewTexts.find")((organizationId, id) =>
          Effect.catchTag(find({ organizationId, id }), "SchemaError", Effect.die)
        ),
        setSentiment: Effect.fn("ReviewTexts.setSentiment")(function* (organizationId, { id, version }, heard) {
          const rows = yield* sql`
            UPDATE reviews SET sentiment = ${heard.score}::float8::numeric(5, 4), confidence = ${heard.confidence},
              method = ${heard.method}, model = ${heard.model}, prompt_version = ${heard.promptVersion}
            WHERE organization_id = ${organizationId} AND id = ${id} AND version = ${version}
            RETURNING id`
          return rows.length > 0
        }),
        counts: Effect.fn("ReviewTexts.counts")((book, since) =>
          Effect.catchTag(counts({ ...book, since }), ["SchemaError", "NoSuchElementError"], Effect.die)
        ),
        newest: Effect.fn("ReviewTexts.newest")((book, { limit, since = 0 }) =>
          Effect.catchTag(newest({ ...book, since, limit }), "SchemaError", Effect.die)
        ),
        // Rides on review_reports_of_reader.
        reportsOf: Effect.fn("ReviewTexts.reportsOf")(
          ({ id, organizationId }) =>
            Effect.flatMap(
              sql`
                SELECT review_id, reason, created_at AS at FROM review_reports
                WHERE organization_id = ${organizationId} AND user_id = ${id} ORDER BY created_at DESC`,
              decodeReports
            ),
          Effect.catchTag("SchemaError", Effect.die)
        ),
        // Rides on reviews_of_reader.
        forget: Effect.fn("ReviewTexts.forget")(function* ({ id, organizationId }) {
          const rows = yield* sql<{ readonly bookId: BookId }>`
            DELETE FROM reviews WHERE organization_id = ${organizationId} AND user_id = ${id} RETURNING book_id`
          return rows.map(({ bookId }) => bookId).toSorted()
        })
      })
    })
  )
}

const decodeReports = Schema.decodeUnknownEffect(Schema.Array(Report))
