import { Schema } from "effect"
import { Hold } from "#contract/circulation/Hold.ts"

/** A hold as the database gives it: the columns of {@link holdColumns}. */
export const HoldRow = Schema.Struct({
  ...Hold.fields,
  placedAt: Schema.DateTimeUtcFromDate,
  suspendedAt: Schema.NullOr(Schema.DateTimeUtcFromDate),
  readyAt: Schema.NullOr(Schema.DateTimeUtcFromDate),
  expiresAt: Schema.NullOr(Schema.DateTimeUtcFromDate),
  closedAt: Schema.NullOr(Schema.DateTimeUtcFromDate)
})

/** The columns of a hold in a table called `holds`. Its position is counted on holds_queue. */
export const holdColumns = `holds.id, holds.book_id, holds.user_id, holds.book_title, holds.book_author,
  CASE WHEN holds.status = 'waiting' AND holds.suspended_at IS NOT NULL THEN 'suspended' ELSE holds.status END AS status,
  CASE WHEN holds.status = 'waiting' THEN (
    SELECT count(*)::int FROM holds earlier
    WHERE earlier.organization_id = holds.organization_id AND earlier.book_id = holds.book_id
      AND earlier.closed_at IS NULL AND earlier.status = 'waiting'
      AND (earlier.placed_at, earlier.id) <= (holds.placed_at, holds.id)
  ) END AS position,
  holds.placed_at, holds.suspended_at, holds.ready_at, holds.expires_at, holds.closed_at`
