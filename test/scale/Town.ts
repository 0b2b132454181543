import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { installationLibrary } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { Database } from "#platform/Database.ts"
import { migrate } from "#platform/Migrations.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { sqlDirectory } from "../support/EmbeddedTemplate.ts"
import { acquirePostgres } from "../support/TestDatabase.ts"

const size = { readers: 5_000, books: 100_000, past: 500_000, open: 15_000, holds: 10_000 }

const numbered = (kind: string, number: number) => `00000000-0000-7000-${kind}-${number.toString(16).padStart(12, "0")}`
/** By their numbers, from 1. The first 15,000 books are on loan, the first 5,000 waited for. */
export const book = (number: number) => BookId.make(numbered("9000", number))
export const reader = (number: number) => UserId.make(numbered("8000", number))

/** In bulk, as no call could: without what triggers do for each row. */
const seed = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const id = (kind: string, number: string) =>
    sql.literal(`('00000000-0000-7000-${kind}-' || lpad(to_hex((${number})::int), 12, '0'))::uuid`)
  const loan = sql.literal(`id, organization_id, book_id, user_id, book_title, book_author, slot, borrowed_at, due_at,
    returned_at, loan_period_days, max_renewals, overdue_renewal_days, max_active_loans`)
  yield* sql`SET session_replication_role = replica`
  yield* sql`
    INSERT INTO users (id, organization_id, email, full_name, role, password_hash)
    SELECT ${id("8000", "n")}, ${installationLibrary}::uuid, n || '@example.org', 'A Person', 'member', ''
    FROM generate_series(1, ${size.readers}::int) n`
  yield* sql`
    INSERT INTO books (id, organization_id, title, author)
    SELECT ${id("9000", "n")}, ${installationLibrary}::uuid, 'Book ' || n, 'Author ' || n % 1000
    FROM generate_series(1, ${size.books}::int) n`
  yield* sql`
    INSERT INTO loans (${loan})
    SELECT ${id("a000", "n")}, ${installationLibrary}::uuid, ${id("9000", "1 + n % 100000")},
      ${id("8000", "1 + (n::bigint * 7) % 5000")}, 'A Book', 'An Author', 1, at, at + interval '14 days',
      at + interval '10 days', 14, 2, 0, 5
    FROM generate_series(1, ${size.past}::int) n, LATERAL (SELECT now() - interval '400 days' + n * interval '1 minute') t (at)`
  yield* sql`
    INSERT INTO loans (${loan})
    SELECT ${id("b000", "n")}, ${installationLibrary}::uuid, ${id("9000", "n")}, ${id("8000", "1 + n % 5000")}, 'A Book',
      'An Author', 1 + n / 5000, at, at + interval '14 days', NULL, 14, 2, 0, 5
    FROM generate_series(1, ${size.open}::int) n, LATERAL (SELECT now() - interval '20 days' + n * interval '1 minute') t (at)`
  yield* sql`
    INSERT INTO holds (id, organization_id, book_id, user_id, book_title, book_author, placed_at)
    SELECT ${id("a100", "n")}, ${installationLibrary}::uuid, ${id("9000", "1 + n % 5000")},
      ${id("8000", "1 + (n + 1 + n / 5000) % 5000")}, 'A Book', 'An Author', now()
    FROM generate_series(1, ${size.holds}::int) n`
  yield* sql`SET session_replication_role = DEFAULT`
  yield* sql`UPDATE organizations SET max_active_loans = 20 WHERE id = ${installationLibrary}`
  yield* sql`INSERT INTO catalogue_counts VALUES (${installationLibrary}, ${size.books})`
  yield* sql`VACUUM ANALYZE`
})

/**
 * A database with 100,000 books, half a million past loans and 15,000 open ones, on the test server, dropped at the end.
 * One connection, whose statistics are told at once when asked for.
 */
export const layerTown = Layer.merge(
  Layer.effectDiscard(Effect.andThen(migrate(sqlDirectory), seed)),
  TenantWall.layer
).pipe(
  Layer.provide(NodeServices.layer),
  Layer.provideMerge(Layer.unwrap(Effect.map(acquirePostgres, (url) => Database.layerFrom({ url, maxConnections: 1 }))))
)
