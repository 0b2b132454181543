import { Effect, Schedule, Schema } from "effect"
import type { Order } from "../support/FaultJobs.ts"

/** What clients were told, kept by the test: nothing that dies knows it. */
export interface Told {
  /** Job by token. */
  readonly acknowledged: ReadonlyMap<string, string>
  readonly rolledBack: ReadonlySet<string>
  /** Asked for, and no answer ever came. */
  readonly unknown: ReadonlySet<string>
}

/** Where no client orders anything. */
export const nobody: Told = { acknowledged: new Map(), rolledBack: new Set(), unknown: new Set() }

/** A client asks again this often, and gives up after two minutes. */
const again = Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "2 minutes" }))

const idsIn = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Struct({ ids: Schema.Array(Schema.String) })))

const post = (url: string, body: unknown) =>
  Effect.tryPromise(async (signal) => {
    const answer = await fetch(`${url}/orders`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)])
    })
    const text = await answer.text()
    if (answer.status === 409) return "rolled back" as const
    if (answer.status !== 200) throw new Error(`answer ${answer.status}`)
    return idsIn(text).ids
  })

/** Clients that order until they are told what became of it. `url` is where they find the API just then. */
export const makeClient = (url: Effect.Effect<string>) =>
  Effect.sync(() => {
    const acknowledged = new Map<string, string>()
    const rolledBack = new Set<string>()
    const unknown = new Set<string>()

    /** Orders in one transaction, and asks again while no answer comes. */
    const place = Effect.fnUntraced(function* (orders: ReadonlyArray<Order>, rollBack = false) {
      for (const { token } of orders) unknown.add(token)
      const answer = yield* Effect.flatMap(url, (to) => post(to, { orders, rollBack })).pipe(
        Effect.retry(again),
        Effect.option
      )
      if (answer._tag === "None") return
      for (const [i, { token }] of orders.entries()) {
        unknown.delete(token)
        if (answer.value === "rolled back") rolledBack.add(token)
        else acknowledged.set(token, answer.value[i] ?? "an answer without an id")
      }
    })
    const told: Told = { acknowledged, rolledBack, unknown }
    return { place, told }
  })

/** Makes orders with names that say their place. */
export const orders = (count: number, order: (i: number) => Omit<Order, "token">): ReadonlyArray<Order> =>
  Array.from({ length: count }, (_, i) => ({ token: `order ${i} ${crypto.randomUUID()}`, ...order(i) }))
