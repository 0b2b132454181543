import { Array, Deferred, Effect, Queue, type Scope } from "effect"

interface Entry<A, B, E> {
  readonly item: A
  readonly done: Deferred.Deferred<B, E>
}

/**
 * Does for many at once what each asks for alone: whatever comes while one batch is being written makes up the next, so
 * nobody waits for company. `write` answers every item, in order. A batch that fails is done again one by one, so that
 * one bad item costs the others nothing but time.
 */
export const makeBatches = Effect.fnUntraced(function* <A, B, E>(options: {
  readonly largest: number
  readonly write: (items: ReadonlyArray<A>) => Effect.Effect<ReadonlyArray<B>, E>
}): Effect.fn.Return<(item: A) => Effect.Effect<B, E>, never, Scope.Scope> {
  const waiting = yield* Queue.unbounded<Entry<A, B, E>>()

  const answer = (entries: ReadonlyArray<Entry<A, B, E>>): Effect.Effect<void> =>
    Effect.matchCauseEffect(options.write(entries.map(({ item }) => item)), {
      onSuccess: (answers) =>
        Effect.forEach(Array.zip(entries, answers), ([{ done }, answer]) => Deferred.succeed(done, answer), {
          discard: true
        }),
      onFailure: (cause) => {
        const [first, ...others] = entries
        if (first === undefined) return Effect.void
        if (others.length === 0) return Effect.asVoid(Deferred.failCause(first.done, cause))
        return Effect.forEach(entries, (entry) => answer([entry]), { discard: true })
      }
    })

  yield* Queue.takeBetween(waiting, 1, options.largest).pipe(
    Effect.flatMap(answer),
    Effect.withTracerEnabled(false),
    Effect.forever,
    Effect.forkScoped
  )
  return Effect.fnUntraced(function* (item) {
    const done = yield* Deferred.make<B, E>()
    yield* Queue.offer(waiting, { item, done })
    return yield* Deferred.await(done)
  })
})
