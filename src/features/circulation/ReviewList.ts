import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { type BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import type { ReportedReview, Review, ReviewSort } from "#contract/circulation/Review.ts"
import { countedTo, InvalidCursor, type Order } from "#contract/Page.ts"
import * as Cursor from "#platform/Cursor.ts"
import * as NewestFirst from "#platform/NewestFirst.ts"
import { type Actor, isStaff } from "./CirculationPolicy.ts"
import { ReportedRow, reviewColumns, ReviewRow } from "./ReviewRow.ts"

/** Which part of a book's reviews, in which order. */
export interface ReviewsAsked extends NewestFirst.PageQuery {
  /** The newest first by default. */
  readonly sort?: ReviewSort
  /** The best and the newest first by default. */
  readonly order?: Order
}

/** Lists of reviews: two statements a page, each costing the same along cursors. */
export class ReviewList extends Context.Service<
  ReviewList,
  {
    /** Hidden ones are for staff and for their author. */
    readonly ofBook: (
      by: Actor,
      bookId: BookId,
      asked: ReviewsAsked
    ) => Effect.Effect<NewestFirst.Page<Review>, BookNotFound | InvalidCursor>
    /** Those of the library that readers object to and that are not hidden, newest first. */
    readonly reported: (
      by: Actor,
      query: NewestFirst.PageQuery
    ) => Effect.Effect<NewestFirst.Page<ReportedReview>, InvalidCursor>
  }
>()("luminalib/features/circulation/ReviewList") {
  static readonly layer = Layer.effect(
    ReviewList,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return ReviewList.of({
        ofBook: Effect.fn("ReviewList.ofBook")(
          (by, bookId, asked) => ofBook(sql, by, bookId, asked),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        reported: Effect.fn("ReviewList.reported")(
          (by, query) => reported(sql, by, query),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )
}

const Counted = Schema.Struct({ isKnown: Schema.Boolean, total: Schema.Int })
const decodeCounted = Schema.decodeUnknownEffect(Schema.NonEmptyArray(Counted))
const decodeReviews = Schema.decodeUnknownEffect(Schema.Array(ReviewRow))
const decodeReported = Schema.decodeUnknownEffect(Schema.Array(ReportedRow))
const decodePosition = Schema.decodeUnknownOption(
  Schema.Tuple([Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 })), Schema.String.check(Schema.isUUID())])
)

/** Where the page before ended; none for the first page. */
const positionOf = (scope: string, cursor: string | undefined) =>
  cursor === undefined
    ? Effect.succeedNone
    : Option.flatMap(Cursor.decode(scope, cursor), decodePosition).pipe(
        Effect.fromOption,
        Effect.mapBoth({ onFailure: () => new InvalidCursor({}), onSuccess: Option.some })
      )

/** Rides on reviews_newest, or on reviews_by_rating. */
const ofBook = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, by: Actor, bookId: BookId, asked: ReviewsAsked) {
  const { cursor, limit, order = "desc", page = 1, sort = "createdAt" } = asked
  const scope = JSON.stringify(["reviews", by.organizationId, bookId, sort, order])
  const position = yield* positionOf(scope, cursor)
  const seen = sql.and([
    sql`r.organization_id = ${by.organizationId}`,
    sql`r.book_id = ${bookId}`,
    ...(isStaff(by) ? [] : [sql`(r.hidden_at IS NULL OR r.user_id = ${by.id})`])
  ])
  const counted = yield* sql`
    SELECT EXISTS (SELECT FROM books WHERE organization_id = ${by.organizationId} AND id = ${bookId}) AS is_known,
      (SELECT count(*)::int FROM (SELECT FROM reviews r WHERE ${seen} LIMIT ${countedTo}) AS counted) AS total`
  const [{ isKnown, total }] = yield* decodeCounted(counted)
  if (!isKnown) return yield* new BookNotFound({ bookId })
  const after = order === "asc" ? sql`>` : sql`<`
  const direction = order === "asc" ? sql`ASC` : sql`DESC`
  const start = Option.match(position, {
    onNone: () => sql``,
    onSome: ([rating, id]) =>
      sort === "rating"
        ? sql`AND (r.rating, r.id) ${after} (${rating}::smallint, ${id}::uuid)`
        : sql`AND r.id ${after} ${id}::uuid`
  })
  const rows = yield* sql`
    SELECT ${reviewColumns(sql)} FROM reviews r WHERE ${seen} ${start}
    ORDER BY ${sort === "rating" ? sql`r.rating ${direction},` : sql``} r.id ${direction}
    LIMIT ${limit + 1} OFFSET ${cursor === undefined ? (page - 1) * limit : 0}`
  const found = yield* decodeReviews(rows)
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const isMore = found.length > items.length && last !== undefined
  return {
    items,
    total,
    limit,
    ...(cursor === undefined ? { page } : {}),
    ...(isMore ? { nextCursor: Cursor.encode(scope, [last.rating, last.id]) } : {})
  }
})

/** Rides on reviews_reported. */
const reported = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, by: Actor, query: NewestFirst.PageQuery) {
  const scope = JSON.stringify(["reported reviews", by.organizationId])
  const rows = NewestFirst.rowsOf(scope, query)
  if (Option.isNone(rows)) return yield* new InvalidCursor({})
  const { before, limit, offset } = rows.value
  const open = sql`r.organization_id = ${by.organizationId} AND r.open_reports > 0 AND r.hidden_at IS NULL`
  const listed = yield* sql`
    SELECT ${reviewColumns(sql)}, r.open_reports AS reports, latest.reasons
    FROM reviews r CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(reason), '{}') AS reasons FROM (
        SELECT reason FROM review_reports
        WHERE organization_id = r.organization_id AND review_id = r.id ORDER BY created_at DESC
        LIMIT least(r.open_reports, 10)) AS each) latest
    WHERE ${open} ${before === undefined ? sql`` : sql`AND r.id < ${before}`}
    ORDER BY r.id DESC LIMIT ${limit} OFFSET ${offset}`
  const counted = yield* sql<{ readonly total: number }>`
    SELECT count(*)::int AS total FROM (SELECT FROM reviews r WHERE ${open} LIMIT ${countedTo}) AS counted`
  return NewestFirst.pageOf(yield* decodeReported(listed), { scope, query, total: counted[0]?.total ?? 0 })
})
