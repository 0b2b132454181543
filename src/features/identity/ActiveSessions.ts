import { Cache, Context, Duration, Effect, Exit, Layer, type Option } from "effect"
import type { Role } from "#contract/identity/Role.ts"
import { type OwnedSession, SessionsRepo } from "./SessionsRepo.ts"

/** How late a process may learn that a role has changed or a session has ended. */
const staleness = Duration.seconds(2)
const remembered = 10_000

/** Who may act now and in which role: asked for every call, so remembered by each process for 2 seconds. */
export class ActiveSessions extends Context.Service<
  ActiveSessions,
  {
    /** The role in force. None: the session has ended, or its owner is deactivated. At most one query in 2 seconds. */
    readonly role: (session: OwnedSession) => Effect.Effect<Option.Option<Role>>
    /** This process learns at once that the session has ended. */
    readonly forget: (session: OwnedSession) => Effect.Effect<void>
    /** This process learns at once of a change that touches sessions not known by name. */
    readonly forgetAll: Effect.Effect<void>
  }
>()("luminalib/features/identity/ActiveSessions") {
  static readonly layerNoDeps = Layer.effect(
    ActiveSessions,
    Effect.gen(function* () {
      const sessions = yield* SessionsRepo
      const cache = yield* Cache.makeWith(
        (session: OwnedSession) =>
          sessions.activeRole(session).pipe(Effect.catchTag(["SqlError", "SchemaError"], Effect.die)),
        { capacity: remembered, timeToLive: (exit) => (Exit.isSuccess(exit) ? staleness : Duration.zero) }
      )
      return ActiveSessions.of({
        role: (session) => Cache.get(cache, keyOf(session)),
        forget: (session) => Cache.invalidate(cache, keyOf(session)),
        forgetAll: Cache.invalidateAll(cache)
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(SessionsRepo.layer))
}

/** Compared member by member, so it may have no others. */
const keyOf = ({ id, organizationId, userId }: OwnedSession): OwnedSession => ({ id, organizationId, userId })
