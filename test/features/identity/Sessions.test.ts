import { assert, layer } from "@effect/vitest"
import { Effect, Exit, type Layer } from "effect"
import { SqlClient } from "effect/sql"
import { Sessions } from "#features/identity/Sessions.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { colleague, found, layerIdentity, logIn, logOut, password, refresh, whoIs } from "./IdentityServices.ts"

/** As if what the session did so far had been done so many seconds earlier. */
const age = (userId: string, seconds: number) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`
      UPDATE refresh_tokens SET used_at = used_at - ${seconds} * interval '1 second',
        expires_at = refresh_tokens.expires_at - ${seconds} * interval '1 second'
      FROM sessions WHERE sessions.id = refresh_tokens.session_id AND sessions.user_id = ${userId}`
  )

const countRows = (userId: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(
      sql<{ sessions: number; tokens: number }>`
        SELECT (SELECT count(*)::int FROM sessions WHERE user_id = ${userId}) AS sessions,
          (SELECT count(*)::int FROM refresh_tokens JOIN sessions ON sessions.id = refresh_tokens.session_id
            WHERE sessions.user_id = ${userId}) AS tokens`,
      (rows) => rows[0]
    )
  )

const sessions = (where: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, unknown>) =>
  layer(layerIdentity(database), { excludeTestServices: true })(`sessions, ${where}`, (it) => {
    it.effect("a refresh token is traded for its successor, in the same session", () =>
      Effect.gen(function* () {
        const session = yield* found()
        const second = yield* refresh(session.refreshToken)
        const third = yield* refresh(second.refreshToken)
        const tokens = [session, second, third].map(({ refreshToken }) => refreshToken)
        assert.strictEqual(new Set(tokens).size, 3)
        for (const token of tokens) assert.match(token, /^[A-Za-z0-9_-]{43}$/)
        assert.strictEqual((yield* whoIs(third)).sessionId, (yield* whoIs(session)).sessionId)
        assert.deepStrictEqual(third.user, session.user)
      })
    )

    it.effect("ten tabs that refresh at once are given one and the same successor, and stay logged in", () =>
      Effect.gen(function* () {
        const session = yield* found()
        const answers = yield* Effect.all(
          Array.from({ length: 10 }, () => refresh(session.refreshToken)),
          { concurrency: "unbounded" }
        )
        assert.strictEqual(new Set(answers.map(({ refreshToken }) => refreshToken)).size, 1)
        assert.deepStrictEqual(yield* countRows(session.user.id), { sessions: 1, tokens: 2 })
        for (const answer of answers) assert.strictEqual((yield* whoIs(answer)).id, session.user.id)
        assert.strictEqual((yield* refresh(answers[0]!.refreshToken)).user.id, session.user.id)
      })
    )

    it.effect("an answer that was lost is given again within ten seconds", () =>
      Effect.gen(function* () {
        const session = yield* found()
        const answer = yield* refresh(session.refreshToken)
        yield* age(session.user.id, 8)
        assert.strictEqual((yield* refresh(session.refreshToken)).refreshToken, answer.refreshToken)
      })
    )

    it.effect("a token used again later ends the whole session, access tokens included", () =>
      Effect.gen(function* () {
        const session = yield* found()
        const other = yield* logIn({ email: session.user.email, password })
        const successor = yield* refresh(session.refreshToken)
        yield* whoIs(successor)
        yield* age(session.user.id, 11)
        const refused = yield* Effect.flip(refresh(session.refreshToken))
        assert.deepStrictEqual(
          [refused._tag, refused.code, refused.status],
          ["RefreshTokenReused", "REFRESH_TOKEN_REUSED", 401]
        )
        assert.strictEqual((yield* Effect.flip(refresh(successor.refreshToken)))._tag, "InvalidRefreshToken")
        assert.strictEqual((yield* Effect.flip(whoIs(successor))).code, "INVALID_TOKEN")
        assert.strictEqual((yield* whoIs(other)).id, session.user.id)
      })
    )

    it.effect("a token whose successor was used is never forgiven, however soon it comes back", () =>
      Effect.gen(function* () {
        const first = yield* found()
        const second = yield* refresh(first.refreshToken)
        const third = yield* refresh(second.refreshToken)
        assert.strictEqual((yield* Effect.flip(refresh(first.refreshToken)))._tag, "RefreshTokenReused")
        assert.strictEqual((yield* Effect.flip(refresh(third.refreshToken)))._tag, "InvalidRefreshToken")
      })
    )

    it.effect("an unknown, an empty and an expired token are refused alike", () =>
      Effect.gen(function* () {
        const session = yield* found()
        yield* age(session.user.id, 31 * 86_400)
        for (const token of ["no token of ours", "", session.refreshToken]) {
          assert.strictEqual((yield* Effect.flip(refresh(token)))._tag, "InvalidRefreshToken")
        }
      })
    )

    it.effect("logging out ends the session in every tab, and no other session", () =>
      Effect.gen(function* () {
        const session = yield* found()
        const other = yield* logIn({ email: session.user.email, password })
        yield* logOut(yield* whoIs(session))
        yield* logOut(
          yield* whoIs(other).pipe(
            Effect.map((user) => ({ ...user, sessionId: "01900000-0000-7000-8000-00000000dead" }))
          )
        )
        assert.strictEqual((yield* Effect.flip(whoIs(session))).code, "INVALID_TOKEN")
        assert.strictEqual((yield* Effect.flip(refresh(session.refreshToken)))._tag, "InvalidRefreshToken")
        assert.strictEqual((yield* refresh(other.refreshToken)).user.id, session.user.id)
      })
    )

    it.effect("a refresh that races with logging out leaves nobody logged in", () =>
      Effect.gen(function* () {
        const session = yield* found()
        const me = yield* whoIs(session)
        const [refreshed] = yield* Effect.all([Effect.exit(refresh(session.refreshToken)), logOut(me)], {
          concurrency: 2
        })
        if (Exit.isSuccess(refreshed)) {
          assert.strictEqual((yield* Effect.flip(refresh(refreshed.value.refreshToken)))._tag, "InvalidRefreshToken")
        }
        assert.strictEqual((yield* Effect.flip(refresh(session.refreshToken)))._tag, "InvalidRefreshToken")
      })
    )

    it.effect("a refresh shows the role in force, not that of the log-in", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const member = yield* colleague(yield* found())
        yield* sql`UPDATE users SET role = 'librarian' WHERE id = ${member.user.id}`
        assert.strictEqual((yield* refresh(member.refreshToken)).user.role, "librarian")
      })
    )

    it.effect("what has expired is removed, what may still be used stays", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const gone = yield* found()
        const kept = yield* found()
        const successor = yield* refresh(kept.refreshToken)
        yield* sql`UPDATE sessions SET expires_at = now() - interval '1 second' WHERE user_id = ${gone.user.id}`
        yield* sql`
          UPDATE refresh_tokens SET expires_at = now() - interval '1 second' FROM sessions
          WHERE sessions.id = refresh_tokens.session_id AND sessions.user_id = ${kept.user.id}
            AND refresh_tokens.used_at IS NOT NULL`
        const deleted = yield* Sessions.use((all) => all.deleteExpired)
        assert.isAtLeast(deleted, 2)
        assert.deepStrictEqual(yield* countRows(gone.user.id), { sessions: 0, tokens: 0 })
        assert.deepStrictEqual(yield* countRows(kept.user.id), { sessions: 1, tokens: 1 })
        assert.strictEqual((yield* refresh(successor.refreshToken)).user.id, kept.user.id)
      })
    )
  })

sessions("embedded", layerEmbedded)
describePostgres("on a server", () => sessions("on PostgreSQL", layerPostgres))
