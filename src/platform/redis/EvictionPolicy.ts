import { Data, Effect, Option, Queue, Ref } from "effect"
import { Redis } from "effect/persistence"

/** Redis throws keys away when its memory is full, and with them whatever waits there. */
export class RedisEvicts extends Data.TaggedError("RedisEvicts")<{
  /** Host and port. */
  readonly server: string
  readonly policy: string
}> {
  override get message() {
    return (
      `Redis at ${this.server} drops keys when its memory is full (maxmemory-policy ${this.policy}). ` +
      `Set "maxmemory-policy noeviction" in its configuration, or at once with ` +
      `redis-cli CONFIG SET maxmemory-policy noeviction, or name another Redis in REDIS_URL.`
    )
  }
}

type Send = Redis.Redis["Service"]["send"]

/** How often a server that keeps everything is asked again, and one that does not, whose operator was told just now. */
const pause = { kept: "30 seconds", evicted: "1 second" } as const

/** What the server does when its memory is full. None: it may not be asked. */
const policyOf = (send: Send) =>
  send("INFO", "memory").pipe(
    Effect.map((text) => Option.fromUndefinedOr(/^maxmemory_policy:(\S+)/m.exec(String(text))?.[1])),
    Effect.catchIf(isDenied, () => Effect.succeedNone)
  )

/** Redis answered, with a refusal: access rules may forbid the question. */
const isDenied = ({ cause }: Redis.RedisError) => cause instanceof Error && cause.name === "ReplyError"

const refused = (reason: RedisEvicts) => Effect.fail(new Redis.RedisError({ cause: reason }))

/**
 * Watches that the server keeps what it is given: asks now, after each reconnection, and now and then. Fails if it is
 * there now and does not; a server that is away is asked when it comes.
 */
export const watchEviction = Effect.fnUntraced(function* (options: {
  readonly send: Send
  readonly server: string
  readonly connected: Queue.Dequeue<void>
}) {
  const { connected, send, server } = options
  const known = yield* Ref.make(Option.none<RedisEvicts>())

  const look = Effect.map(policyOf(send), (policy) =>
    Option.map(
      Option.filter(policy, (name) => name !== "noeviction"),
      (name) => new RedisEvicts({ server, policy: name })
    )
  )
  const learn = Effect.fnUntraced(function* (now: Option.Option<RedisEvicts>) {
    const before = yield* Ref.getAndSet(known, now)
    if (Option.isSome(now) && Option.isNone(before)) {
      yield* Effect.logError(`${now.value.message} Until then work is found without it.`)
    }
    if (Option.isNone(now) && Option.isSome(before)) yield* Effect.logInfo(`Redis at ${server} keeps its keys now`)
  })
  const again = Effect.flatMap(Ref.get(known), (now) =>
    Effect.timeoutOption(Queue.take(connected), Option.isSome(now) ? pause.evicted : pause.kept)
  )

  const first = yield* Effect.catchTag(look, "RedisError", () => Effect.succeedNone)
  if (Option.isSome(first)) return yield* first.value
  yield* again.pipe(
    Effect.andThen(look),
    Effect.flatMap(learn),
    // It is away: what was known of it holds until it is back.
    Effect.catchTag("RedisError", () => Effect.void),
    Effect.withTracerEnabled(false),
    Effect.forever,
    Effect.forkScoped
  )

  /** Fails while the server is known to throw keys away. */
  const kept: Effect.Effect<void, Redis.RedisError> = Effect.flatMap(
    Ref.get(known),
    Option.match({ onNone: () => Effect.void, onSome: refused })
  )
  return kept
})
