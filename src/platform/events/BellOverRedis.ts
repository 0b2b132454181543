import { Config, Effect, Layer, Queue, Ref } from "effect"
import { Redis } from "effect/persistence"
import { EventBell, lookInterval } from "./EventBell.ts"

/** Even while the bell is heard: who commits may die before the bell is rung. */
const longestSilence = "5 seconds"
/** Before Redis is asked again for what it refused. */
const pause = "500 millis"

/**
 * Rung in one process, heard in all. Nothing of an event passes through Redis. While Redis is away events are found by
 * looking twice a second, and whenever it comes back the bell counts as rung.
 *
 * `REDIS_KEY_PREFIX` (luminalib): of the channel, so that installations can share a Redis.
 */
export const layer = Layer.effect(
  EventBell,
  Effect.gen(function* () {
    const redis = yield* Redis.Redis
    const prefix = yield* Config.String("REDIS_KEY_PREFIX").pipe(Config.withDefault("luminalib"))
    const channel = `${prefix}:events`
    const outgoing = yield* Queue.sliding<void>(1)
    const rings = yield* Queue.sliding<void>(1)
    const isHeard = yield* Ref.make(false)

    // Answers to requests never wait for Redis: a fiber of its own rings, once for all that came meanwhile.
    yield* Queue.take(outgoing).pipe(
      Effect.andThen(redis.send("PUBLISH", channel, "")),
      Effect.catchTag("RedisError", () => Queue.offer(rings, undefined)),
      Effect.withTracerEnabled(false),
      Effect.forever,
      Effect.forkScoped
    )

    const listen = Effect.scoped(
      Effect.gen(function* () {
        const messages = yield* redis.subscribe(channel)
        yield* Ref.set(isHeard, true)
        // What was rung until now was not heard.
        yield* Queue.offer(rings, undefined)
        return yield* Queue.takeAll(messages).pipe(Effect.andThen(Queue.offer(rings, undefined)), Effect.forever)
      })
    )
    yield* Effect.exit(listen).pipe(
      Effect.andThen(Ref.set(isHeard, false)),
      // Whoever waits for a bell that is heard waits for long.
      Effect.andThen(Queue.offer(rings, undefined)),
      Effect.andThen(Effect.sleep(pause)),
      Effect.withTracerEnabled(false),
      Effect.forever,
      Effect.forkScoped
    )

    return {
      ring: Effect.sync(() => void Queue.offerUnsafe(outgoing, undefined)),
      rung: Effect.flatMap(Ref.get(isHeard), (isHeard) =>
        Queue.take(rings).pipe(Effect.timeoutOption(isHeard ? longestSilence : lookInterval), Effect.asVoid)
      )
    }
  })
)
