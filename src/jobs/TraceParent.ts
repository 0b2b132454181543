import { Effect, Option, Tracer } from "effect"

/**
 * The current span in the form it travels in, so that the work belongs to the trace of the request that caused it.
 * Source: W3C Trace Context, section 3.2.
 */
export const currentTraceParent: Effect.Effect<string | null> = Effect.map(Effect.option(Effect.currentSpan), (span) =>
  Option.match(span, {
    onNone: () => null,
    onSome: ({ sampled, spanId, traceId }) => `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`
  })
)

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** The span a stored trace parent names. */
export const parse = (traceParent: string | null): Option.Option<Tracer.ExternalSpan> => {
  const [, traceId, spanId, flags] = form.exec(traceParent ?? "") ?? []
  return traceId === undefined || spanId === undefined
    ? Option.none()
    : Option.some(Tracer.externalSpan({ traceId, spanId, sampled: flags === "01" }))
}
