import { Clock, Config, Context, Duration, Effect, Layer, Option, Redacted, Ref } from "effect"
import { HttpClient } from "effect/http"
import type { Session } from "#contract/identity/Session.ts"
import * as ApiClient from "../ApiClient.ts"
import { type CallFailure, describeFailure, nobodyAt } from "./CallFailure.ts"
import { CommandFailed } from "./CommandFailed.ts"
import { type Saved, SavedSession } from "./session/SavedSession.ts"

/** An access token with less time left than this is not shown any more: it would expire on its way. */
const marginMillis = 30_000

/** A call that nobody answers is given up after this time. */
const patience = Duration.seconds(60)

/** A call of the API, and how it may fail. It may answer to failures of its own before they become words. */
export type Call<A> = (api: ApiClient.ApiClient) => Effect.Effect<A, CallFailure | CommandFailed>

/** LUMINALIB_URL, where it is set: which server commands are for. */
export const configuredUrl = Config.option(Config.String("LUMINALIB_URL"))

/** `https://library.example.org/` → `https://library.example.org`. */
export const tidyUrl = (url: string) => url.trim().replace(/\/+$/, "")

/** The server does not take the access token any more, although it looks good from here. */
const isRefused = (failure: CallFailure | CommandFailed) => "code" in failure && failure.code === "INVALID_TOKEN"

const notLoggedIn = (where: string) =>
  new CommandFailed({ code: "NOT_LOGGED_IN", text: `Nobody is logged in${where}: run \`luminalib login\`` })

const ended = new CommandFailed({ code: "SESSION_ENDED", text: "The session has ended: run `luminalib login`" })

/** The library that commands talk to, as whoever is logged in. */
export class Library extends Context.Service<
  Library,
  {
    /** The session commands use. Fails where nobody is logged in, or not at LUMINALIB_URL. */
    readonly session: Effect.Effect<Saved, CommandFailed>
    /**
     * Makes a call as whoever is logged in. Renews the access token when it is about to expire, or once when the server
     * refuses it. Given up after 60 s, unless `patience` says otherwise.
     */
    readonly call: <A>(run: Call<A>, options?: { readonly patience: Duration.Input }) => Effect.Effect<A, CommandFailed>
    /** A call as nobody. */
    readonly anonymously: <A>(baseUrl: string, run: Call<A>) => Effect.Effect<A, CommandFailed>
    /** Keeps the session of a server for the commands that come. */
    readonly keep: (url: string, session: Session) => Effect.Effect<Saved, CommandFailed>
  }
>()("luminalib/client/cli/Library") {
  static readonly layer = Layer.effect(
    Library,
    Effect.gen(function* () {
      const file = yield* SavedSession
      const http = yield* HttpClient.HttpClient
      const url = yield* configuredUrl

      const clientOf = (baseUrl: string, token: ApiClient.ApiClientOptions["token"]) =>
        Effect.provideService(ApiClient.make({ baseUrl, token }), HttpClient.HttpClient, http)

      const answered = <A>(
        call: Effect.Effect<A, CallFailure | CommandFailed>,
        baseUrl: string,
        duration: Duration.Input = patience
      ): Effect.Effect<A, CommandFailed> =>
        call.pipe(
          Effect.catch((failure) =>
            Effect.flatMap(
              failure instanceof CommandFailed ? Effect.succeed(failure) : describeFailure(failure, baseUrl),
              Effect.fail
            )
          ),
          Effect.timeoutOrElse({ duration, orElse: () => Effect.fail(nobodyAt(baseUrl, "no answer in time")) })
        )

      const anonymously = Effect.fnUntraced(function* <A>(
        baseUrl: string,
        run: Call<A>
      ): Effect.fn.Return<A, CommandFailed> {
        const api = yield* clientOf(baseUrl, yield* Ref.make(Option.none<Redacted.Redacted>()))
        return yield* answered(run(api), baseUrl)
      })

      const keep = Effect.fnUntraced(function* (baseUrl: string, session: Session) {
        const saved: Saved = {
          url: baseUrl,
          email: session.user.email,
          accessToken: session.accessToken,
          accessExpiresAt: (yield* Clock.currentTimeMillis) + session.expiresIn * 1000,
          refreshToken: session.refreshToken
        }
        yield* file.write(saved)
        return saved
      })

      const session = Effect.gen(function* () {
        const saved = yield* file.read
        if (Option.isNone(saved)) return yield* notLoggedIn("")
        const wanted = Option.map(url, tidyUrl)
        // A token is shown to nobody but the server that gave it.
        if (Option.isSome(wanted) && wanted.value !== saved.value.url) return yield* notLoggedIn(` at ${wanted.value}`)
        return saved.value
      })

      const successor = ({ refreshToken, url }: Saved) =>
        anonymously(url, (api) =>
          api.auth
            .refresh({ payload: { refreshToken: Redacted.make(refreshToken) } })
            .pipe(
              Effect.catchTag(["InvalidRefreshToken", "RefreshTokenReused"], () =>
                Effect.andThen(file.remove, Effect.fail(ended))
              )
            )
        )

      /** One command asks for the successor of the session, the others find what it wrote. Once answered it is written. */
      const renew = (stale: Saved) =>
        Effect.uninterruptibleMask((restore) =>
          Effect.flatMap(restore(session), (current) =>
            current.accessToken === stale.accessToken
              ? Effect.flatMap(restore(successor(current)), (next) => keep(current.url, next))
              : Effect.succeed(current)
          )
        ).pipe(file.alone)

      const fresh = Effect.gen(function* () {
        const saved = yield* session
        const now = yield* Clock.currentTimeMillis
        return saved.accessExpiresAt - now > marginMillis ? saved : yield* renew(saved)
      })

      const token = yield* Ref.make(Option.none<Redacted.Redacted>())
      const connected = yield* Effect.cached(Effect.flatMap(session, (saved) => clientOf(saved.url, token)))
      const as = (saved: Saved) => Ref.set(token, Option.some(Redacted.make(saved.accessToken)))

      const call = Effect.fnUntraced(function* <A>(
        run: Call<A>,
        options?: { readonly patience: Duration.Input }
      ): Effect.fn.Return<A, CommandFailed> {
        const saved = yield* fresh
        yield* as(saved)
        const api = yield* connected
        const again = Effect.flatMap(renew(saved), as).pipe(Effect.andThen(run(api)))
        const called = Effect.catch(run(api), (failure) => (isRefused(failure) ? again : Effect.fail(failure)))
        return yield* answered(called, saved.url, options?.patience)
      })

      return Library.of({ session, call, anonymously, keep })
    })
  )
}
