import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { UserId } from "#contract/identity/User.ts"

/** So many failures in a row make nobody wait but the last of them, a second; each further one doubles the wait. */
const freeFailures = 5
const longestWaitSeconds = 15 * 60

const removedAtOnce = 5_000

/** SQL over `login_failures`, by the database's clock. A row that has not been touched for a day is as good as none. */
export class LoginFailuresRepo extends Context.Service<LoginFailuresRepo>()(
  "luminalib/features/identity/LoginFailuresRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient

      return {
        /** Seconds still to wait, if any. */
        wait: Effect.fnUntraced(function* (key: string) {
          const rows = yield* sql`
            SELECT extract(epoch FROM blocked_until - now())::float8 AS seconds FROM login_failures
            WHERE key = ${key} AND blocked_until > now()`
          return Option.map(Option.fromUndefinedOr((yield* decodeWaits(rows))[0]), ({ seconds }) => seconds)
        }),
        /** Counts one more failure, and begins the wait that it costs. */
        add: Effect.fnUntraced(function* (key: string) {
          yield* sql`
            INSERT INTO login_failures AS known (key) VALUES (${key})
            ON CONFLICT (key) DO UPDATE SET (failures, blocked_until, updated_at) = (
              SELECT counted, now() + wait * interval '1 second', now()
              FROM (
                SELECT CASE WHEN known.updated_at > now() - interval '1 day' THEN known.failures + 1 ELSE 1 END AS counted
              ) AS next
              CROSS JOIN LATERAL (
                SELECT CASE WHEN counted < ${freeFailures}::int THEN 0
                  ELSE least(power(2, least(counted - ${freeFailures}::int, 20)), ${longestWaitSeconds}::int) END AS wait
              ) AS cost)`
        }),
        /**
         * Forgets the failures, unless the address has active accounts beyond those `proven`: anybody may open an
         * account under it in a library of their own, and would else begin anew with each log-in there.
         */
        clear: Effect.fnUntraced(function* (key: string, email: string, proven: ReadonlyArray<UserId>) {
          yield* sql`
            DELETE FROM login_failures WHERE key = ${key} AND NOT EXISTS (
              SELECT FROM users WHERE email = ${email} AND active AND NOT ${sql.in("id", proven)})`
        }),
        /** One batch of what has been left alone for a day; gives how much it was. */
        deleteOld: Effect.gen(function* () {
          const rows = yield* sql`
            DELETE FROM login_failures WHERE key IN (
              SELECT key FROM login_failures WHERE updated_at < now() - interval '1 day' LIMIT ${removedAtOnce})
            RETURNING 1`
          return rows.length
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(this, this.make)
}

const decodeWaits = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ seconds: Schema.Finite })))
