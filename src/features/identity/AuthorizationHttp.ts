import { Context, Effect, Layer } from "effect"
import { HttpServerRequest } from "effect/http"
import {
  Authorization,
  CurrentUser,
  Forbidden,
  isOperator,
  OperatorOnly,
  RequiredRole,
  TenantForbidden
} from "#contract/Authorization.ts"
import * as Role from "#contract/identity/Role.ts"
import { RequestContext } from "#platform/RequestContext.ts"
import { Authentication } from "./Authentication.ts"
import { challenge } from "./Challenge.ts"

export const layerNoDeps = Layer.effect(
  Authorization,
  Effect.gen(function* () {
    const { authenticate } = yield* Authentication
    return Authorization.of({
      bearer: Effect.fnUntraced(function* (httpEffect, { credential, endpoint, group }) {
        const user = yield* Effect.tapError(authenticate(credential), challenge)
        const context = yield* RequestContext
        context.who = { userId: user.id, organizationId: user.organizationId }
        const { headers } = yield* HttpServerRequest.HttpServerRequest
        // The library is the token's. A caller who names another one is mistaken or tries it.
        if ((headers["x-tenant-id"] ?? user.organizationId) !== user.organizationId)
          return yield* new TenantForbidden({})
        const annotations = Context.merge(group.annotations, endpoint.annotations)
        if (Context.get(annotations, OperatorOnly) && !isOperator(user))
          return yield* new Forbidden({
            requiredRole: "admin",
            detail: "For admins of the installation's own library."
          })
        const required = Context.get(annotations, RequiredRole)
        if (!Role.includes(user.role, required)) return yield* new Forbidden({ requiredRole: required })
        return yield* httpEffect.pipe(
          Effect.provideService(CurrentUser, user),
          Effect.annotateLogs({ userId: user.id, organizationId: user.organizationId })
        )
      })
    })
  })
)

/** Access tokens and the roles that calls ask for. */
export const layer = layerNoDeps.pipe(Layer.provide(Authentication.layer))
