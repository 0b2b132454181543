import { Effect, Option, Redacted, Ref } from "effect"
import { HttpClientRequest } from "effect/http"
import { HttpApiClient, HttpApiMiddleware } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { Authorization } from "#contract/Authorization.ts"

/** Where the service is, and the token to show it, which may change while the client lives. */
export interface ApiClientOptions {
  /** E.g. `http://127.0.0.1:8000`. */
  readonly baseUrl: string
  readonly token: Ref.Ref<Option.Option<Redacted.Redacted>>
}

/**
 * Every call of the contract as a typed function: inputs are encoded and answers decoded by the contract's schemas, and
 * problems arrive as the errors the contract declares. Needs an `HttpClient`.
 */
export const make = ({ baseUrl, token }: ApiClientOptions) =>
  HttpApiClient.make(Api, { baseUrl }).pipe(
    Effect.provide(
      HttpApiMiddleware.layerClient(Authorization, ({ next, request }) =>
        Effect.flatMap(Ref.get(token), (current) =>
          next(
            Option.match(current, {
              onNone: () => request,
              onSome: (value) => HttpClientRequest.bearerToken(request, Redacted.value(value))
            })
          )
        )
      )
    )
  )

export type ApiClient = Effect.Success<ReturnType<typeof make>>
