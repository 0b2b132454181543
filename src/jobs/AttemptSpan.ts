import { Clock, Context, Effect, Exit, Option } from "effect"
import { awaited, processed } from "#platform/telemetry/SpanAttributes.ts"
import type { ClaimedJob } from "./ClaimedJob.ts"
import { parse } from "./TraceParent.ts"

/**
 * Runs an attempt as part of the trace of whoever asked for the job, below a span that shows how long it waited: since it
 * was asked for, or since the time it was put off to.
 */
export const inTraceOf =
  (job: ClaimedJob) =>
  <A, E, R>(attempt: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.flatMap(waited(job), (parent) =>
      Effect.withSpan(attempt, `job ${job.kind}`, {
        kind: "consumer",
        attributes: processed(job),
        ...Option.match(parent, { onNone: () => ({ root: true }), onSome: (span) => ({ parent: span }) })
      })
    )

/** The span of its waiting, over by now. None where whoever asked for the job was not traced. */
const waited = (job: ClaimedJob) =>
  Effect.gen(function* () {
    const asker = parse(job.traceParent)
    if (Option.isNone(asker)) return Option.none()
    const tracer = yield* Effect.tracer
    const now = yield* Clock.currentTimeNanos
    const due = BigInt(job.runAt.getTime()) * 1_000_000n
    const span = tracer.span({
      name: `wait ${job.kind}`,
      parent: asker,
      kind: "internal",
      root: false,
      sampled: asker.value.sampled,
      links: [],
      annotations: Context.empty(),
      // The database's clock may be ahead of ours.
      startTime: due < now ? due : now
    })
    for (const [name, value] of Object.entries(awaited(job))) span.attribute(name, value)
    span.end(now, Exit.void)
    return Option.some(span)
  })
