import { Context, Effect } from "effect"
import type { SqlError } from "effect/sql"

/**
 * Called with what a transaction has made, inside of it and last: what it writes is there exactly if the rest is. By
 * default, nothing.
 */
export type Remember<A> = (made: A) => Effect.Effect<void, SqlError.SqlError>

export const rememberNothing: Remember<unknown> = () => Effect.void

/** What the request at hand does with its answer. Without `Idempotency-Key` it remembers nothing. */
export const Remembering = Context.Reference<Remember<unknown>>("luminalib/features/idempotency/Remembering", {
  defaultValue: () => rememberNothing
})

/**
 * Remembers the answer of the call at hand, as its handler would give it, for whoever sends the request again. Must run
 * in the transaction that makes what the answer tells of. At most one statement.
 */
export const remember: Remember<unknown> = (answer) => Effect.flatMap(Remembering, (keep) => keep(answer))
