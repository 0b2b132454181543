import { Clock, Context, Effect, Exit, Option } from "effect"
import type { JobRow } from "./JobRow.ts"
import { parse } from "./TraceParent.ts"

/** Runs an attempt as part of the trace of whoever asked for the job, after a span that shows how long it waited. */
export const inTraceOf =
  (row: JobRow) =>
  <A, E, R>(attempt: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    const parent = parse(row.traceParent)
    const spanned = Effect.withSpan(attempt, `job ${row.kind}`, {
      kind: "consumer",
      attributes: {
        "messaging.system": "luminalib",
        "messaging.destination.name": row.queue,
        "messaging.message.id": row.id,
        "job.kind": row.kind,
        "job.attempt": row.attempts
      },
      ...Option.match(parent, { onNone: () => ({ root: true }), onSome: (span) => ({ parent: span }) })
    })
    return Effect.andThen(waited(row), spanned)
  }

const waited = (row: JobRow) =>
  Option.match(parse(row.traceParent), {
    onNone: () => Effect.void,
    onSome: (parent) =>
      Effect.gen(function* () {
        const tracer = yield* Effect.tracer
        const now = yield* Clock.currentTimeNanos
        const span = tracer.span({
          name: `wait ${row.kind}`,
          parent: Option.some(parent),
          kind: "internal",
          root: false,
          sampled: parent.sampled,
          links: [],
          annotations: Context.empty(),
          startTime: BigInt(row.runAt.getTime()) * 1_000_000n
        })
        span.end(now, Exit.void)
      })
  })
