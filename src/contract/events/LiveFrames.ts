import { Schema } from "effect"
import { EventId } from "./LiveEvent.ts"

/** The subprotocol that clients offer, and that the server answers with. */
export const subprotocol = "luminalib.v1"
/** What the access token follows where it is offered as a second subprotocol: browsers can set no header. */
export const bearerPrefix = "bearer."

/** The longest frame that the server reads, in bytes. */
export const maxFrameBytes = 64 * 1024

/** Where somebody goes on: the id of an event. What cannot be one is answered with `CURSOR_INVALID`, as any that is gone. */
const Since = Schema.String.check(Schema.isMaxLength(100))
const Topic = Schema.String.check(Schema.isMaxLength(100))

const Authenticate = Schema.Struct({
  type: Schema.Literal("authenticate"),
  token: Schema.String.check(Schema.isMaxLength(4_096)),
  since: Schema.optionalKey(Schema.NullOr(Since))
})
const Subscribe = Schema.Struct({
  type: Schema.Literal("subscribe"),
  topics: Schema.optionalKey(Schema.Array(Topic).check(Schema.isMaxLength(100))),
  topic: Schema.optionalKey(Topic)
})
const Resume = Schema.Struct({
  type: Schema.Literal("resume"),
  since: Schema.optionalKey(Since),
  after: Schema.optionalKey(Since)
})
const Ping = Schema.Struct({ type: Schema.Literal("ping") })

/** What clients say. Only `authenticate` counts until they are known. */
export const ClientFrame = Schema.Union([Authenticate, Subscribe, Resume, Ping]).annotate({
  identifier: "LiveClientFrame"
})
export type ClientFrame = typeof ClientFrame.Type

/** The last event of the library that the socket is past, whoever it was for; null: there was none for a day. */
const Cursor = Schema.NullOr(EventId)

const Ready = Schema.Struct({
  type: Schema.Literal("ready"),
  userId: Schema.String,
  cursor: Cursor,
  /** How often the server is heard at least. */
  heartbeatSeconds: Schema.Finite,
  /** When the token ends, in ISO 8601: without a fresh `authenticate` the socket ends with it. */
  expiresAt: Schema.String,
  /** The same for clients whose clock is wrong. */
  expiresInSeconds: Schema.Finite
})
const Heartbeat = Schema.Struct({ type: Schema.Literal("heartbeat"), cursor: Cursor })
const Pong = Schema.Struct({ type: Schema.Literal("pong") })

/**
 * `CURSOR_INVALID`: what came before cannot be told any more, so everything must be asked for anew. `FORBIDDEN`: no topic
 * of yours; those before stay. `MALFORMED_FRAME`: left aside. `RATE_LIMITED` and `UNAUTHENTICATED`: the close follows.
 */
export const LiveErrorCode = Schema.Literals([
  "CURSOR_INVALID",
  "FORBIDDEN",
  "MALFORMED_FRAME",
  "RATE_LIMITED",
  "UNAUTHENTICATED"
])
export type LiveErrorCode = typeof LiveErrorCode.Type

const LiveError = Schema.Struct({ type: Schema.Literal("error"), code: LiveErrorCode, message: Schema.String })

/** An event as it comes; what it means is left to `decode` of LiveEvent.ts, since newer servers know more of them. */
const EventFrame = Schema.StructWithRest(Schema.Struct({ type: Schema.Literal("event"), id: EventId }), [
  Schema.Record(Schema.String, Schema.Unknown)
])

/** What the server says. */
export const ServerFrame = Schema.Union([Ready, EventFrame, Heartbeat, Pong, LiveError]).annotate({
  identifier: "LiveServerFrame"
})
export type ServerFrame = typeof ServerFrame.Type

/** Why the server ends a socket. Those from 4400 on are the HTTP status that it would have been, and 4000. */
export const closings = {
  unauthenticated: { code: 4401, text: "not authenticated" },
  expired: { code: 4401, text: "the token has expired" },
  ended: { code: 4401, text: "the session has ended" },
  otherPerson: { code: 4403, text: "the token of somebody else" },
  late: { code: 4408, text: "not authenticated in time" },
  tooMany: { code: 4429, text: "too many connections" },
  binary: { code: 1003, text: "text frames only" },
  tooFast: { code: 1008, text: "too many messages" },
  failed: { code: 1011, text: "internal error" },
  restart: { code: 1012, text: "the server restarts" },
  slow: { code: 1013, text: "too slow: connect again and resume" },
  silent: { code: 1001, text: "nothing heard" }
} as const
export type Closing = keyof typeof closings
