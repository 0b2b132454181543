import { Context, Effect, Layer, Option, Redacted } from "effect"
import { CurrentUser, Unauthenticated } from "#contract/Authorization.ts"
import type { Role } from "#contract/identity/Role.ts"
import { AccessTokens } from "./AccessTokens.ts"
import { ActiveSessions } from "./ActiveSessions.ts"

/** Somebody, and until when their token says so, in milliseconds since 1970. */
export interface Lasting {
  readonly user: CurrentUser["Service"]
  readonly expiresAt: number
}

/** Who stands behind a connection that outlives a request: known at its beginning, and asked for again later. */
export class LastingAuthentication extends Context.Service<
  LastingAuthentication,
  {
    /** As `Authentication.authenticate`. */
    readonly begin: (token: Redacted.Redacted) => Effect.Effect<Lasting, Unauthenticated>
    /** The role in force; none: the session has ended, or its owner is deactivated. */
    readonly roleOf: (user: CurrentUser["Service"]) => Effect.Effect<Option.Option<Role>>
    /** What this process remembers of the session may be wrong. */
    readonly forget: (user: CurrentUser["Service"]) => Effect.Effect<void>
  }
>()("luminalib/features/identity/LastingAuthentication") {
  static readonly layerNoDeps = Layer.effect(
    LastingAuthentication,
    Effect.gen(function* () {
      const tokens = yield* AccessTokens
      const active = yield* ActiveSessions
      const owned = ({ id, organizationId, sessionId }: CurrentUser["Service"]) => ({
        organizationId,
        userId: id,
        id: sessionId
      })
      return LastingAuthentication.of({
        begin: Effect.fnUntraced(function* (token) {
          if (Redacted.value(token) === "") return yield* new Unauthenticated({ code: "UNAUTHENTICATED" })
          const { claims, expiresAt } = yield* Effect.mapError(
            tokens.verifyUntil(token),
            () => new Unauthenticated({ code: "INVALID_TOKEN" })
          )
          const { organizationId, sessionId, userId } = claims
          const role = yield* active.role({ organizationId, userId, id: sessionId })
          if (Option.isNone(role)) return yield* new Unauthenticated({ code: "INVALID_TOKEN" })
          const user = CurrentUser.of({ id: userId, organizationId, role: role.value, sessionId })
          return { user, expiresAt: 1_000 * expiresAt }
        }),
        roleOf: (user) => active.role(owned(user)),
        forget: (user) => active.forget(owned(user))
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide([AccessTokens.layer, ActiveSessions.layer]))
}
