import { Cause, Context, Deferred, Effect, Exit, Layer, Option, Random, Schedule, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { TenantWall } from "#platform/TenantWall.ts"
import { isTransient } from "#platform/Transactions.ts"
import { inTraceOf } from "./AttemptSpan.ts"
import { backoffMs } from "./Backoff.ts"
import { Dispatch } from "./Dispatch.ts"
import { type Completion, JobError, type JobHandler } from "./Job.ts"
import type { JobRow } from "./JobRow.ts"
import { type Claim, Leases, type Outcome } from "./Leases.ts"
import { Running, type StopReason } from "./Running.ts"

/** An answer of the database is worth waiting for as long as the lease may hold. */
const settleRetry = {
  while: isTransient,
  schedule: Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("1 second")]).pipe(
    Schedule.upTo({ duration: "10 seconds" })
  )
}

/** Runs claimed jobs, each once, and writes down how it went. */
export class Attempts extends Context.Service<
  Attempts,
  {
    /** Interrupting it gives the job back, and the attempt does not count. */
    readonly run: (row: JobRow) => Effect.Effect<void>
  }
>()("luminalib/jobs/Attempts") {
  static readonly layer = (handlers: ReadonlyArray<JobHandler>) =>
    Layer.effect(
      Attempts,
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const wall = yield* TenantWall
        const leases = yield* Leases
        const running = yield* Running
        const dispatch = yield* Dispatch
        const byKind = new Map(handlers.map((handler) => [handler.job.kind, handler]))

        /** The outcome, and with it what the handler leaves: behind the wall of the organisation that the job is for. */
        const settle = (row: JobRow, outcome: Outcome, commit?: Completion["commit"]) => {
          const settled = leases.settle(row, outcome)
          if (commit === undefined) return sql.withTransaction(settled)
          const both = Effect.tap(settled, (settlement) => (settlement === "settled" ? commit : Effect.void))
          return row.organizationId === null ? sql.withTransaction(both) : wall.within(row.organizationId, both)
        }

        const complete = (row: JobRow, completion: Completion) =>
          Effect.gen(function* () {
            const result = completion.result === undefined ? null : yield* encodeJson(completion.result)
            return yield* settle(row, { _tag: "Completed", result }, completion.commit)
          })

        const fail = (row: JobRow, cause: Cause.Cause<unknown>) =>
          Effect.gen(function* () {
            const error = toJobError(cause)
            const isLast = error.retry === "never" || row.attempts >= row.maxAttempts
            yield* Effect.logWarning(isLast ? "job failed" : "job attempt failed", { code: error.code }, cause)
            const delayMs = backoffMs(row.attempts, yield* Random.next, error.retryAfterMs)
            const { code, message } = error
            return yield* settle(
              row,
              isLast ? { _tag: "Failed", code, message } : { _tag: "Retry", code, message, delayMs }
            )
          })

        const release = (row: JobRow) => Effect.tap(settle(row, { _tag: "Released" }), () => dispatch.offer([row]))

        const finish = (row: JobRow, exit: Exit.Exit<Completion | StopReason, unknown>) => {
          if (Exit.isFailure(exit)) return Cause.hasInterruptsOnly(exit.cause) ? release(row) : fail(row, exit.cause)
          if (exit.value === "lost") return Effect.succeed("lost" as const)
          return exit.value === "cancelled" ? settle(row, { _tag: "Cancelled" }) : complete(row, exit.value)
        }

        const work = (row: JobRow) =>
          Effect.suspend(() => {
            const handler = byKind.get(row.kind)
            return handler === undefined ? unknownKind(row) : attempt(handler, row, leases)
          })

        const run = (row: JobRow) =>
          Effect.uninterruptibleMask((restore) =>
            Effect.gen(function* () {
              const stop = yield* running.enter(row)
              const exit = yield* Effect.exit(restore(Effect.raceFirst(work(row), Deferred.await(stop))))
              const settlement = yield* Effect.retry(finish(row, exit), settleRetry).pipe(
                // A result that cannot be written is a failure of the attempt.
                Effect.catchCause((cause) =>
                  Exit.isSuccess(exit) ? Effect.retry(fail(row, cause), settleRetry) : Effect.failCause(cause)
                ),
                Effect.catchCause((cause) =>
                  Effect.as(Effect.logError("job could not be settled: its lease will expire", cause), "lost" as const)
                ),
                Effect.ensuring(running.leave(row))
              )
              if (settlement === "lost") yield* Effect.logWarning("outcome refused: the job has another owner")
              if (Exit.isFailure(exit)) yield* Effect.annotateCurrentSpan({ error: true })
            })
          ).pipe(inTraceOf(row), Effect.annotateLogs(labelsOf(row)))

        return Attempts.of({ run })
      })
    )
}

/** By what the lines of an attempt are found. */
const labelsOf = (row: JobRow) => ({
  jobId: row.id,
  jobKind: row.kind,
  attempt: row.attempts,
  ...(row.organizationId === null ? {} : { organizationId: row.organizationId }),
  ...(row.createdBy === null ? {} : { userId: row.createdBy })
})

const encodeJson = (json: Schema.Json) =>
  Effect.catchTag(Schema.encodeEffect(Schema.fromJsonString(Schema.Json))(json), "SchemaError", Effect.die)

const unknownKind = (row: JobRow) =>
  Effect.fail(new JobError({ code: "UNKNOWN_JOB_TYPE", message: `Nobody here does ${row.kind}.`, retry: "never" }))

const attempt = (handler: JobHandler, row: JobRow, leases: Leases["Service"]) =>
  Effect.gen(function* () {
    const claim: Claim = row
    const payload = yield* Effect.mapError(
      Schema.decodeEffect(Schema.toCodecJson(handler.job.payload))(row.payload),
      (cause) => new JobError({ code: "DECODE_FAILED", message: "The payload cannot be read.", retry: "never", cause })
    )
    return yield* handler.run({
      jobId: row.id,
      organizationId: row.organizationId,
      payload,
      attempt: row.attempts,
      report: (progress, phase) =>
        Effect.catchTag(leases.report(claim, progress, phase), "SqlError", (error) =>
          Effect.logDebug("progress could not be written", error)
        )
    })
  }).pipe(
    Effect.timeoutOrElse({
      duration: handler.job.timeout,
      orElse: () =>
        Effect.fail(new JobError({ code: "JOB_TIMED_OUT", message: "The attempt took too long.", retry: "later" }))
    })
  )

/** What is kept with the job: a code and a message of ours, never the inside of a defect. */
const toJobError = (cause: Cause.Cause<unknown>): JobError => {
  const error = Option.getOrUndefined(Cause.findErrorOption(cause))
  if (error instanceof JobError) return error
  return isTransient(error)
    ? new JobError({ code: "DATABASE_UNAVAILABLE", message: "The database did not answer.", retry: "later" })
    : new JobError({ code: "INTERNAL_ERROR", message: "Something went wrong.", retry: "later" })
}
