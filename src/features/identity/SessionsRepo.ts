import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { Role } from "#contract/identity/Role.ts"
import { SessionId } from "#contract/identity/Session.ts"
import type { UserId } from "#contract/identity/User.ts"
import { asJson } from "./PersonalJson.ts"
import { userColumns, UserRow } from "./UserRow.ts"
import type { UserKey } from "./UsersRepo.ts"

/** A session within its library. */
export interface SessionKey {
  readonly organizationId: OrganizationId
  readonly id: string
}

/** A session and whose it is. */
export interface OwnedSession extends SessionKey {
  readonly userId: UserId
}

interface NewSession {
  readonly id: string
  readonly user: UserKey
  /** That of the password that was checked. */
  readonly generation: number
  readonly userAgent: string | null
  readonly days: number
}

interface NewToken {
  readonly hash: string
  readonly session: SessionKey
  readonly days: number
}

/** What is known of a refresh token that could not be used. */
const UsedToken = Schema.Struct({
  organizationId: UserRow.fields.organizationId,
  sessionId: Schema.String,
  used: Schema.Boolean,
  graceful: Schema.Boolean,
  live: Schema.Boolean
})

const removedAtOnce = 5_000

/** SQL over `sessions` and `refresh_tokens`. */
export class SessionsRepo extends Context.Service<SessionsRepo>()("luminalib/features/identity/SessionsRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const live = sql`sessions.revoked_at IS NULL AND sessions.expires_at > now() AND users.active`
    const owner = sql`users.organization_id = sessions.organization_id AND users.id = sessions.user_id`

    return {
      /**
       * False: the account is deactivated, or its password is not the one of `generation` any more. The lock makes a
       * change of the password wait, so that it sees this session and ends it.
       */
      start: Effect.fnUntraced(function* ({ days, generation, id, user, userAgent }: NewSession) {
        const rows = yield* sql`
          INSERT INTO sessions (id, organization_id, user_id, user_agent, expires_at)
          SELECT ${id}::uuid, organization_id, id, ${userAgent}, now() + ${days} * interval '1 day'
          FROM users
          WHERE organization_id = ${user.organizationId} AND id = ${user.id} AND active
            AND password_generation = ${generation}
          FOR SHARE
          RETURNING id`
        return rows.length > 0
      }),
      /** False: the session was revoked meanwhile. */
      extend: Effect.fnUntraced(function* (session: SessionKey, days: number) {
        const rows = yield* sql`
          UPDATE sessions SET expires_at = now() + ${days} * interval '1 day'
          WHERE organization_id = ${session.organizationId} AND id = ${session.id} AND revoked_at IS NULL
          RETURNING id`
        return rows.length > 0
      }),
      addToken: Effect.fnUntraced(function* ({ days, hash, session }: NewToken) {
        yield* sql`
          INSERT INTO refresh_tokens (token_hash, organization_id, session_id, expires_at)
          VALUES (${hash}, ${session.organizationId}, ${session.id}, now() + ${days} * interval '1 day')`
      }),
      /** Marks the token used and gives its session. Of racing calls one succeeds; the others wait for it and get none. */
      useToken: Effect.fnUntraced(function* (hash: string) {
        const rows = yield* sql`
          UPDATE refresh_tokens SET used_at = now()
          FROM sessions JOIN users ON ${owner}
          WHERE refresh_tokens.token_hash = ${hash} AND refresh_tokens.used_at IS NULL
            AND refresh_tokens.expires_at > now()
            AND sessions.organization_id = refresh_tokens.organization_id
            AND sessions.id = refresh_tokens.session_id AND ${live}
          RETURNING sessions.organization_id, sessions.id`
        return Option.fromUndefinedOr((yield* decodeSessions(rows))[0])
      }),
      /** `graceful`: used less than `graceSeconds` ago. */
      findToken: Effect.fnUntraced(function* (hash: string, graceSeconds: number) {
        const rows = yield* sql`
          SELECT refresh_tokens.organization_id, refresh_tokens.session_id,
            refresh_tokens.used_at IS NOT NULL AS used,
            coalesce(refresh_tokens.used_at > now() - ${graceSeconds} * interval '1 second', false) AS graceful,
            (${live} AND refresh_tokens.expires_at > now()) AS live
          FROM refresh_tokens
          JOIN sessions ON sessions.organization_id = refresh_tokens.organization_id
            AND sessions.id = refresh_tokens.session_id
          JOIN users ON ${owner}
          WHERE refresh_tokens.token_hash = ${hash}`
        return Option.fromUndefinedOr((yield* decodeTokens(rows))[0])
      }),
      isUnused: Effect.fnUntraced(function* (session: SessionKey, hash: string) {
        const rows = yield* sql`
          SELECT 1 FROM refresh_tokens
          WHERE organization_id = ${session.organizationId} AND session_id = ${session.id} AND token_hash = ${hash}
            AND used_at IS NULL`
        return rows.length > 0
      }),
      owner: Effect.fnUntraced(function* (session: SessionKey) {
        const rows = yield* sql`
          SELECT ${sql.literal(userColumns)} FROM sessions JOIN users ON ${owner}
          WHERE sessions.organization_id = ${session.organizationId} AND sessions.id = ${session.id}`
        return yield* decodeUser(rows[0])
      }),
      /** The role in force, while the session and its owner may act. Rides on sessions_organization_id_id_key. */
      activeRole: Effect.fnUntraced(function* (session: OwnedSession) {
        const rows = yield* sql`
          SELECT users.role FROM sessions JOIN users ON ${owner}
          WHERE sessions.organization_id = ${session.organizationId} AND sessions.id = ${session.id}
            AND sessions.user_id = ${session.userId} AND sessions.revoked_at IS NULL AND users.active`
        return Option.map(Option.fromUndefinedOr((yield* decodeRoles(rows))[0]), ({ role }) => role)
      }),
      /** Whose it was; none where it was revoked before. */
      revoke: Effect.fnUntraced(function* (session: SessionKey) {
        const rows = yield* sql<{ readonly userId: UserId }>`
          UPDATE sessions SET revoked_at = now()
          WHERE organization_id = ${session.organizationId} AND id = ${session.id} AND revoked_at IS NULL
          RETURNING user_id`
        return Option.map(Option.fromUndefinedOr(rows[0]), ({ userId }) => userId)
      }),
      /** All sessions of a user, but the one to keep; gives which. */
      revokeAll: Effect.fnUntraced(function* (user: UserKey, keep: string | undefined) {
        const rows = yield* sql<{ readonly id: string }>`
          UPDATE sessions SET revoked_at = now()
          WHERE organization_id = ${user.organizationId} AND user_id = ${user.id} AND revoked_at IS NULL
            ${keep === undefined ? sql`` : sql`AND id <> ${keep}`}
          RETURNING id`
        return rows.map(({ id }) => id)
      }),
      /** Those of a user that still count, last used first. Rides on sessions_user and refresh_tokens_session. */
      open: Effect.fnUntraced(function* (user: UserKey, limit: number) {
        const rows = yield* sql`
          SELECT sessions.id, sessions.created_at, sessions.user_agent, newest.created_at AS last_used_at
          FROM sessions CROSS JOIN LATERAL (
            SELECT coalesce(max(created_at), sessions.created_at) AS created_at FROM refresh_tokens
            WHERE organization_id = sessions.organization_id AND session_id = sessions.id) newest
          WHERE sessions.organization_id = ${user.organizationId} AND sessions.user_id = ${user.id}
            AND sessions.revoked_at IS NULL AND sessions.expires_at > now()
          ORDER BY newest.created_at DESC, sessions.id DESC LIMIT ${limit}`
        return yield* decodeOpenSessions(rows)
      }),
      /** False: the user has no such session that still counts. */
      revokeOwn: Effect.fnUntraced(function* (session: OwnedSession) {
        const rows = yield* sql`
          UPDATE sessions SET revoked_at = now()
          WHERE organization_id = ${session.organizationId} AND id = ${session.id} AND user_id = ${session.userId}
            AND revoked_at IS NULL AND expires_at > now()
          RETURNING id`
        return rows.length > 0
      }),
      /** When somebody logged in, as JSON. Rides on sessions_user. */
      ofPerson: Effect.fnUntraced(function* (user: UserKey) {
        const rows = yield* sql`
          SELECT id, user_agent, created_at, expires_at, revoked_at FROM sessions
          WHERE organization_id = ${user.organizationId} AND user_id = ${user.id} ORDER BY id`
        return yield* encodeSessions(yield* decodeOwnSessions(rows))
      }),
      /** One batch of what is of no use to any library any more; gives how much it was. */
      deleteExpired: Effect.gen(function* () {
        const tokens = yield* sql`
          DELETE FROM refresh_tokens WHERE token_hash IN (
            SELECT token_hash FROM refresh_tokens WHERE expires_at < now() LIMIT ${removedAtOnce})
          RETURNING 1`
        const sessions = yield* sql`
          DELETE FROM sessions WHERE id IN (
            SELECT id FROM sessions WHERE expires_at < now() LIMIT ${removedAtOnce})
          RETURNING 1`
        return tokens.length + sessions.length
      })
    }
  })
}) {
  static readonly layer = Layer.effect(this, this.make)
}

const decodeOpenSessions = Schema.decodeUnknownEffect(
  Schema.Array(
    Schema.Struct({
      id: SessionId,
      createdAt: Schema.DateTimeUtcFromDate,
      lastUsedAt: Schema.DateTimeUtcFromDate,
      userAgent: Schema.NullOr(Schema.String)
    })
  )
)
const OwnSession = Schema.Struct({
  id: Schema.String,
  userAgent: Schema.NullOr(Schema.String),
  createdAt: Schema.DateTimeUtcFromDate,
  expiresAt: Schema.DateTimeUtcFromDate,
  revokedAt: Schema.NullOr(Schema.DateTimeUtcFromDate)
})
const decodeOwnSessions = Schema.decodeUnknownEffect(Schema.Array(OwnSession))
const encodeSessions = asJson(Schema.toType(OwnSession))
const decodeUser = Schema.decodeUnknownEffect(UserRow)
const decodeSessions = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({ organizationId: UserRow.fields.organizationId, id: Schema.String }))
)
const decodeTokens = Schema.decodeUnknownEffect(Schema.Array(UsedToken))
const decodeRoles = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ role: Role })))
