import { Effect, Layer, Redacted } from "effect"
import { HttpClientRequest, HttpServer } from "effect/http"
import { HttpApiMiddleware } from "effect/http-api"
import { Authorization, type CurrentUser, Unauthenticated } from "#contract/Authorization.ts"
import { Idempotent } from "#contract/Idempotency.ts"
import { KnownPage } from "#contract/identity/CookieSessionApi.ts"
import { Problems, ReadableBody } from "#contract/Problem.ts"
import { Authentication } from "#features/identity/Authentication.ts"
import * as AuthorizationHttp from "#features/identity/AuthorizationHttp.ts"

const people = new Map<string, CurrentUser["Service"]>()

/** What surrounds a group of calls, with a server that takes everybody for who they say they are. */
export const layer = Layer.mergeAll(
  AuthorizationHttp.layerNoDeps.pipe(
    Layer.provide(
      Layer.mock(Authentication, {
        authenticate: (token) => {
          const user = people.get(Redacted.value(token))
          return user === undefined
            ? Effect.fail(new Unauthenticated({ code: "UNAUTHENTICATED" }))
            : Effect.succeed(user)
        }
      })
    )
  ),
  Layer.succeed(
    Problems,
    Problems.of((call) => call)
  ),
  Layer.succeed(
    ReadableBody,
    ReadableBody.of((call) => call)
  ),
  Layer.succeed(
    KnownPage,
    KnownPage.of((call) => call)
  ),
  Layer.succeed(
    Idempotent,
    Idempotent.of((call) => call)
  ),
  HttpServer.layerServices
)

/** Makes calls as this person. */
export const as = (user: CurrentUser["Service"]) => {
  people.set(user.sessionId, user)
  return Effect.provide(
    HttpApiMiddleware.layerClient(Authorization, ({ next, request }) =>
      next(HttpClientRequest.bearerToken(request, user.sessionId))
    )
  )
}
