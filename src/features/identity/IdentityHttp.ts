import { Effect, Layer, Option } from "effect"
import type { HttpServerRequest } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { Identity } from "./Identity.ts"
import { Organizations } from "./Organizations.ts"
import { People } from "./People.ts"
import { PersonalData } from "./PersonalData.ts"
import { Readers } from "./Readers.ts"
import { Sessions } from "./Sessions.ts"

/** The client's, where proxies in front are known (TRUSTED_PROXIES). */
export const addressOf = (request: HttpServerRequest.HttpServerRequest) =>
  Option.getOrElse(request.remoteAddress, () => "unknown")

const layerAuth = HttpApiBuilder.group(
  Api,
  "auth",
  Effect.fnUntraced(function* (handlers) {
    const identity = yield* Identity
    const sessions = yield* Sessions
    return handlers.handleAll({
      signUp: ({ payload, request }) => identity.signUp(payload, addressOf(request)),
      logIn: ({ payload, request }) => identity.logIn(payload, addressOf(request)),
      refresh: ({ payload }) => sessions.refresh(payload.refreshToken)
    })
  })
)

const layerProfile = HttpApiBuilder.group(
  Api,
  "profile",
  Effect.fnUntraced(function* (handlers) {
    const identity = yield* Identity
    const people = yield* People
    const personal = yield* PersonalData
    const sessions = yield* Sessions
    return handlers.handleAll({
      logOut: () => CurrentUser.use((user) => sessions.end({ ...user, userId: user.id, id: user.sessionId })),
      sessions: () =>
        CurrentUser.use((user) => Effect.map(sessions.list(user, user.sessionId), (items) => ({ items }))),
      endSession: ({ params }) =>
        CurrentUser.use((user) => sessions.endOwn({ ...user, userId: user.id, id: params.id })),
      get: () => CurrentUser.use(people.profile),
      update: ({ payload }) => CurrentUser.use((user) => people.updateProfile(user, payload)),
      changePassword: ({ payload, request }) =>
        CurrentUser.use((user) => identity.changePassword(user, payload, addressOf(request))),
      export: () => CurrentUser.use(personal.collect),
      erase: Effect.fnUntraced(function* ({ payload, request }) {
        const user = yield* CurrentUser
        yield* identity.confirm(user, payload.password, addressOf(request))
        // Whose account is gone by now has nothing left to erase.
        yield* Effect.catchTag(personal.erase(user, user.id), "UserNotFound", () => Effect.void)
      })
    })
  })
)

const layerOrganization = HttpApiBuilder.group(
  Api,
  "organization",
  Effect.fnUntraced(function* (handlers) {
    const organizations = yield* Organizations
    const people = yield* People
    const personal = yield* PersonalData
    const readers = yield* Readers
    return handlers.handleAll({
      get: () => CurrentUser.use(({ organizationId }) => organizations.get(organizationId)),
      update: ({ payload }) => CurrentUser.use((by) => organizations.update(by, payload)),
      listUsers: ({ query }) => CurrentUser.use(({ organizationId }) => people.list(organizationId, query)),
      listReaders: ({ query }) => CurrentUser.use(({ organizationId }) => readers.list(organizationId, query)),
      updateUser: ({ params, payload }) => CurrentUser.use((by) => people.update(by, params.id, payload)),
      eraseUser: ({ params }) => CurrentUser.use((by) => personal.erase(by, params.id))
    })
  })
)

export const layerNoDeps = Layer.mergeAll(layerAuth, layerProfile, layerOrganization)

/** The calls of `auth`, `profile` and `organization`. Asks for PersonalData, which knows what later features keep. */
export const layer = layerNoDeps.pipe(
  Layer.provide([Identity.layer, Sessions.layer, People.layer, Organizations.layer, Readers.layer])
)
