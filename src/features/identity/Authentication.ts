import { Context, Effect, Layer, type Redacted } from "effect"
import type { CurrentUser, Unauthenticated } from "#contract/Authorization.ts"
import { LastingAuthentication } from "./LastingAuthentication.ts"

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
    Effect.map(LastingAuthentication, ({ begin }) =>
      Authentication.of({ authenticate: (token) => Effect.map(begin(token), ({ user }) => user) })
    )
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(LastingAuthentication.layer))
}
