import { Effect, Schema } from "effect"
import { JobId } from "../jobs/Job.ts"
import { line } from "../Text.ts"
import { Timestamp } from "../Timestamp.ts"
import { WorkName } from "./Queue.ts"

/** At most as many dead letters are handled in one call. */
export const maxDeadLetters = 10_000

const moment = Timestamp.pipe(Schema.annotateEncoded({ format: "date-time", examples: ["2026-01-01T00:00:00.000Z"] }))

/** Which dead letters are meant: those that every given field lets through, of all libraries unless one is named. */
export const DeadLetterFilter = Schema.Struct({
  kind: Schema.optionalKey(WorkName.annotate({ examples: ["intelligence.summarize-book"] })),
  queue: Schema.optionalKey(WorkName.annotate({ examples: ["llm"] })),
  organizationId: Schema.optionalKey(
    Schema.String.check(Schema.isUUID()).annotate({ examples: ["01900000-0000-7000-8000-000000000001"] })
  ),
  code: Schema.optionalKey(
    line(100).pipe(Schema.annotateEncoded({ description: "Of the last failure", examples: ["LLM_DOWN"] }))
  ),
  failedAfter: Schema.optionalKey(moment),
  failedBefore: Schema.optionalKey(moment)
})
export type DeadLetterFilter = typeof DeadLetterFilter.Type

/** What to do with how many dead letters, how fast. */
export const DeadLetterOrder = Schema.Struct({
  filter: DeadLetterFilter.annotate({ description: "`{}` means all" }),
  ratePerSecond: Schema.optionalKey(
    Schema.Finite.check(Schema.isBetween({ minimum: 0.01, maximum: 1_000 })).annotate({
      description: "They become due one after another, so many a second. Without it all are due at once.",
      examples: [5]
    })
  ),
  limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: maxDeadLetters })).pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(1_000)),
    Schema.annotateEncoded({ description: "Those that failed first. Default: 1000", examples: [100] })
  )
}).annotate({ identifier: "DeadLetterOrder" })
export type DeadLetterOrder = typeof DeadLetterOrder.Type

/** What became of them. */
export const DeadLetterReceipt = Schema.Struct({
  count: Schema.Int,
  ids: Schema.Array(JobId).annotate({ description: "Of the jobs that wait now, in the order in which they become due" })
}).annotate({ identifier: "DeadLetterReceipt" })
export type DeadLetterReceipt = typeof DeadLetterReceipt.Type
