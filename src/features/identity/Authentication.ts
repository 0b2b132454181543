import { Context, Effect, Layer, Option, Redacted } from "effect"
import { CurrentUser, Unauthenticated } from "#contract/Authorization.ts"
import { AccessTokens } from "./AccessTokens.ts"
import { ActiveSessions } from "./ActiveSessions.ts"

/** Who stands behind an access token, now. */
export class Authentication extends Context.Service<
  Authentication,
  {
    /**
     * The user with the role in force, which is the database's and not the token's. An empty token is no token; one that
     * is not ours, has expired or belongs to a session that ended is `INVALID_TOKEN`.
     */
    readonly authenticate: (token: Redacted.Redacted) => Effect.Effect<CurrentUser["Service"], Unauthenticated>
  }
>()("luminalib/features/identity/Authentication") {
  static readonly layerNoDeps = Layer.effect(
    Authentication,
    Effect.gen(function* () {
      const tokens = yield* AccessTokens
      const active = yield* ActiveSessions
      return Authentication.of({
        authenticate: Effect.fnUntraced(function* (token) {
          if (Redacted.value(token) === "") return yield* new Unauthenticated({ code: "UNAUTHENTICATED" })
          const { organizationId, sessionId, userId } = yield* Effect.catchTag(
            tokens.verify(token),
            "InvalidAccessToken",
            () => Effect.fail(invalidToken)
          )
          const role = yield* active.role({ organizationId, userId, id: sessionId })
          if (Option.isNone(role)) return yield* invalidToken
          return CurrentUser.of({ id: userId, organizationId, role: role.value, sessionId })
        })
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide([AccessTokens.layer, ActiveSessions.layer]))
}

const invalidToken = new Unauthenticated({ code: "INVALID_TOKEN" })
