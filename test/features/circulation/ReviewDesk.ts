import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { ReviewRemoved, ReviewWritten } from "#contract/circulation/Review.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import type { Role } from "#contract/identity/Role.ts"
import { UserId } from "#contract/identity/User.ts"
import { ReviewList } from "#features/circulation/ReviewList.ts"
import { Reviews } from "#features/circulation/Reviews.ts"
import { ReviewTexts } from "#features/circulation/ReviewTexts.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { on, Reactions } from "#jobs/Reactions.ts"
import type { TenantWall } from "#platform/TenantWall.ts"

/** Stands for what later features do with reviews. */
const Hear = Job.make("test.hear-review", { payload: Schema.Struct({ event: Schema.String, version: Schema.Int }) })

const reactions = Reactions.layer([
  on(ReviewWritten, ({ _tag, organizationId, reviewId, version }) => [
    Job.request(Hear, { event: _tag, version }, { organizationId, relatedId: reviewId })
  ]),
  on(ReviewRemoved, ({ _tag, organizationId, reviewId }) => [
    Job.request(Hear, { event: _tag, version: 0 }, { organizationId, relatedId: reviewId })
  ])
])

/** Reviews over a database, with jobs that nobody runs. */
export const layerReviews = <E>(database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  Layer.mergeAll(Reviews.layer, ReviewList.layer, ReviewTexts.layer).pipe(
    Layer.provideMerge(reactions),
    Layer.provideMerge(Ledger.layer),
    Layer.provideMerge(InProcess.layer),
    Layer.provideMerge(Layer.merge(database, NodeCrypto.layer))
  )

/** A person of the library. */
export const person = Effect.fnUntraced(function* (organizationId: OrganizationId, role: Role = "member") {
  const sql = yield* SqlClient.SqlClient
  const id = UserId.make(crypto.randomUUID())
  yield* sql`
    INSERT INTO users (id, organization_id, email, full_name, password_hash, role)
    VALUES (${id}, ${organizationId}, ${`${id}@example.org`}, 'A Reader', '-', ${role})`
  return { id, organizationId, role, sessionId: id }
})

export const addBook = Effect.fnUntraced(function* (organizationId: OrganizationId) {
  const sql = yield* SqlClient.SqlClient
  const id = BookId.make(crypto.randomUUID())
  yield* sql`INSERT INTO books (id, organization_id, title, author) VALUES (${id}, ${organizationId}, 'Dune', 'Herbert')`
  return id
})

/** A library of its own with a book and a librarian. */
export const library = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const organizationId = OrganizationId.make(crypto.randomUUID())
  yield* sql`INSERT INTO organizations (id, name) VALUES (${organizationId}, ${organizationId})`
  return {
    organizationId,
    librarian: yield* person(organizationId, "librarian"),
    bookId: yield* addBook(organizationId)
  }
})

/** The reader has had the book on loan and brought it back. */
export const hasRead = Effect.fnUntraced(function* (
  { id, organizationId }: { readonly id: UserId; readonly organizationId: OrganizationId },
  bookId: BookId
) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    INSERT INTO loans (id, organization_id, book_id, user_id, book_title, book_author, slot, borrowed_at, due_at,
      returned_at, loan_period_days, max_renewals, overdue_renewal_days, max_active_loans)
    VALUES (${crypto.randomUUID()}, ${organizationId}, ${bookId}, ${id}, 'Dune', 'Herbert', 1,
      now() - interval '9 days', now() + interval '5 days', now() - interval '1 day', 14, 2, 0, 5)`
})

/** Somebody who has read the book. */
export const readerOf = Effect.fnUntraced(function* (organizationId: OrganizationId, bookId: BookId) {
  return yield* Effect.tap(person(organizationId), (reader) => hasRead(reader, bookId))
})

/** What later features were told of a review, oldest first. */
export const toldOf = (reviewId: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(
      sql<{ readonly payload: { readonly event: string; readonly version: number } }>`
        SELECT payload FROM jobs WHERE related_id = ${reviewId} ORDER BY id`,
      (rows) => rows.map(({ payload }) => [payload.event, payload.version] as const)
    )
  )

const columns = [
  "reviews",
  "rating_sum::int",
  "sentiments",
  "sentiment_sum::text",
  "positive",
  "neutral",
  "negative"
].join(", ")

/** The statistics of each book of the library, and what a recount of its reviews gives. Numbers as texts, exact. */
export const statistics = (organizationId: OrganizationId) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const kept = yield* sql.unsafe(
      `SELECT book_id, ${columns.replace("sentiment_sum", "trim_scale(sentiment_sum)")} FROM book_review_stats
       WHERE organization_id = $1 AND reviews > 0 ORDER BY book_id`,
      [organizationId]
    )
    const recounted = yield* sql`
      SELECT book_id, count(*)::int AS reviews, sum(rating)::int AS rating_sum, count(sentiment)::int AS sentiments,
        trim_scale(coalesce(sum(sentiment), 0))::text AS trim_scale,
        (count(*) FILTER (WHERE sentiment > 0.3))::int AS positive,
        (count(*) FILTER (WHERE sentiment BETWEEN -0.3 AND 0.3))::int AS neutral,
        (count(*) FILTER (WHERE sentiment < -0.3))::int AS negative
      FROM reviews WHERE organization_id = ${organizationId} AND hidden_at IS NULL
      GROUP BY book_id ORDER BY book_id`
    return { kept, recounted }
  })
