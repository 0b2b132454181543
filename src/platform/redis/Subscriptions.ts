import { Effect, type Scope } from "effect"
import { Redis } from "effect/persistence"
import type { Redis as Client } from "ioredis"

type Handler = (message: Redis.RedisMessage) => void

interface Channel {
  readonly handlers: Set<Handler>
  /** Settles when Redis confirmed the subscription. */
  readonly confirmed: Promise<unknown>
}

const attempt = <A>(run: () => Promise<A>) =>
  Effect.tryPromise({ try: run, catch: (cause) => new Redis.RedisError({ cause }) })

const closed = (client: Client) =>
  Effect.callback<never, Redis.RedisError>((resume) => {
    const onClose = () =>
      resume(Effect.fail(new Redis.RedisError({ cause: new Error("The subscriber connection was closed") })))
    client.once("close", onClose)
    return Effect.sync(() => client.off("close", onClose))
  })

/**
 * Serves every subscription of the process over one connection. A connection that breaks fails all of them, so that
 * consumers know that messages may be missing, look at the truth and subscribe again.
 */
export const makeSubscriptions = (client: Client) => {
  const channels = new Map<string, Channel>()
  client.setMaxListeners(0)
  client.on("message", (channel, message) => {
    for (const handler of channels.get(channel)?.handlers ?? []) handler({ channel, message })
  })
  client.on("close", () => channels.clear())

  const join = (name: string, handler: Handler) => {
    const known = channels.get(name)
    const channel = known ?? { handlers: new Set(), confirmed: client.subscribe(name) }
    if (known === undefined) {
      channels.set(name, channel)
      // Whoever joined sees the failure; this keeps it from ending the process when nobody waits any more.
      channel.confirmed.catch(() => channels.get(name) === channel && channels.delete(name))
    }
    channel.handlers.add(handler)
    return channel
  }

  const leave = (name: string, channel: Channel, handler: Handler) => {
    channel.handlers.delete(handler)
    if (channel.handlers.size > 0 || channels.get(name) !== channel) return Effect.void
    channels.delete(name)
    return Effect.ignore(attempt(() => client.unsubscribe(name)))
  }

  return (
    name: string,
    handler: Handler
  ): Effect.Effect<Effect.Effect<void, Redis.RedisError>, Redis.RedisError, Scope.Scope> =>
    Effect.acquireRelease(
      Effect.sync(() => join(name, handler)),
      (channel) => leave(name, channel, handler)
    ).pipe(
      Effect.tap((channel) => attempt(() => channel.confirmed)),
      Effect.as(closed(client))
    )
}
