import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { BookId } from "#contract/catalogue/Book.ts"
import { AlreadyReviewed, type NewReview, type Review, type ReviewId } from "#contract/circulation/Review.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"
import { reviewColumns, ReviewRow } from "./ReviewRow.ts"

/** One review of one library. */
export interface ReviewKey {
  readonly organizationId: OrganizationId
  readonly id: ReviewId
}

/** Who may say what of which book. */
interface Authorship {
  readonly organizationId: OrganizationId
  readonly bookId: BookId
  readonly userId: UserId
}

/** Rows of `reviews`. Every call is one statement and joins the caller's transaction. */
export class ReviewsRepo extends Context.Service<
  ReviewsRepo,
  {
    /**
     * Whether the reader has or had the book on loan; none where there is no such book or reader. Keeps both until the
     * transaction ends: a review locks the statistics of its book, and nobody who removes the book may wait for it then.
     */
    readonly hasBorrowed: (authorship: Authorship) => Effect.Effect<Option.Option<boolean>, SqlError.SqlError>
    /** Hidden from the beginning where one of theirs is {@link withhold}. */
    readonly insert: (
      authorship: Authorship,
      id: ReviewId,
      review: NewReview
    ) => Effect.Effect<Review, AlreadyReviewed | SqlError.SqlError>
    /** Holds the review until the transaction ends. */
    readonly lock: (key: ReviewKey) => Effect.Effect<Option.Option<Review>, SqlError.SqlError>
    readonly find: (key: ReviewKey) => Effect.Effect<Option.Option<Review>, SqlError.SqlError>
    /**
     * The next version of a review that is locked: how it sounds is not known any more, and who objected to words that
     * staff have looked at may object to the new ones.
     */
    readonly update: (key: ReviewKey, review: NewReview) => Effect.Effect<Review, SqlError.SqlError>
    readonly remove: (key: ReviewKey) => Effect.Effect<void, SqlError.SqlError>
    /** Removes a hidden review that is locked, and remembers that it was hidden. */
    readonly withhold: (key: ReviewKey) => Effect.Effect<void, SqlError.SqlError>
    /** Hides a review that is locked, or shows it again with what was objected to settled. */
    readonly setHidden: (key: ReviewKey, reason: string | null) => Effect.Effect<Review, SqlError.SqlError>
    /**
     * Notes an objection to a review that is locked, unless the reader made one before. True: the first since staff last
     * looked at it.
     */
    readonly report: (key: ReviewKey, userId: UserId, reason: string) => Effect.Effect<boolean, SqlError.SqlError>
  }
>()("luminalib/features/circulation/ReviewsRepo") {
  static readonly layer = Layer.effect(
    ReviewsRepo,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const columns = reviewColumns(sql)
      const isKey = ({ id, organizationId }: ReviewKey) => sql`r.organization_id = ${organizationId} AND r.id = ${id}`
      const select = (key: ReviewKey) => sql`SELECT ${columns} FROM reviews r WHERE ${isKey(key)}`

      return ReviewsRepo.of({
        // Rides on loans_of_book or loans_of_reader, whichever is shorter.
        hasBorrowed: Effect.fn("ReviewsRepo.hasBorrowed")(function* ({ bookId, organizationId, userId }) {
          const rows = yield* sql<{ readonly hasBorrowed: boolean }>`
            SELECT EXISTS (
              SELECT FROM loans
              WHERE organization_id = ${organizationId} AND book_id = ${bookId} AND user_id = ${userId}
            ) AS has_borrowed
            FROM books b JOIN users u ON u.organization_id = b.organization_id AND u.id = ${userId}
            WHERE b.organization_id = ${organizationId} AND b.id = ${bookId}
            FOR KEY SHARE`
          return Option.map(Option.fromUndefinedOr(rows[0]), (row) => row.hasBorrowed)
        }),
        insert: Effect.fn("ReviewsRepo.insert")(function* ({ bookId, organizationId, userId }, id, { rating, text }) {
          return yield* sql`
            WITH withheld AS (
              DELETE FROM withheld_reviews
              WHERE organization_id = ${organizationId} AND book_id = ${bookId} AND user_id = ${userId}
              RETURNING reason)
            INSERT INTO reviews AS r (id, organization_id, book_id, user_id, rating, text, hidden_at, hidden_reason)
            SELECT ${id}, ${organizationId}, ${bookId}, ${userId}, ${rating}, ${text},
              CASE WHEN reason IS NOT NULL THEN now() END, reason
            FROM (SELECT) one LEFT JOIN withheld ON true
            RETURNING ${columns}`.pipe(
            Effect.catchReason(
              "SqlError",
              "UniqueViolation",
              (violation, error): Effect.Effect<never, AlreadyReviewed | SqlError.SqlError> =>
                Effect.fail(violation.constraint === "reviews_reader" ? new AlreadyReviewed({ bookId }) : error)
            ),
            Effect.flatMap(written)
          )
        }),
        lock: Effect.fn("ReviewsRepo.lock")((key) => Effect.flatMap(sql`${select(key)} FOR NO KEY UPDATE`, first)),
        find: Effect.fn("ReviewsRepo.find")((key) => Effect.flatMap(select(key), first)),
        update: Effect.fn("ReviewsRepo.update")((key, { rating, text }) =>
          Effect.flatMap(
            sql`
              WITH settled AS (
                DELETE FROM review_reports p USING reviews r
                WHERE ${isKey(key)} AND r.open_reports = 0
                  AND p.organization_id = r.organization_id AND p.review_id = r.id)
              UPDATE reviews r SET rating = ${rating}, text = ${text}, version = version + 1, updated_at = now(),
                sentiment = NULL, confidence = NULL, method = NULL, model = NULL, prompt_version = NULL
              WHERE ${isKey(key)} RETURNING ${columns}`,
            written
          )
        ),
        remove: Effect.fn("ReviewsRepo.remove")((key) => Effect.asVoid(sql`DELETE FROM reviews r WHERE ${isKey(key)}`)),
        withhold: Effect.fn("ReviewsRepo.withhold")((key) =>
          Effect.asVoid(sql`
            WITH gone AS (DELETE FROM reviews r WHERE ${isKey(key)} RETURNING r.*)
            INSERT INTO withheld_reviews (organization_id, book_id, user_id, reason)
            SELECT organization_id, book_id, user_id, hidden_reason FROM gone`)
        ),
        setHidden: Effect.fn("ReviewsRepo.setHidden")((key, reason) => {
          const change =
            reason === null
              ? sql`hidden_at = NULL, hidden_reason = NULL, open_reports = 0`
              : sql`hidden_at = coalesce(hidden_at, now()), hidden_reason = ${reason}`
          return Effect.flatMap(sql`UPDATE reviews r SET ${change} WHERE ${isKey(key)} RETURNING ${columns}`, written)
        }),
        report: Effect.fn("ReviewsRepo.report")(({ id, organizationId }, userId, reason) =>
          Effect.map(
            sql<{ readonly openReports: number }>`
            WITH noted AS (
              INSERT INTO review_reports (organization_id, review_id, user_id, reason)
              VALUES (${organizationId}, ${id}, ${userId}, ${reason})
              ON CONFLICT DO NOTHING RETURNING review_id)
            UPDATE reviews r SET open_reports = open_reports + 1
            FROM noted WHERE r.organization_id = ${organizationId} AND r.id = noted.review_id
            RETURNING open_reports`,
            ([row]) => row?.openReports === 1
          )
        )
      })
    })
  )
}

const decodeRows = Schema.decodeUnknownEffect(Schema.Array(ReviewRow))

const first = (rows: ReadonlyArray<unknown>) =>
  decodeRows(rows).pipe(
    Effect.map(([row]) => Option.fromUndefinedOr(row)),
    Effect.catchTag("SchemaError", Effect.die)
  )

/** The one review that a statement wrote. */
const written = (rows: ReadonlyArray<unknown>) =>
  Effect.flatMap(
    first(rows),
    Option.match({
      onNone: () => Effect.die(new Error("a review was written, but the database did not give it back")),
      onSome: Effect.succeed
    })
  )
