import { Context, Effect, Layer, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient, type SqlError } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"

/** A key, and what it counts for: one person and one call of the contract, e.g. `POST /api/v1/books`. */
export interface CallKey {
  readonly organizationId: OrganizationId
  readonly userId: UserId
  readonly route: string
  readonly key: string
}

/** An answer as it was sent: names of headers in lower case, and text. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** The right to answer a call for the first time. */
export interface Reserved {
  readonly _tag: "Reserved"
  readonly call: CallKey
  readonly owner: string
}

/** What is known of a key. Fingerprints are SHA-256 in hex. */
export type Reservation =
  | Reserved
  | { readonly _tag: "Running"; readonly fingerprint: string | null; readonly retryAfterSeconds: number }
  | { readonly _tag: "Answered"; readonly fingerprint: string; readonly answer: Answer }

/** After this long a request that holds a key is taken for dead: another one may have the key. */
const lockSeconds = 60
const removedAtOnce = 1_000

/**
 * The keys under which calls were made, and what the first of each was answered. They count for 24 hours from the first
 * call, by the database's clock. Every method is one statement.
 */
export class IdempotencyKeys extends Context.Service<
  IdempotencyKeys,
  {
    /**
     * Takes the key, unless a request holds it or has been answered under it. `fingerprint`: of what is asked for, as far
     * as it is known before the body is read; null where it is not. Must run outside of transactions, so that others see
     * it at once.
     */
    readonly reserve: (call: CallKey, fingerprint: string | null) => Effect.Effect<Reservation, SqlError.SqlError>
    /** Joins the caller's transaction. False: the reservation was taken over, so what it was for must not be done. */
    readonly complete: (
      reserved: Reserved,
      fingerprint: string,
      answer: Answer
    ) => Effect.Effect<boolean, SqlError.SqlError>
    /** Frees the key, unless it was completed or taken over. */
    readonly release: (reserved: Reserved) => Effect.Effect<void, SqlError.SqlError>
    /** Removes one batch of the keys that do not count any more; gives how many. */
    readonly deleteExpired: Effect.Effect<number, SqlError.SqlError>
  }
>()("luminalib/features/idempotency/IdempotencyKeys") {
  static readonly layer = Layer.effect(
    IdempotencyKeys,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const random = yield* SecureRandom.SecureRandom

      const isCall = ({ key, organizationId, route, userId }: CallKey) => sql`
        organization_id = ${organizationId} AND user_id = ${userId} AND route = ${route} AND key = ${key}`
      /** On the primary key. Whoever loses a race for it gets no row. */
      const reserve = (
        { key, organizationId, route, userId }: CallKey,
        owner: string,
        fingerprint: string | null
      ) => sql`
        WITH known AS (
          SELECT false AS taken, fingerprint, status, headers, body,
            ceil(greatest(1, least(extract(epoch FROM now() - created_at), extract(epoch FROM locked_until - now()))))::int
              AS retry_after_seconds
          FROM idempotency_keys
          WHERE ${isCall({ key, organizationId, route, userId })}
            AND created_at > now() - interval '24 hours' AND (status IS NOT NULL OR locked_until > now())
        ), reserved AS (
          INSERT INTO idempotency_keys AS old (organization_id, user_id, route, key, fingerprint, owner, locked_until)
          SELECT ${organizationId}::uuid, ${userId}::uuid, ${route}::text, ${key}::text, ${fingerprint}::text,
            ${owner}::uuid, now() + ${lockSeconds} * interval '1 second'
          WHERE NOT EXISTS (SELECT FROM known)
          ON CONFLICT (organization_id, user_id, route, key) DO UPDATE
          SET fingerprint = excluded.fingerprint, owner = excluded.owner, locked_until = excluded.locked_until,
            created_at = now(), status = NULL, headers = NULL, body = NULL
          WHERE old.created_at <= now() - interval '24 hours' OR (old.status IS NULL AND old.locked_until <= now())
          RETURNING 1
        )
        SELECT * FROM known UNION ALL SELECT true, NULL, NULL, NULL, NULL, NULL FROM reserved`

      return IdempotencyKeys.of({
        reserve: Effect.fn("IdempotencyKeys.reserve")(function* (call, fingerprint) {
          const owner = yield* random.uuidV4()
          const [row] = yield* decodeRows(yield* reserve(call, owner, fingerprint))
          if (row === undefined) return { _tag: "Running", fingerprint: null, retryAfterSeconds: 1 }
          return row.taken ? { _tag: "Reserved", call, owner } : yield* known(row)
        }),
        complete: Effect.fn("IdempotencyKeys.complete")(function* ({ call, owner }, fingerprint, answer) {
          const rows = yield* sql`
            UPDATE idempotency_keys
            SET fingerprint = ${fingerprint}, status = ${answer.status}, body = ${answer.body},
              headers = ${JSON.stringify(answer.headers)}::jsonb
            WHERE ${isCall(call)} AND owner = ${owner} AND status IS NULL
            RETURNING 1`
          return rows.length > 0
        }),
        release: Effect.fn("IdempotencyKeys.release")(function* ({ call, owner }) {
          yield* sql`DELETE FROM idempotency_keys WHERE ${isCall(call)} AND owner = ${owner} AND status IS NULL`
        }),
        // Rides on idempotency_keys_created.
        deleteExpired: Effect.gen(function* () {
          const rows = yield* sql`
            DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM idempotency_keys WHERE created_at <= now() - interval '24 hours'
              LIMIT ${removedAtOnce} FOR UPDATE SKIP LOCKED))
            RETURNING 1`
          return rows.length
        }).pipe(Effect.withSpan("IdempotencyKeys.deleteExpired"))
      })
    })
  )
}

const Row = Schema.Struct({
  taken: Schema.Boolean,
  fingerprint: Schema.NullOr(Schema.String),
  status: Schema.NullOr(Schema.Int),
  headers: Schema.NullOr(Schema.Record(Schema.String, Schema.String)),
  body: Schema.NullOr(Schema.String),
  retryAfterSeconds: Schema.NullOr(Schema.Int)
})

const decode = Schema.decodeUnknownEffect(Schema.Array(Row))
const decodeRows = (rows: ReadonlyArray<unknown>) => Effect.catchTag(decode(rows), "SchemaError", Effect.die)

const known = ({
  body,
  fingerprint,
  headers,
  retryAfterSeconds,
  status
}: typeof Row.Type): Effect.Effect<Reservation> => {
  if (status === null)
    return Effect.succeed({ _tag: "Running", fingerprint, retryAfterSeconds: retryAfterSeconds ?? 1 })
  if (fingerprint === null || headers === null) return Effect.die(new Error("an answer was remembered in part"))
  return Effect.succeed({ _tag: "Answered", fingerprint, answer: { status, headers, body } })
}
