import { Effect, Layer, Redacted } from "effect"
import { HttpEffect, HttpServerRequest, HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { csrfHeader, KnownPage } from "#contract/identity/CookieSessionApi.ts"
import { type CookieSession, InvalidRefreshToken, type Session } from "#contract/identity/Session.ts"
import { CsrfRejected } from "#contract/Problem.ts"
import { origins } from "#platform/Origins.ts"
import { Identity } from "./Identity.ts"
import { addressOf } from "./IdentityHttp.ts"
import { RefreshTokens } from "./RefreshTokens.ts"
import { Sessions } from "./Sessions.ts"

/** Browsers take it over TLS only, for this host alone, and never let a script see it. Source: RFC 6265bis, 4.1.3.2. */
const cookie = "__Host-luminalib-session"
const attributes = { httpOnly: true, secure: true, sameSite: "strict", path: "/" } as const

const setCookie = (value: string, maxAgeSeconds: number) =>
  HttpEffect.appendPreResponseHandler((_request, response) =>
    Effect.succeed(
      HttpServerResponse.setCookieUnsafe(response, cookie, value, { ...attributes, maxAge: `${maxAgeSeconds} seconds` })
    )
  )

/** Cookies are sent for every page there is: this one is taken from the browser where it is of no use any more. */
const takeAway = setCookie("", 0)

const tokenOf = ({ cookies }: HttpServerRequest.HttpServerRequest): Redacted.Redacted | undefined => {
  const token = cookies[cookie]
  return token === undefined || token === "" ? undefined : Redacted.make(token)
}

const layerGroup = HttpApiBuilder.group(
  Api,
  "cookieSession",
  Effect.fnUntraced(function* (handlers) {
    const identity = yield* Identity
    const sessions = yield* Sessions
    const { expiresInDays } = yield* RefreshTokens

    /** The same session, with its refresh token in the cookie only. */
    const keep = ({ accessToken, expiresIn, refreshToken, user }: Session) =>
      Effect.as(setCookie(refreshToken, expiresInDays * 86_400), {
        user,
        accessToken,
        expiresIn
      } satisfies CookieSession)

    return handlers.handleAll({
      signUp: ({ payload, request }) => Effect.flatMap(identity.signUp(payload, addressOf(request)), keep),
      logIn: ({ payload, request }) => Effect.flatMap(identity.logIn(payload, addressOf(request)), keep),
      refresh: Effect.fnUntraced(function* ({ request }) {
        const token = tokenOf(request)
        if (token === undefined) return yield* new InvalidRefreshToken({ detail: "There is no session in a cookie." })
        return yield* Effect.flatMap(
          Effect.tapError(sessions.refresh(token), () => takeAway),
          keep
        )
      }),
      logOut: Effect.fnUntraced(function* ({ request }) {
        const token = tokenOf(request)
        if (token !== undefined) yield* sessions.endWith(token)
        yield* takeAway
      })
    })
  })
)

/** Browsers say with every request of a page where it comes from; those that do not yet send the origin. */
const layerKnownPage = Layer.effect(
  KnownPage,
  Effect.map(origins, ({ isKnown, isListed }) =>
    KnownPage.of(
      Effect.fnUntraced(function* (httpEffect) {
        const { headers } = yield* HttpServerRequest.HttpServerRequest
        const site = headers["sec-fetch-site"] ?? "same-origin"
        const isOurs = isKnown(headers) && (site === "same-origin" || isListed(headers))
        if (headers[csrfHeader] !== "1" || !isOurs) return yield* new CsrfRejected({})
        return yield* httpEffect
      })
    )
  )
)

export const layerNoDeps = layerGroup.pipe(Layer.provide(layerKnownPage))

/** The calls of `cookieSession`. */
export const layer = layerNoDeps.pipe(Layer.provide([Identity.layer, Sessions.layer, RefreshTokens.layer]))
