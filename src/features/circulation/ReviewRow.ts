import { Schema } from "effect"
import type { SqlClient } from "effect/sql"
import { ReportedReview, Review } from "#contract/circulation/Review.ts"

const moments = { createdAt: Schema.DateTimeUtcFromDate, updatedAt: Schema.DateTimeUtcFromDate }

/** A review as the database gives it: the columns of {@link reviewColumns}. */
export const ReviewRow = Schema.Struct({ ...Review.fields, ...moments })

/** The same, with what readers object to. */
export const ReportedRow = Schema.Struct({ ...ReportedReview.fields, ...moments })

/** The columns of a review `r`. */
export const reviewColumns = (sql: SqlClient.SqlClient) => sql`
  r.id, r.book_id, r.user_id, r.rating, r.text, r.hidden_at IS NOT NULL AS hidden, r.hidden_reason, r.version,
  r.created_at, r.updated_at,
  CASE WHEN r.sentiment IS NOT NULL THEN jsonb_build_object(
    'score', r.sentiment, 'confidence', r.confidence, 'method', r.method
  ) END AS sentiment`
