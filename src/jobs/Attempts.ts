import { Clock, Context, Deferred, Duration, Effect, Exit, Layer, Schedule } from "effect"
import { isTransient } from "#platform/Transactions.ts"
import { timedOut } from "./AttemptError.ts"
import { inTraceOf } from "./AttemptSpan.ts"
import { makeChildren } from "./Children.ts"
import type { ClaimedJob } from "./ClaimedJob.ts"
import { JobError, type JobHandler } from "./Job.ts"
import * as Metrics from "./JobMetrics.ts"
import { Leases } from "./Leases.ts"
import { type Ending, Outcomes } from "./Outcomes.ts"
import { payloadReader } from "./Payloads.ts"
import { Running } from "./Running.ts"

/** An answer of the database is worth waiting for as long as the lease may hold. */
const settleRetry = {
  while: isTransient,
  schedule: Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("1 second")]).pipe(
    Schedule.upTo({ duration: "10 seconds" })
  )
}

const lost: Ending = { settlement: "lost", outcome: "lost" }

/** Runs claimed jobs, each once, and writes down how it went. */
export class Attempts extends Context.Service<
  Attempts,
  {
    /**
     * Interrupting it gives the job back, and the attempt does not count. `handled` is run as soon as the handler is
     * done: what is left is writing, and a next job may begin meanwhile.
     */
    readonly run: (job: ClaimedJob, handled: Effect.Effect<void>) => Effect.Effect<void>
    /** Keeps the leases of jobs that were claimed and will be run, or given back. */
    readonly keep: (jobs: ReadonlyArray<ClaimedJob>) => Effect.Effect<void>
    /** Gives jobs back that were claimed and never begun. */
    readonly giveBack: (jobs: ReadonlyArray<ClaimedJob>) => Effect.Effect<void>
  }
>()("luminalib/jobs/Attempts") {
  static readonly layer = (handlers: ReadonlyArray<JobHandler>) =>
    Layer.effect(
      Attempts,
      Effect.gen(function* () {
        const leases = yield* Leases
        const running = yield* Running
        const outcomes = yield* Outcomes
        const childrenOf = yield* makeChildren
        const byKind = new Map(
          handlers.map((handler) => [handler.job.kind, { handler, read: payloadReader(handler.job) }])
        )

        const reporter = (job: ClaimedJob) => (progress: number, phase: string) =>
          Effect.catchTag(leases.report(job, progress, phase), "SqlError", (error) =>
            Effect.logDebug("progress could not be written", error)
          )

        const work = (job: ClaimedJob) =>
          Effect.suspend(() => {
            const known = byKind.get(job.kind)
            if (known === undefined) return unknownKind(job)
            const { handler, read } = known
            const attempt = Effect.flatMap(read(job), (payload) =>
              handler.run({
                jobId: job.id,
                organizationId: job.organizationId,
                payload,
                attempt: job.attempts,
                report: reporter(job),
                children: childrenOf(job.id)
              })
            )
            return Effect.timeoutOrElse(attempt, { duration: handler.job.timeout, orElse: () => Effect.fail(timedOut) })
          })

        /** A result that cannot be written is a failure of the attempt. */
        const settle = (job: ClaimedJob, exit: Parameters<Outcomes["Service"]["write"]>[1]) =>
          Effect.retry(outcomes.write(job, exit), settleRetry).pipe(
            Effect.catchCause((cause) =>
              Exit.isSuccess(exit)
                ? Effect.retry(outcomes.write(job, Exit.failCause(cause)), settleRetry)
                : Effect.failCause(cause)
            ),
            Effect.catchCause((cause) =>
              Effect.as(Effect.logError("job could not be settled: its lease will expire", cause), lost)
            )
          )

        const account = Effect.fnUntraced(function* (job: ClaimedJob, ending: Ending, startedAt: number) {
          if (ending.settlement === "lost") {
            yield* Metrics.staleCompletion(job.kind)
            yield* Effect.logWarning("outcome refused: the job has another owner")
          }
          const outcome = ending.settlement === "lost" ? "lost" : ending.outcome
          yield* Metrics.attemptEnded(job, outcome, (yield* Clock.currentTimeMillis) - startedAt)
        })

        const timeoutMsOf = ({ kind }: ClaimedJob) =>
          Duration.toMillis(Duration.fromInputUnsafe(byKind.get(kind)?.handler.job.timeout ?? Duration.zero))

        const run = (job: ClaimedJob, handled: Effect.Effect<void>) =>
          Effect.uninterruptibleMask((restore) =>
            Effect.gen(function* () {
              yield* Metrics.started(job)
              const startedAt = yield* Clock.currentTimeMillis
              const stop = yield* running.enter(job, timeoutMsOf(job))
              const exit = yield* Effect.exit(restore(Effect.raceFirst(work(job), Deferred.await(stop))))
              yield* handled
              const ending = yield* Effect.ensuring(settle(job, exit), running.leave(job))
              yield* account(job, ending, startedAt)
              if (Exit.isFailure(exit)) yield* Effect.annotateCurrentSpan({ error: true })
            })
          ).pipe(inTraceOf(job), Effect.annotateLogs(labelsOf(job)))

        return Attempts.of({
          run,
          keep: (jobs) => Effect.forEach(jobs, (job) => running.enter(job, timeoutMsOf(job)), { discard: true }),
          giveBack: (jobs) =>
            Effect.forEach(jobs, (job) => Effect.ensuring(settle(job, Exit.interrupt()), running.leave(job)), {
              discard: true
            })
        })
      })
    )
}

/** By what the lines of an attempt are found. */
const labelsOf = (job: ClaimedJob) => ({
  jobId: job.id,
  jobKind: job.kind,
  attempt: job.attempts,
  ...(job.organizationId === null ? {} : { organizationId: job.organizationId }),
  ...(job.createdBy === null ? {} : { userId: job.createdBy })
})

const unknownKind = ({ kind }: ClaimedJob) =>
  Effect.fail(new JobError({ code: "UNKNOWN_JOB_TYPE", message: `Nobody here does ${kind}.`, retry: "never" }))
