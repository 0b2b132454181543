import { Data, Duration, Effect, Option, Queue, Random, Schema, type Scope } from "effect"
import { decode, type LiveEvent } from "#contract/events/LiveEvent.ts"
import { type ClientFrame, closings, ServerFrame, subprotocol } from "#contract/events/LiveFrames.ts"

/** What is needed of a WebSocket: those of browsers and of Node have it. */
export interface PageSocket {
  addEventListener(
    type: "open" | "message" | "close",
    listener: (event: { readonly data?: unknown; readonly code?: number }) => void
  ): void
  send(text: string): void
  close(code?: number): void
}

/** `connecting`; `open`: events come as they happen; `waiting`: until it is tried again. */
export type FollowState = "connecting" | "open" | "waiting"

export interface FollowOptions {
  /** `wss://host/api/v1/ws` */
  readonly url: string
  /** The access token; none: nobody is logged in now, so it is asked for again later. True: a fresh one is needed. */
  readonly token: (isRefused: boolean) => Promise<string | undefined>
  /** What happened, in order, each once, what happened while there was no connection included. */
  readonly onEvents: (events: ReadonlyArray<LiveEvent>) => void
  /** Something happened that will not be told any more: everything is to be asked for anew. */
  readonly onGap: () => void
  readonly onState?: (state: FollowState) => void
  /** Calls what it is given when it is worth while not to wait any longer, such as back online. Gives how to stop. */
  readonly onWake?: (wake: () => void) => () => void
  /** Default: that of the platform. */
  readonly WebSocket?: new (url: string, protocols: Array<string>) => PageSocket
}

/** The connection is over; `code` as WebSocket has it. */
class Ended extends Data.TaggedError("Ended")<{ readonly code: number }> {}

/** How far somebody has come, over all connections. */
interface Place {
  /** The last event that is past. Undefined before the first connection; null: there had been none. */
  cursor: string | null | undefined
  /** The token was refused, so another one is needed. */
  isRefused: boolean
  /** Connections in a row that did not get as far as `open`. */
  failures: number
}

/** Milliseconds. A server that restarts sends everybody away at once, and they should not all come back at once. */
const firstWait = 500
const waitOfRestart = 3_000
const longestWait = 30_000
/** Missed heartbeats that mean that nobody is there any more, in millis beyond them. */
const grace = 5_000
const untilReady = "15 seconds"

const decodeFrame = Schema.decodeUnknownOption(Schema.fromJsonString(ServerFrame))
const encodeFrame = (frame: ClientFrame) => JSON.stringify(frame)

/** What a socket says, until it has ended. */
const open = (options: FollowOptions) =>
  Effect.gen(function* () {
    const heard = yield* Queue.unbounded<string, Ended>()
    const WebSocket: NonNullable<FollowOptions["WebSocket"]> = options.WebSocket ?? globalThis.WebSocket
    const socket = yield* Effect.acquireRelease(
      Effect.sync(() => new WebSocket(options.url, [subprotocol])),
      (socket) => Effect.sync(() => socket.close(1000))
    )
    yield* Effect.callback<void, Ended>((resume) => {
      socket.addEventListener("open", () => resume(Effect.void))
      socket.addEventListener("message", ({ data }) => void Queue.offerUnsafe(heard, String(data)))
      socket.addEventListener("close", ({ code = 1006 }) => {
        const ended = Effect.fail(new Ended({ code }))
        resume(ended)
        Effect.runSync(Queue.fail(heard, new Ended({ code })))
      })
    })
    return { heard, say: (frame: ClientFrame) => Effect.sync(() => socket.send(encodeFrame(frame))) }
  })

/** Says a new token a minute before the end of the one that was said, so that the connection lives on. */
const renewal = Effect.fnUntraced(function* (
  options: FollowOptions,
  say: (frame: ClientFrame) => Effect.Effect<void>,
  expiresInSeconds: number
) {
  const left = 1_000 * expiresInSeconds
  yield* Effect.sleep(Math.max(left / 2, left - 60_000))
  const token = yield* askFor(options, true)
  if (token !== undefined) yield* say({ type: "authenticate", token })
})

/** That there is no token to be had now is not different from having none. */
const askFor = ({ token }: FollowOptions, isRefused: boolean) =>
  Effect.orElseSucceed(
    Effect.tryPromise(() => token(isRefused)),
    () => undefined
  )

/** One connection, to its end. */
const connection = (options: FollowOptions, place: Place): Effect.Effect<never, Ended, Scope.Scope> =>
  Effect.gen(function* () {
    const token = yield* askFor(options, place.isRefused)
    if (token === undefined) return yield* new Ended({ code: closings.unauthenticated.code })
    const { heard, say } = yield* open(options)
    yield* say({ type: "authenticate", token, since: place.cursor ?? null })

    let patience: Duration.Input = untilReady
    let isOpen = false
    let isGap = false
    while (true) {
      const texts = yield* Effect.timeoutOrElse(Queue.takeAll(heard), {
        duration: patience,
        orElse: () => Effect.fail(new Ended({ code: 1006 }))
      })
      const events: Array<LiveEvent> = []
      for (const frame of texts.flatMap((text) => Option.toArray(decodeFrame(text)))) {
        switch (frame.type) {
          case "event":
            place.cursor = frame.id
            events.push(...Option.toArray(decode(frame)))
            break
          case "heartbeat":
            place.cursor = frame.cursor
            break
          case "error":
            isGap ||= frame.code === "CURSOR_INVALID"
            break
          case "ready":
            // Where nothing had ever happened there was nothing to go on from: now there is something.
            isGap ||= !isOpen && place.cursor === null && frame.cursor !== null
            place.cursor = frame.cursor
            place.isRefused = false
            place.failures = 0
            patience = Duration.millis(2_000 * frame.heartbeatSeconds + grace)
            yield* Effect.forkScoped(renewal(options, say, frame.expiresInSeconds))
            if (!isOpen) options.onState?.("open")
            isOpen = true
            break
        }
      }
      if (isGap && isOpen) {
        isGap = false
        options.onGap()
      }
      if (events.length > 0) options.onEvents(events)
    }
  })

/** Longer after each failure, and never the same for two. A machine that is awake again need not wait. */
const wait = Effect.fnUntraced(function* ({ onWake }: FollowOptions, { failures }: Place, code: number) {
  const first = code === closings.restart.code ? waitOfRestart : firstWait
  const most = Math.min(longestWait, first * 2 ** Math.min(failures, 10))
  const sleep = Effect.sleep((yield* Random.nextBetween(0.2, 1)) * most)
  if (onWake === undefined) return yield* sleep
  const woken = Effect.callback<void>((resume) => {
    const stop = onWake(() => resume(Effect.void))
    return Effect.sync(stop)
  })
  return yield* Effect.raceFirst(sleep, woken)
})

/**
 * Tells what happens in the library of whoever is logged in, until it is interrupted. A connection that ends is made anew,
 * and goes on after the last event that came: nothing is missed and nothing comes twice, or `onGap` is called. What was
 * asked for before the first `open` may be older than that.
 */
export const follow = (options: FollowOptions): Effect.Effect<never> =>
  Effect.gen(function* () {
    const place: Place = { cursor: undefined, isRefused: false, failures: 0 }
    while (true) {
      options.onState?.("connecting")
      const { code } = yield* Effect.flip(Effect.scoped(connection(options, place)))
      place.isRefused = code === closings.unauthenticated.code
      options.onState?.("waiting")
      yield* wait(options, place, code)
      place.failures += 1
    }
  })
