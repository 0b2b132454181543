import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { Review } from "#contract/circulation/Review.ts"
import type { Keeper } from "#features/identity/PersonalData.ts"
import { asJson } from "#features/identity/PersonalJson.ts"
import { reviewColumns, ReviewRow } from "./ReviewRow.ts"

const decodeReviews = Schema.decodeUnknownEffect(Schema.Array(ReviewRow))
const encodeReviews = asJson(Review)

/** Somebody's reviews, hidden ones too. They go with their author, and are not counted any more: triggers see to it. */
export const keeper = Effect.map(SqlClient.SqlClient, (sql): Keeper => ({
  name: "reviews",
  // Rides on reviews_of_reader.
  collect: Effect.fnUntraced(function* ({ id, organizationId }) {
    const rows = yield* sql`
        SELECT ${reviewColumns(sql)} FROM reviews r
        WHERE r.organization_id = ${organizationId} AND r.user_id = ${id} ORDER BY r.id DESC`
    return yield* encodeReviews(yield* Effect.catchTag(decodeReviews(rows), "SchemaError", Effect.die))
  }),
  forget: () => Effect.void
}))
