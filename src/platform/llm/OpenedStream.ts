import { Cause, Effect, Exit, Scope, Stream } from "effect"

/**
 * Opens a stream and pulls its first elements; gives the whole stream, or the failure that came before any element. So
 * the opening can be repeated, as nothing was shown. What a failed opening held is closed at once.
 */
export const openedStream = <A, E, R>(
  stream: Stream.Stream<A, E, R>
): Effect.Effect<Stream.Stream<A, E, R>, E, R | Scope.Scope> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const own = yield* Scope.fork(yield* Effect.scope)
      const opened = Effect.gen(function* () {
        const pull = yield* Stream.toPull(stream).pipe(Scope.provide(own))
        return yield* pull.pipe(
          Effect.map((first) => Stream.concat(Stream.fromArray(first), Stream.fromPull(Effect.succeed(pull)))),
          Effect.catchIf(Cause.isDone, () => Effect.succeed(Stream.empty))
        )
      })
      return yield* Effect.onExit(restore(opened), (exit) =>
        Exit.isSuccess(exit) ? Effect.void : Scope.close(own, exit)
      )
    })
  )
