import { Effect, Ref } from "effect"

/** Pieces of work under way at once. */
const concurrency = 2

/**
 * Like `Effect.forEach` over two at once, but when one fails, the other that has begun is let finish: what it brings is
 * paid for. Nothing further is begun.
 */
export const forEachUntilFailure = Effect.fnUntraced(function* <A, B, E>(
  items: ReadonlyArray<A>,
  work: (item: A, index: number) => Effect.Effect<B, E>
) {
  const failed = yield* Ref.make(false)
  const exits = yield* Effect.forEach(
    items,
    (item, index) =>
      Effect.flatMap(Ref.get(failed), (stop) =>
        stop
          ? Effect.succeedNone
          : work(item, index).pipe(
              Effect.tapError(() => Ref.set(failed, true)),
              Effect.result,
              Effect.asSome
            )
      ),
    { concurrency }
  )
  const results: Array<B> = []
  for (const exit of exits) if (exit._tag === "Some") results.push(yield* Effect.fromResult(exit.value))
  return results
})
