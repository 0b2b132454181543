import { Context, DateTime, Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import type { HoldStatus } from "#contract/circulation/Hold.ts"
import { HoldId } from "#contract/circulation/Ids.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"
import type * as NewestFirst from "#platform/NewestFirst.ts"
import { holdColumns, HoldRow } from "./HoldRow.ts"
import type { BookKey } from "./ShelfRepo.ts"

/** A hold within its library. */
export interface HoldKey {
  readonly organizationId: OrganizationId
  readonly id: HoldId
}

interface NewHold extends HoldKey {
  readonly bookId: BookId
  readonly userId: UserId
  readonly title: string
  readonly author: string
}

/** Which of somebody's holds. */
export interface HoldFilter {
  readonly organizationId: OrganizationId
  readonly userId: UserId
  readonly status: HoldStatus | "open" | "all"
}

/** SQL over `holds`. What is changed is locked by its book: see `ShelfRepo`. */
export class HoldsRepo extends Context.Service<HoldsRepo>()("luminalib/features/circulation/HoldsRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const columns = sql.literal(holdColumns)
    const isHold = ({ id, organizationId }: HoldKey) => sql`organization_id = ${organizationId} AND id = ${id}`

    const statusIs = (status: HoldFilter["status"]) => {
      if (status === "all") return sql``
      if (status === "open") return sql`AND holds.closed_at IS NULL`
      if (status === "suspended") return sql`AND holds.status = 'waiting' AND holds.suspended_at IS NOT NULL`
      return sql`AND holds.status = ${status} ${status === "waiting" ? sql`AND holds.suspended_at IS NULL` : sql``}`
    }
    const conditions = ({ organizationId, status, userId }: HoldFilter) =>
      sql`holds.organization_id = ${organizationId} AND holds.user_id = ${userId} ${statusIs(status)}`

    return {
      find: Effect.fnUntraced(function* ({ id, organizationId }: HoldKey) {
        const rows = yield* sql`
          SELECT ${columns} FROM holds WHERE holds.organization_id = ${organizationId} AND holds.id = ${id}`
        return Option.fromUndefinedOr((yield* decodeHolds(rows))[0])
      }),
      /** At the end of the queue: the clock is read under the lock of the book. */
      insert: Effect.fnUntraced(function* ({ author, bookId, id, organizationId, title, userId }: NewHold) {
        yield* sql`
          INSERT INTO holds (id, organization_id, book_id, user_id, book_title, book_author, placed_at)
          VALUES (${id}, ${organizationId}, ${bookId}, ${userId}, ${title}, ${author}, clock_timestamp())`
      }),
      /** A copy is kept from now on. */
      makeReady: Effect.fnUntraced(function* (hold: HoldKey, now: DateTime.Utc, expiresAt: DateTime.Utc) {
        yield* sql`
          UPDATE holds SET status = 'ready', ready_at = ${DateTime.toDate(now)},
            expires_at = ${DateTime.toDate(expiresAt)}
          WHERE ${isHold(hold)}`
      }),
      /** What is ready or waits is over. */
      close: Effect.fnUntraced(function* (hold: HoldKey, how: "fulfilled" | "cancelled" | "expired") {
        yield* sql`
          UPDATE holds SET status = ${how}, closed_at = clock_timestamp(), suspended_at = NULL
          WHERE ${isHold(hold)} AND closed_at IS NULL`
      }),
      /** A copy that was kept is kept no longer; the place stays. */
      suspend: Effect.fnUntraced(function* (hold: HoldKey) {
        yield* sql`
          UPDATE holds SET status = 'waiting', suspended_at = coalesce(suspended_at, clock_timestamp()),
            ready_at = NULL, expires_at = NULL
          WHERE ${isHold(hold)} AND closed_at IS NULL`
      }),
      resume: Effect.fnUntraced(function* (hold: HoldKey) {
        yield* sql`UPDATE holds SET suspended_at = NULL WHERE ${isHold(hold)} AND closed_at IS NULL`
      }),
      // Rides on holds_of_reader, and on holds_open_of_reader for the open ones.
      listOf: Effect.fnUntraced(function* (filter: HoldFilter, { before, limit, offset }: NewestFirst.Rows) {
        const rows = yield* sql`
          SELECT ${columns} FROM holds
          WHERE ${conditions(filter)} ${before === undefined ? sql`` : sql`AND holds.id < ${before}`}
          ORDER BY holds.id DESC LIMIT ${limit} OFFSET ${offset}`
        return yield* decodeHolds(rows)
      }),
      countOf: Effect.fnUntraced(function* (filter: HoldFilter) {
        const rows = yield* sql<{ readonly count: number }>`
          SELECT count(*)::int AS count FROM holds WHERE ${conditions(filter)}`
        return rows[0]?.count ?? 0
      }),
      /** A whole queue, in its order, after the hold that a page ended with. Rides on holds_queue. */
      queueOf: Effect.fnUntraced(function* (
        { bookId, organizationId }: BookKey,
        {
          after,
          limit,
          offset
        }: { readonly after: string | undefined; readonly limit: number; readonly offset: number }
      ) {
        const rows = yield* sql`
          SELECT ${columns} FROM holds
          WHERE holds.organization_id = ${organizationId} AND holds.book_id = ${bookId} AND holds.closed_at IS NULL
            ${
              after === undefined
                ? sql``
                : sql`AND (holds.placed_at, holds.id) > (SELECT last.placed_at, last.id FROM holds last
                    WHERE last.organization_id = ${organizationId} AND last.id = ${after})`
            }
          ORDER BY holds.placed_at, holds.id LIMIT ${limit} OFFSET ${offset}`
        return yield* decodeHolds(rows)
      }),
      /** How many wait for the book; none where there is no such book. */
      lengthOf: Effect.fnUntraced(function* ({ bookId, organizationId }: BookKey) {
        const rows = yield* sql<{ readonly count: number }>`
          SELECT (SELECT count(*)::int FROM holds
            WHERE organization_id = books.organization_id AND book_id = books.id AND closed_at IS NULL) AS count
          FROM books WHERE organization_id = ${organizationId} AND id = ${bookId}`
        return Option.map(Option.fromUndefinedOr(rows[0]), ({ count }) => count)
      }),
      /** The books somebody waits for, by id. */
      openBooksOf: Effect.fnUntraced(function* (organizationId: OrganizationId, userId: UserId) {
        const rows = yield* sql`
          SELECT id, book_id FROM holds
          WHERE organization_id = ${organizationId} AND user_id = ${userId} AND closed_at IS NULL
          ORDER BY book_id`
        return yield* decodeOpen(rows)
      }),
      /**
       * Books, of any library, whose queue has to move though nobody touches it: a copy was kept for long enough, or
       * nobody has the book and somebody may have it who could not before. Rides on holds_shelf_over and holds_waiting.
       */
      standstills: Effect.fnUntraced(function* (limit: number) {
        const rows = yield* sql`
          SELECT organization_id, book_id FROM holds WHERE status = 'ready' AND expires_at < now()
          UNION
          SELECT holds.organization_id, holds.book_id
          FROM holds JOIN users ON users.organization_id = holds.organization_id AND users.id = holds.user_id
          WHERE holds.status = 'waiting' AND holds.suspended_at IS NULL AND users.active AND users.blocked_at IS NULL
            AND NOT EXISTS (SELECT FROM taken_books taken
              WHERE taken.organization_id = holds.organization_id AND taken.book_id = holds.book_id)
          LIMIT ${limit}`
        return yield* decodeBooks(rows)
      })
    }
  })
}) {
  static readonly layer = Layer.effect(this, this.make)
}

const decodeHolds = Schema.decodeUnknownEffect(Schema.Array(HoldRow))
const decodeOpen = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ id: HoldId, bookId: BookId })))
const decodeBooks = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({ organizationId: OrganizationId, bookId: BookId }))
)
