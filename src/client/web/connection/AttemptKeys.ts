import { useState } from "react"

/**
 * Keys under which calls that create something are made once: the same for the same thing until it is done, so that
 * trying again after a lost answer does nothing twice.
 */
class AttemptKeys {
  readonly #keys = new Map<string, string>()

  /** The header for what is described so. */
  readonly headers = (what: unknown): { readonly "idempotency-key": string } => {
    const description = JSON.stringify(what)
    const key = this.#keys.get(description) ?? crypto.randomUUID()
    this.#keys.set(description, key)
    return { "idempotency-key": key }
  }

  /** It was done: the next time it is something new. */
  readonly done = (what: unknown): void => void this.#keys.delete(JSON.stringify(what))
}

export const useAttemptKeys = (): AttemptKeys => useState(() => new AttemptKeys())[0]
