import { Effect, Option, Redacted, Ref } from "effect"
import { FetchHttpClient } from "effect/http"
import type { LogIn, SignUp } from "#contract/identity/Session.ts"
import type { User } from "#contract/identity/User.ts"
import { type ApiClient, make } from "../../ApiClient.ts"
import { SessionStore } from "../session/SessionStore.ts"
import { Failure, failureOf, valueOf } from "./Failure.ts"

/** Shows that a page of ours asks: others cannot send it without being asked first. */
const ours = { "x-luminalib-csrf": "1" } as const
/** Remembers that there may be a session to go on with, not what it is. */
const hintKey = "luminalib.hasSession"
/** Tabs take turns at trading the session's cookie for its successor. */
const lockName = "luminalib.session"
const patience = "30 seconds"

interface CallOptions {
  readonly signal?: AbortSignal
  /** How long the answer may take. */
  readonly patience?: "30 seconds" | "5 minutes" | "1 hour"
}

type Run = <A, E>(effect: Effect.Effect<A, E>, options?: CallOptions) => Promise<A>

const run: Run = async (effect, { patience: limit = patience, signal } = {}) =>
  valueOf(await Effect.runPromiseExit(Effect.timeout(effect, limit), signal === undefined ? {} : { signal }))

const isRefused = (error: unknown) => {
  const { code } = failureOf(error)
  return code === "UNAUTHENTICATED" || code === "INVALID_TOKEN"
}

/**
 * The page's way to the library: the typed client, with the access token in memory and its successor fetched by a cookie
 * that no script can read. A call made while the session has expired waits until somebody has logged in again.
 */
export class Connection {
  readonly session = new SessionStore()
  readonly #client: ApiClient
  readonly #token: Ref.Ref<Option.Option<Redacted.Redacted>>
  #refreshing: Promise<boolean> | undefined

  private constructor(client: ApiClient, token: Ref.Ref<Option.Option<Redacted.Redacted>>) {
    this.#client = client
    this.#token = token
  }

  static async to(baseUrl: string): Promise<Connection> {
    const token = Ref.makeUnsafe<Option.Option<Redacted.Redacted>>(Option.none())
    const client = await Effect.runPromise(Effect.provide(make({ baseUrl, token }), FetchHttpClient.layer))
    return new Connection(client, token)
  }

  /**
   * Makes a call and gives its answer, or throws a `Failure`. An access token that ran out is renewed on the way, once.
   */
  readonly call = async <A, E>(request: (api: ApiClient) => Effect.Effect<A, E>, options?: CallOptions): Promise<A> => {
    try {
      return await run(request(this.#client), options)
    } catch (error) {
      if (!isRefused(error) || this.session.get()._tag === "loggedOut") throw error
      if (!(await this.refresh()) && !(await this.#loggedInAgain())) throw error
      return await run(request(this.#client), options)
    }
  }

  /** The access token to show elsewhere than in calls; none while nobody is logged in. */
  readonly token = (): string | undefined =>
    Option.match(Ref.getUnsafe(this.#token), { onNone: () => undefined, onSome: Redacted.value })

  /** Finds out whether a session goes on, when the page is opened. */
  readonly start = async (): Promise<void> => {
    if (localStorage.getItem(hintKey) === null) return this.session.set({ _tag: "loggedOut" })
    if (!(await this.refresh())) this.#forget()
  }

  readonly logIn = async (payload: LogIn): Promise<void> =>
    this.#accept(await run(this.#client.cookieSession.logIn({ headers: ours, payload })))

  readonly signUp = async (payload: SignUp): Promise<void> =>
    this.#accept(await run(this.#client.cookieSession.signUp({ headers: ours, payload })))

  readonly logOut = async (): Promise<void> => {
    await run(this.#client.cookieSession.logOut({ headers: ours }))
    this.#forget()
  }

  /** The account is gone, or its session was ended elsewhere. */
  readonly forget = (): void => this.#forget()

  /** What is shown of the person was changed. */
  readonly setUser = (user: User): void => this.session.set({ _tag: "loggedIn", user })

  /** Trades the cookie for a new access token. False: there is no session any more. */
  readonly refresh = (): Promise<boolean> => {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #refresh(): Promise<boolean> {
    try {
      const renew = () => run(this.#client.cookieSession.refresh({ headers: ours }))
      this.#accept(await ("locks" in navigator ? navigator.locks.request(lockName, renew) : renew()))
      return true
    } catch (error) {
      const failure = failureOf(error)
      if (failure.status !== 401) throw failure
      const state = this.session.get()
      if (state._tag === "loggedIn") this.session.set({ _tag: "expired", user: state.user })
      return false
    }
  }

  async #loggedInAgain(): Promise<boolean> {
    return (await this.session.settled()) === "loggedIn"
  }

  #accept({ accessToken, user }: { readonly accessToken: string; readonly user: User }): void {
    Effect.runSync(Ref.set(this.#token, Option.some(Redacted.make(accessToken))))
    localStorage.setItem(hintKey, "1")
    this.session.set({ _tag: "loggedIn", user })
  }

  #forget(): void {
    Effect.runSync(Ref.set(this.#token, Option.none()))
    localStorage.removeItem(hintKey)
    this.session.set({ _tag: "loggedOut" })
  }
}

/** Whether a query may be asked again by itself: only where nothing was said against it. */
export const mayRetry = (failureCount: number, error: Error): boolean =>
  failureCount < 6 && error instanceof Failure && error.isPassing
