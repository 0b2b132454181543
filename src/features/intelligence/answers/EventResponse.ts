import { Schema, Stream } from "effect"
import { Sse } from "effect/encoding"
import { HttpServerResponse } from "effect/http"
import { AnswerEvent } from "#contract/intelligence/AnswerEvent.ts"

const encode = Schema.encodeSync(AnswerEvent)

/**
 * Keeps proxies and balancers from taking a silent stream for a dead one. The first comes at once, so that whoever goes on
 * in the middle knows that they are heard. Readers of events pass it over.
 */
const heartbeat = Stream.map(Stream.tick("10 seconds"), () => ": still here\n\n")

/** Whether whoever calls would rather have events: browsers' `EventSource` says just this. */
export const wantsEvents = (accept: string | undefined): boolean =>
  (accept ?? "").split(",").some((range) => /^\s*text\/event-stream\s*(?:;|$)/i.test(range))

/** Server-sent events, as they come. Nobody on the way may hold them back or keep them. */
export const eventResponse = (events: Stream.Stream<AnswerEvent>): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.stream(
    events.pipe(
      Stream.map((event) => Sse.encoder.write({ _tag: "Event", ...encode(event) })),
      Stream.merge(heartbeat, { haltStrategy: "left" }),
      Stream.encodeText
    ),
    {
      contentType: "text/event-stream",
      headers: { "cache-control": "no-store, no-transform", "x-accel-buffering": "no" }
    }
  )
