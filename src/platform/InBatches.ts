import { Effect } from "effect"

/** Does one batch after another until one finds nothing. Gives how many rows it was in all. */
export const inBatches = <E, R>(batch: Effect.Effect<number, E, R>): Effect.Effect<number, E, R> =>
  Effect.gen(function* () {
    let total = 0
    for (let count = yield* batch; count > 0; count = yield* batch) total += count
    return total
  })
