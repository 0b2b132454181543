import { Context, Effect, Layer, Number, Option, Redacted } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import { SessionsEnded } from "#contract/identity/IdentityEvents.ts"
import {
  InvalidRefreshToken,
  type OpenSession,
  RefreshTokenReused,
  type Session,
  SessionNotFound
} from "#contract/identity/Session.ts"
import type { User } from "#contract/identity/User.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { inBatches } from "#platform/InBatches.ts"
import { RequestContext } from "#platform/RequestContext.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { AccessTokens } from "./AccessTokens.ts"
import { ActiveSessions } from "./ActiveSessions.ts"
import { LoginFailuresRepo } from "./LoginFailuresRepo.ts"
import { RefreshTokens } from "./RefreshTokens.ts"
import { type OwnedSession, type SessionKey, SessionsRepo } from "./SessionsRepo.ts"
import type { UserKey } from "./UsersRepo.ts"

/**
 * So long after its use a refresh token still gives its successor: tabs of one browser refresh at the same moment, and
 * answers get lost. Not longer, since a thief's use looks the same.
 */
const graceSeconds = 10

/** Longer ones say no more to people. */
const maxUserAgent = 256
/** More than these nobody looks through. */
const mostListed = 100

/**
 * Log-ins and what keeps them going. A session is a family of refresh tokens of which one is current; using any other
 * one means that two hold the family, of which one may be a thief, so it ends for both.
 */
export class Sessions extends Context.Service<
  Sessions,
  {
    /**
     * Opens a session; joins the caller's transaction. None: the account has been deactivated, or its password is not
     * that of `generation` any more.
     */
    readonly start: (user: User, generation: number) => Effect.Effect<Option.Option<Session>>
    /** Trades a token for its successor. Parallel calls get the same one. */
    readonly refresh: (token: Redacted.Redacted) => Effect.Effect<Session, InvalidRefreshToken | RefreshTokenReused>
    /** Ends one session. Ending it again is no error. */
    readonly end: (session: OwnedSession) => Effect.Effect<void>
    /** Ends the session that a refresh token is of, spent or not. One that is nobody's ends nothing. */
    readonly endWith: (token: Redacted.Redacted) => Effect.Effect<void>
    /** Ends a session of the user's own, and says if there is none. */
    readonly endOwn: (session: OwnedSession) => Effect.Effect<void, SessionNotFound>
    /** Where the user is logged in, last used first, seen from the session `current`. One query. */
    readonly list: (user: UserKey, current: string) => Effect.Effect<ReadonlyArray<OpenSession>>
    /** Ends all sessions of a user, but the one to keep; joins the caller's transaction. */
    readonly endAll: (user: UserKey, keep?: string) => Effect.Effect<void>
    /** Removes sessions, tokens and failed log-ins that do not count any more; gives how many rows. Idempotent, for a timetable. */
    readonly deleteExpired: Effect.Effect<number>
  }
>()("luminalib/features/identity/Sessions") {
  static readonly layerNoDeps = Layer.effect(
    Sessions,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const wall = yield* TenantWall
      const random = yield* SecureRandom.SecureRandom
      const accessTokens = yield* AccessTokens
      const refreshTokens = yield* RefreshTokens
      const active = yield* ActiveSessions
      const repo = yield* SessionsRepo
      const reactions = yield* Reactions
      const failures = yield* LoginFailuresRepo

      const answer = Effect.fnUntraced(function* (user: User, sessionId: string, refreshToken: Redacted.Redacted) {
        const { id: userId, organizationId, role } = user
        const accessToken = yield* accessTokens.issue({ userId, organizationId, role, sessionId })
        return {
          user,
          accessToken,
          refreshToken: Redacted.value(refreshToken),
          expiresIn: accessTokens.expiresInSeconds
        }
      })

      const addToken = Effect.fnUntraced(function* (session: SessionKey, token: Redacted.Redacted) {
        yield* repo.addToken({ hash: yield* refreshTokens.hash(token), session, days: refreshTokens.expiresInDays })
      })

      /** Uses the token up and stores its successor. None: it is not there to be used. */
      const rotate = Effect.fnUntraced(function* (token: Redacted.Redacted) {
        const session = yield* repo.useToken(yield* refreshTokens.hash(token))
        if (Option.isNone(session)) return session
        if (!(yield* repo.extend(session.value, refreshTokens.expiresInDays))) return yield* new InvalidRefreshToken({})
        yield* addToken(session.value, yield* refreshTokens.successor(token, session.value.id))
        return session
      })

      const ended = ({ id: userId, organizationId }: UserKey, sessionIds: ReadonlyArray<string>) =>
        sessionIds.length === 0
          ? Effect.void
          : Effect.asVoid(reactions.record(SessionsEnded.make({ organizationId, userId, sessionIds })))

      /** Ends one session, whosever it is. */
      const revoke = Effect.fnUntraced(function* ({ id, organizationId }: SessionKey) {
        const owner = yield* repo.revoke({ organizationId, id })
        if (Option.isSome(owner)) yield* ended({ organizationId, id: owner.value }, [id])
      })

      const revokeOwn = Effect.fnUntraced(function* (session: OwnedSession) {
        const isEnded = yield* repo.revokeOwn(session)
        if (isEnded) yield* ended({ ...session, id: session.userId }, [session.id])
        return isEnded
      })

      /** The session of a token already used, where that is forgivable. Else ends the session; both when committed. */
      const forgive = Effect.fnUntraced(function* (token: Redacted.Redacted) {
        const known = yield* repo.findToken(yield* refreshTokens.hash(token), graceSeconds)
        if (Option.isNone(known) || !known.value.live || !known.value.used) return yield* new InvalidRefreshToken({})
        const session = { organizationId: known.value.organizationId, id: known.value.sessionId }
        const successor = yield* refreshTokens.successor(token, session.id)
        if (known.value.graceful && (yield* repo.isUnused(session, yield* refreshTokens.hash(successor))))
          return session
        yield* wall.within(session.organizationId, revoke(session))
        yield* active.forgetAll
        return yield* new RefreshTokenReused({})
      })

      return Sessions.of({
        start: Effect.fn("Sessions.start")(
          function* (user, generation) {
            const session = { organizationId: user.organizationId, id: yield* random.uuidV7() }
            const userAgent = userAgentOf(yield* RequestContext)
            const days = refreshTokens.expiresInDays
            const started = yield* repo.start({ id: session.id, user, generation, userAgent, days })
            if (!started) return Option.none()
            const token = yield* refreshTokens.issue
            yield* addToken(session, token)
            return Option.some(yield* answer(user, session.id, token))
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        refresh: Effect.fn("Sessions.refresh")(
          function* (token) {
            const rotated = yield* sql.withTransaction(rotate(token))
            const session = Option.isSome(rotated) ? rotated.value : yield* forgive(token)
            const user = yield* repo.owner(session)
            return yield* answer(user, session.id, yield* refreshTokens.successor(token, session.id))
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        end: Effect.fn("Sessions.end")(
          function* (session) {
            yield* wall.within(session.organizationId, revoke(session))
            yield* active.forget(session)
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        endWith: Effect.fn("Sessions.endWith")(
          function* (token) {
            const known = yield* repo.findToken(yield* refreshTokens.hash(token), graceSeconds)
            if (Option.isNone(known)) return
            const session = { organizationId: known.value.organizationId, id: known.value.sessionId }
            yield* wall.within(session.organizationId, revoke(session))
            yield* active.forgetAll
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        endOwn: Effect.fn("Sessions.endOwn")(
          function* (session) {
            const isEnded = yield* wall.within(session.organizationId, revokeOwn(session))
            if (!isEnded) return yield* new SessionNotFound({})
            yield* active.forget(session)
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        list: Effect.fn("Sessions.list")(
          function* (user, current) {
            const open = yield* repo.open(user, mostListed)
            return open.map((session) => ({ ...session, isCurrent: session.id === current }))
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        endAll: Effect.fn("Sessions.endAll")(
          function* (user, keep) {
            yield* ended(user, yield* repo.revokeAll(user, keep))
            yield* sql.afterCommit(active.forgetAll)
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        deleteExpired: Effect.zipWith(inBatches(repo.deleteExpired), inBatches(failures.deleteOld), Number.sum).pipe(
          Effect.catchTag("SqlError", Effect.die),
          Effect.withSpan("Sessions.deleteExpired")
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([
      AccessTokens.layer,
      RefreshTokens.layer,
      ActiveSessions.layer,
      SessionsRepo.layer,
      LoginFailuresRepo.layer
    ])
  )
}

const userAgentOf = ({ userAgent = "" }: RequestContext): string | null =>
  userAgent.trim().slice(0, maxUserAgent) || null
