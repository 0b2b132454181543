import { Clock, DateTime, Effect, FiberHandle, Option, Redacted, Schema } from "effect"
import { EventId } from "#contract/events/LiveEvent.ts"
import { ClientFrame } from "#contract/events/LiveFrames.ts"
import { type Lasting, LastingAuthentication } from "#features/identity/LastingAuthentication.ts"
import type { Seat } from "./Admission.ts"
import type { EventHub } from "./EventHub.ts"
import type { Feed } from "./Feed.ts"
import type { LiveLimits } from "./LiveLimits.ts"
import { complain, end, type LiveSocket, recognise, say } from "./LiveSocket.ts"
import { messageRate } from "./MessageRate.ts"
import { topicsOf } from "./Topics.ts"

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(ClientFrame))
const isEventId = Schema.is(EventId)

/** What is said with one socket: what clients may ask for, and what they are answered. */
export const makeConversation = Effect.fnUntraced(function* (limits: LiveLimits) {
  const authentication = yield* LastingAuthentication

  /** `from`: where to go on for those who do not say it together with who they are. */
  const converse = Effect.fnUntraced(function* (
    hub: EventHub,
    socket: LiveSocket,
    seat: Seat,
    from: string | undefined
  ) {
    const mayTalk = messageRate(limits.messagesPerSecond)
    /** Telling what was before: one such at a time. */
    const replay = yield* FiberHandle.make<void>()
    let feed: Feed | undefined

    const placeOf = ({ user }: Lasting, since: string) =>
      isEventId(since)
        ? Effect.map(
            hub.positionOf(user.organizationId, since),
            Option.map((position) => ({ id: since, position }))
          )
        : Effect.succeedNone

    const welcome = Effect.fnUntraced(function* ({ expiresAt, user }: Lasting, cursor: string | null) {
      say(socket, {
        type: "ready",
        userId: user.id,
        cursor: cursor !== null && isEventId(cursor) ? cursor : null,
        heartbeatSeconds: limits.heartbeatSeconds,
        expiresAt: DateTime.formatIso(DateTime.makeUnsafe(expiresAt)),
        expiresInSeconds: Math.max(0, (expiresAt - (yield* Clock.currentTimeMillis)) / 1_000)
      })
    })

    const invalid = () => complain(socket, "CURSOR_INVALID", "Events were missed: ask for everything anew")

    const goOn = (feed: Feed, { id, position }: { readonly id: string; readonly position: number }) =>
      FiberHandle.run(
        replay,
        Effect.catchCause(feed.goOnAfter(id, position), (cause) =>
          Effect.andThen(
            Effect.logWarning("events could not be read for a socket", cause),
            Effect.sync(() => end(socket, "failed"))
          )
        )
      )

    const begin = Effect.fnUntraced(function* (who: Lasting, since: string | undefined) {
      if (!seat.take(who.user.id)) return end(socket, "tooMany")
      recognise(socket, who)
      const { organizationId } = who.user
      const joined = hub.join(socket, organizationId)
      yield* Effect.addFinalizer(() => Effect.sync(() => hub.leave(socket, organizationId)))
      feed = joined
      const place = since === undefined ? Option.none() : yield* placeOf(who, since)
      if (Option.isSome(place)) {
        yield* welcome(who, place.value.id)
        return yield* goOn(joined, place.value)
      }
      const last = yield* hub.lastBefore(joined, organizationId)
      if (since !== undefined) invalid()
      yield* welcome(who, last)
      joined.begin(last)
    })

    /** The same person with another token, which counts from now on. */
    const stay = (known: Lasting, who: Lasting) =>
      Effect.suspend(() => {
        if (known.user.id !== who.user.id || known.user.organizationId !== who.user.organizationId) {
          return Effect.sync(() => end(socket, "otherPerson"))
        }
        recognise(socket, who)
        return welcome(who, feed?.cursor() ?? null)
      })

    const authenticate = Effect.fnUntraced(function* (token: Redacted.Redacted, since?: string | null) {
      const who = yield* Effect.option(authentication.begin(token))
      if (Option.isNone(who)) {
        complain(socket, "UNAUTHENTICATED", "The token is not valid now")
        return end(socket, "unauthenticated")
      }
      if (socket.who === undefined) return yield* begin(who.value, since ?? from)
      yield* stay(socket.who, who.value)
      if (since !== null && since !== undefined) yield* resume(since)
    })

    const subscribe = (names: ReadonlyArray<string>) => {
      const topics = topicsOf(names)
      if (topics === undefined) complain(socket, "FORBIDDEN", "There is no such topic in your library")
      else socket.topics = topics
    }

    const resume = Effect.fnUntraced(function* (since: string) {
      if (socket.who === undefined || feed === undefined) return
      const place = yield* placeOf(socket.who, since)
      if (Option.isNone(place)) invalid()
      else yield* goOn(feed, place.value)
    })

    const hear = Effect.fnUntraced(function* (text: string) {
      if (!mayTalk(yield* Clock.currentTimeMillis)) {
        complain(socket, "RATE_LIMITED", "Too many messages")
        return end(socket, "tooFast")
      }
      const heard = decode(text)
      if (Option.isNone(heard)) return complain(socket, "MALFORMED_FRAME", "Not a frame of this protocol")
      const frame = heard.value
      if (frame.type === "authenticate") return yield* authenticate(Redacted.make(frame.token), frame.since)
      if (socket.who === undefined) {
        complain(socket, "UNAUTHENTICATED", "Say who you are first")
        return end(socket, "unauthenticated")
      }
      switch (frame.type) {
        case "ping":
          return say(socket, { type: "pong" })
        case "subscribe":
          return subscribe([...(frame.topics ?? []), ...(frame.topic === undefined ? [] : [frame.topic])])
        case "resume":
          return yield* resume(frame.since ?? frame.after ?? "")
      }
    })
    return { begin, hear, cursor: () => feed?.cursor() ?? null }
  })
  return (hub: EventHub) => (socket: LiveSocket, seat: Seat, from: string | undefined) =>
    converse(hub, socket, seat, from)
})

export type Converse = ReturnType<Effect.Success<ReturnType<typeof makeConversation>>>
/** What one socket and the server say to each other. */
export type Conversation = Effect.Success<ReturnType<Converse>>
