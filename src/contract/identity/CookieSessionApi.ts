import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiMiddleware, HttpApiSchema, OpenApi } from "effect/http-api"
import { CsrfRejected, ReadableBody } from "../Problem.ts"
import { OrganizationNameTaken } from "./Organization.ts"
import {
  CookieSession,
  InvalidCredentials,
  InvalidRefreshToken,
  LogIn,
  OrganizationRequired,
  RefreshTokenReused,
  SignUp
} from "./Session.ts"
import { EmailTaken } from "./User.ts"

/** A page of another site cannot make a browser send it without asking us first. */
export const csrfHeader = "x-luminalib-csrf"

/** The header that the calls of {@link CookieSessionApi} must have: proof that a script of a known page sent them. */
export const csrfHeaders = {
  [csrfHeader]: Schema.Literal("1").annotate({
    description: "Proof that a script of a known page sent the call, and not a form or a link of another site"
  })
}

/** Refuses calls that no script of our own page, or of one of `CORS_ORIGINS`, has made. */
export class KnownPage extends HttpApiMiddleware.Service<KnownPage>()(
  "luminalib/contract/identity/CookieSessionApi/KnownPage",
  { error: CsrfRejected }
) {}

const description = [
  "For pages in a browser: the refresh token travels only in the cookie `__Host-luminalib-session` (HttpOnly, Secure,",
  "SameSite=Strict), which no script can read and which counts here and nowhere else. The access token is for the",
  "`Authorization` header, and belongs into the memory of the page. Browsers keep the cookie over HTTPS and, but for",
  "Safari, on the machine itself."
].join(" ")

/** Sessions of pages: the same as those of `auth`, with the refresh token out of reach of scripts. */
export class CookieSessionApi extends HttpApiGroup.make("cookieSession")
  .add(
    HttpApiEndpoint.post("signUp", "/signup", {
      headers: csrfHeaders,
      payload: SignUp,
      success: CookieSession.pipe(HttpApiSchema.status(201)),
      error: [EmailTaken, OrganizationNameTaken]
    })
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Sign up, from a page",
          description: "As `POST /auth/signup`; sets the cookie."
        })
      ),
    HttpApiEndpoint.post("logIn", "/login", {
      headers: csrfHeaders,
      payload: LogIn,
      success: CookieSession,
      error: [InvalidCredentials, OrganizationRequired]
    })
      .middleware(ReadableBody)
      .annotateMerge(
        OpenApi.annotations({ summary: "Log in, from a page", description: "As `POST /auth/login`; sets the cookie." })
      ),
    HttpApiEndpoint.post("refresh", "/refresh", {
      headers: csrfHeaders,
      success: CookieSession,
      error: [InvalidRefreshToken, RefreshTokenReused]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Go on with the session of the cookie",
        description:
          "Trades the cookie for its successor. Tabs may do so at once. One that does not count is taken away."
      })
    ),
    HttpApiEndpoint.post("logOut", "/logout", { headers: csrfHeaders }).annotateMerge(
      OpenApi.annotations({
        summary: "Log out, from a page",
        description: "Ends the session of the cookie and takes the cookie away, whether or not it still counts."
      })
    )
  )
  .middleware(KnownPage)
  .prefix("/auth/cookie")
  .annotateMerge(OpenApi.annotations({ title: "Sessions of pages", description })) {}
