import type { QueryKey } from "@tanstack/react-query"

interface RenewalOptions {
  /** Asks again for everything that begins with one of the keys; over when there are answers. */
  readonly renew: (keys: ReadonlyArray<QueryKey>) => Promise<unknown>
  /** Milliseconds from one time to the next. */
  readonly pause?: number
  /** Milliseconds after which answers that do not come are no longer waited for. */
  readonly patience?: number
}

const sleep = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))

/**
 * Asks again for what events say is out of date: the first time at once, then as often as there are answers, but not more
 * than a few times a second. A hundred events in a row are a few questions, and none is given up for the next before it is
 * answered.
 */
export class Renewal {
  readonly #options: Required<RenewalOptions>
  readonly #stale = new Map<string, QueryKey>()
  #isAsking = false

  constructor({ patience = 5_000, pause = 300, renew }: RenewalOptions) {
    this.#options = { patience, pause, renew }
  }

  readonly add = (keys: ReadonlyArray<QueryKey>): void => {
    for (const key of keys) this.#stale.set(JSON.stringify(key), key)
    if (!this.#isAsking) void this.#ask()
  }

  /** Nobody wants to know any more. */
  readonly stop = (): void => this.#stale.clear()

  async #ask(): Promise<void> {
    const { patience, pause, renew } = this.#options
    this.#isAsking = true
    while (this.#stale.size > 0) {
      const keys = [...this.#stale.values()]
      this.#stale.clear()
      await Promise.all([sleep(pause), Promise.race([renew(keys), sleep(patience)])])
    }
    this.#isAsking = false
  }
}
