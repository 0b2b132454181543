import { Effect, Schema } from "effect"
import { OrganizationId } from "#contract/identity/Organization.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Timetable from "#jobs/Timetable.ts"
import type { LlmError } from "#platform/LlmError.ts"
import { Filling } from "./Filling.ts"
import { VectorIndexes } from "./VectorIndexes.ts"

/**
 * Gives all chunks of a library vectors of the current model. Goes on in another job after some minutes, and waits where
 * the library has used up its tokens.
 */
export const EmbedLibrary = Job.make("intelligence.embed-library", {
  payload: Schema.Struct({ organizationId: OrganizationId }),
  queue: "llm",
  timeout: "15 minutes",
  priority: -10
})

/** Asks for that in each library where vectors are missing, or left of another model. */
export const FindUnembedded = Job.make("intelligence.find-unembedded", {
  payload: Schema.Struct({}),
  timeout: "2 minutes",
  priority: -10
})

/** Builds the indexes that large libraries are searched by. */
export const BuildVectorIndexes = Job.make("intelligence.build-vector-indexes", {
  payload: Schema.Struct({}),
  timeout: "12 hours",
  maxAttempts: 2,
  priority: -10,
  limits: { perKind: 1 }
})

const minutesAtOnce = 5

const embedLibrary = (organizationId: OrganizationId): Job.JobRequest =>
  Job.request(EmbedLibrary, { organizationId }, { organizationId, uniqueKey: organizationId })

/** The key is that of the job which asks, so the next one is another. */
const goOn = (organizationId: OrganizationId, jobId: string): Job.JobRequest =>
  Job.request(EmbedLibrary, { organizationId }, { organizationId, uniqueKey: `${organizationId} after ${jobId}` })

const failed = (error: LlmError) => {
  const { reason } = error
  const isOverBudget = reason._tag === "LlmOverBudget"
  return new Job.JobError({
    code: error.code,
    message: isOverBudget
      ? "The library has used up its tokens of the month. Vectors are made when there are some again."
      : "The embedding model made no vectors.",
    retry: isOverBudget ? "uncounted" : error.isRetryable ? "later" : "never",
    ...("retryAfterMs" in reason && reason.retryAfterMs !== undefined ? { retryAfterMs: reason.retryAfterMs } : {}),
    cause: error
  })
}

/** The work of this feature. */
export const handlers = Effect.gen(function* () {
  const filling = yield* Filling
  const indexes = yield* VectorIndexes
  const ledger = yield* Ledger

  const embed = Job.handler(EmbedLibrary, ({ jobId, payload: { organizationId }, report }) =>
    Effect.gen(function* () {
      const isDone = yield* filling
        .make({ organizationId, sourceId: null }, report, minutesAtOnce)
        .pipe(Effect.catchTag("LlmError", (error) => Effect.fail(failed(error))))
      const complete = isDone && (yield* filling.finish(organizationId))
      return {
        result: { complete },
        ...(isDone ? {} : { commit: Effect.asVoid(ledger.enqueueAll([goOn(organizationId, jobId)])) })
      }
    })
  )
  const find = Job.handler(FindUnembedded, () =>
    Effect.map(filling.unfinished, (libraries) => ({
      result: { libraries: libraries.length },
      commit: Effect.asVoid(ledger.enqueueAll(libraries.map(embedLibrary)))
    }))
  )
  const build = Job.handler(BuildVectorIndexes, () => Effect.map(indexes.build, (built) => ({ result: { built } })))
  return [embed, find, build]
})

/** Vectors that are missing six times an hour, indexes every hour; one short statement where nothing is. */
export const timetable = [
  Timetable.entry({
    name: FindUnembedded.kind,
    cron: "*/10 * * * *",
    missed: "once",
    request: () => Job.request(FindUnembedded, {}, { organizationId: null })
  }),
  Timetable.entry({
    name: BuildVectorIndexes.kind,
    cron: "17 * * * *",
    missed: "once",
    request: () => Job.request(BuildVectorIndexes, {}, { organizationId: null })
  })
]
