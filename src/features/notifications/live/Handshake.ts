import { Effect, Redacted } from "effect"
import type { Headers } from "effect/http"
import { UpgradeRequired } from "#contract/events/LiveApi.ts"
import { bearerPrefix, subprotocol } from "#contract/events/LiveFrames.ts"
import { MalformedHeader } from "#contract/Problem.ts"

/** What a client offers before there is a socket. */
export interface Offer {
  /** The access token; none: it will come in the first frame. */
  readonly token: Redacted.Redacted | undefined
  /** Whether the client speaks our frames, and so may say who it is in one of them. */
  readonly speaksOurs: boolean
}

/** Source: RFC 6455, section 4.2.1. */
const key = /^[+/0-9A-Za-z]{22}==$/
/** Source: RFC 9110, section 5.6.2. */
const token = /^[\w!#$%&'*+.^`|~-]+$/
const bearer = /^Bearer +(\S+) *$/i

/** What is offered, if it is a handshake: what would be refused further down without a problem is refused here. */
export const readOffer = Effect.fnUntraced(function* (headers: Headers.Headers) {
  if (headers["upgrade"]?.toLowerCase() !== "websocket" || headers["sec-websocket-version"] !== "13")
    return yield* new UpgradeRequired({})
  if (!key.test(headers["sec-websocket-key"] ?? "")) return yield* new MalformedHeader({})
  const protocols = headers["sec-websocket-protocol"]?.split(",").map((protocol) => protocol.trim()) ?? []
  if (protocols.some((protocol) => !token.test(protocol)) || new Set(protocols).size < protocols.length)
    return yield* new MalformedHeader({})

  const [, inHeader] = bearer.exec(headers["authorization"] ?? "") ?? []
  const offered = protocols.find((protocol) => protocol.startsWith(bearerPrefix))?.slice(bearerPrefix.length)
  const given = inHeader ?? offered
  const offer: Offer = {
    token: given === undefined ? undefined : Redacted.make(given),
    speaksOurs: protocols.includes(subprotocol)
  }
  return offer
})
