import { Config, Effect, Schema } from "effect"

const count = (name: string, otherwise: number) =>
  Config.schema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })), name).pipe(
    Config.withDefault(otherwise)
  )

/**
 * `LIVE_CONNECTIONS` (10000): sockets of this process. `LIVE_CONNECTIONS_PER_USER` (20): those of one person in it.
 * `LIVE_UNKNOWN_PER_ADDRESS` (100): those of one address that have not said who they are, for which they have
 * `LIVE_AUTHENTICATE_SECONDS` (10). `LIVE_MESSAGES_PER_SECOND` (20): what one socket may say, three times as many at once.
 * `LIVE_HEARTBEAT_SECONDS` (25): how often each is heard at least, and must let itself be heard.
 */
export const liveLimits = Effect.all({
  connections: count("LIVE_CONNECTIONS", 10_000),
  connectionsPerUser: count("LIVE_CONNECTIONS_PER_USER", 20),
  unknownPerAddress: count("LIVE_UNKNOWN_PER_ADDRESS", 100),
  authenticateSeconds: count("LIVE_AUTHENTICATE_SECONDS", 10),
  messagesPerSecond: count("LIVE_MESSAGES_PER_SECOND", 20),
  heartbeatSeconds: count("LIVE_HEARTBEAT_SECONDS", 25)
})
export type LiveLimits = Effect.Success<typeof liveLimits>
