import { Effect } from "effect"
import { HttpEffect, HttpServerResponse } from "effect/http"
import type { Unauthenticated } from "#contract/Authorization.ts"

/** Tells the client how to authenticate. Source: RFC 6750, section 3. */
export const challenge = ({ code }: Unauthenticated) =>
  HttpEffect.appendPreResponseHandler((_request, response) =>
    Effect.succeed(
      HttpServerResponse.setHeader(
        response,
        "www-authenticate",
        code === "INVALID_TOKEN" ? 'Bearer realm="luminalib", error="invalid_token"' : 'Bearer realm="luminalib"'
      )
    )
  )
