import type { User } from "#contract/identity/User.ts"

/**
 * Who uses the page. `starting`: it is not known yet; `expired`: somebody was logged in and must do so again to go on,
 * with everything on the page left as it is.
 */
export type SessionState =
  | { readonly _tag: "starting" }
  | { readonly _tag: "loggedOut" }
  | { readonly _tag: "loggedIn"; readonly user: User }
  | { readonly _tag: "expired"; readonly user: User }

/** Holds the session of the page, and tells who listens when it changes. The access token lives here and nowhere else. */
export class SessionStore {
  #state: SessionState = { _tag: "starting" }
  readonly #listeners = new Set<() => void>()

  readonly get = (): SessionState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly set = (state: SessionState): void => {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }

  /** Settles when somebody is logged in, or nobody will be. */
  readonly settled = (): Promise<"loggedIn" | "loggedOut"> =>
    new Promise((resolve) => {
      const look = () => {
        const { _tag } = this.#state
        if (_tag !== "loggedIn" && _tag !== "loggedOut") return
        leave()
        resolve(_tag)
      }
      const leave = this.subscribe(look)
      look()
    })
}
