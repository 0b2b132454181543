import { Clock, Context, Deferred, Effect, FiberSet, Layer, Random } from "effect"
import { HttpServerRequest, HttpServerResponse } from "effect/http"
import type { Socket } from "effect/socket"
import { Unauthenticated } from "#contract/Authorization.ts"
import { OriginForbidden, TooManyConnections, UpgradeRequired } from "#contract/events/LiveApi.ts"
import type { Closing } from "#contract/events/LiveFrames.ts"
import { type MalformedHeader, Unavailable } from "#contract/Problem.ts"
import { challenge } from "#features/identity/Challenge.ts"
import { type Lasting, LastingAuthentication } from "#features/identity/LastingAuthentication.ts"
import { origins } from "#platform/Origins.ts"
import { RequestContext } from "#platform/RequestContext.ts"
import { makeAdmission } from "./Admission.ts"
import { makeConversation } from "./Conversation.ts"
import { type Offer, readOffer } from "./Handshake.ts"
import { liveLimits } from "./LiveLimits.ts"
import { end, makeLiveSocket } from "./LiveSocket.ts"
import { type OpenSockets, session } from "./Session.ts"
import { makeSharedHub } from "./SharedHub.ts"
import { makeUpkeep } from "./Upkeep.ts"
import { wireOf } from "./Wire.ts"

/** How long a server that stops waits for the goodbyes of all. */
const lastFarewell = "3 seconds"
/** Sockets ended in one turn of the event loop. */
const slice = 200
/** What those are told who have too many. */
const retryAfterSeconds = 60

type Refusal = Unauthenticated | OriginForbidden | UpgradeRequired | TooManyConnections | MalformedHeader | Unavailable

/** Where a request wants to go on, and from where it comes. */
export interface Caller {
  readonly address: string
  readonly since: string | undefined
}

/**
 * The sockets over which people follow what happens in their library. They end by themselves when their token or session
 * does, when they are too slow to be told or too fast in asking, and when nothing is heard of them.
 */
export class LiveSockets extends Context.Service<
  LiveSockets,
  {
    /** Makes the request a socket, or refuses it as any other. What is said over the socket outlives the answer. */
    readonly open: (
      caller: Caller
    ) => Effect.Effect<HttpServerResponse.HttpServerResponse, Refusal, HttpServerRequest.HttpServerRequest>
    /** Ends all of them, for them to go on elsewhere, and takes no more. */
    readonly stop: Effect.Effect<void>
  }
>()("luminalib/features/notifications/live/LiveSockets") {
  /** See `liveLimits` for the variables. */
  static readonly layerNoDeps = Layer.effect(
    LiveSockets,
    Effect.gen(function* () {
      const limits = yield* liveLimits
      const admission = makeAdmission(limits)
      const authentication = yield* LastingAuthentication
      const { isKnown } = yield* origins
      const sockets: OpenSockets = new Map()
      const upkeep = yield* makeUpkeep(sockets, limits)
      const running = yield* FiberSet.make()
      const run = yield* FiberSet.runtime(running)()
      const converse = yield* makeConversation(limits)
      let isStopping = false

      const endAll = Effect.fnUntraced(function* (closing: Closing) {
        let ended = 0
        for (const socket of sockets.keys()) {
          end(socket, closing)
          ended += 1
          if (ended % slice === 0) yield* Effect.yieldNow
        }
      })
      const hub = yield* makeSharedHub({ heed: upkeep.heed, failed: endAll("failed") })
      yield* Effect.forkScoped(Effect.withTracerEnabled(upkeep.rounds, false))

      const whoOf = Effect.fnUntraced(function* ({ speaksOurs, token }: Offer) {
        if (token === undefined && !speaksOurs) return yield* new Unauthenticated({ code: "UNAUTHENTICATED" })
        if (token === undefined) return undefined
        const who = yield* authentication.begin(token)
        const context = yield* RequestContext
        context.who = { userId: who.user.id, organizationId: who.user.organizationId }
        return who
      }, Effect.tapError(challenge))

      /** In one step, so that no two get the last seat. */
      const seatFor = Effect.fnUntraced(function* (address: string, who: Lasting | undefined) {
        if (isStopping || admission.isFull()) return yield* new Unavailable({})
        const isTooMany = who === undefined ? admission.isCrowded(address) : admission.hasEnough(who.user.id)
        if (isTooMany) return yield* new TooManyConnections({ retryAfterSeconds })
        return admission.seat(address)
      })

      return LiveSockets.of({
        open: Effect.fnUntraced(function* ({ address, since }) {
          const request = yield* HttpServerRequest.HttpServerRequest
          const offer = yield* readOffer(request.headers)
          if (!isKnown(request.headers)) return yield* new OriginForbidden({})
          const who = yield* whoOf(offer)
          const wire = wireOf(request)
          if (wire === undefined) return yield* new UpgradeRequired({})
          const upgrade = yield* Effect.mapError(request.upgrade, () => new UpgradeRequired({}))
          const talk = converse(yield* hub)
          const firstBeat = 1_000 * limits.heartbeatSeconds * (yield* Random.nextBetween(0.5, 1))
          const now = yield* Clock.currentTimeMillis
          const { id } = yield* RequestContext
          const opened = yield* Deferred.make<void, Socket.SocketError>()
          const seat = yield* seatFor(address, who)
          const arrival = { upgrade, seat, who, since, opened, socket: makeLiveSocket(wire, now, now + firstBeat) }
          // It belongs to no request any more, so it would begin a trace with every statement.
          const untraced = Effect.withTracerEnabled(session(sockets, talk, arrival), false)
          run(Effect.annotateLogs(untraced, { requestId: id }))
          yield* Effect.ignore(Deferred.await(opened))
          return HttpServerResponse.empty({ status: 101 })
        }),
        stop: Effect.gen(function* () {
          isStopping = true
          yield* endAll("restart")
          yield* Effect.timeoutOption(FiberSet.awaitEmpty(running), lastFarewell)
          yield* FiberSet.clear(running)
        })
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(LastingAuthentication.layer))
}
