import { Cause, Context, Effect, Exit, Layer, Random, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { failedWith } from "#platform/telemetry/SpanAttributes.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { toJobError } from "./AttemptError.ts"
import { backoffMs } from "./Backoff.ts"
import type { ClaimedJob } from "./ClaimedJob.ts"
import { Dispatch } from "./Dispatch.ts"
import { Gate } from "./Gate.ts"
import type { Completion } from "./Job.ts"
import { type AttemptOutcome, deadLetter } from "./JobMetrics.ts"
import { Ledger } from "./Ledger.ts"
import type { StopReason } from "./Running.ts"
import { type Outcome, type Settlement, Settlements } from "./Settlements.ts"
import { Upkeep } from "./Upkeep.ts"

/** What became of an attempt. */
export interface Ending {
  readonly settlement: Settlement
  readonly outcome: AttemptOutcome
}

const encodeJson = Schema.encodeEffect(Schema.fromJsonString(Schema.Json))
const resultOf = ({ result }: Completion) =>
  result === undefined ? Effect.succeed(null) : Effect.catchTag(encodeJson(result), "SchemaError", Effect.die)

/** Turns how an attempt went into what the ledger says of its job, and into what follows from that for others. */
export class Outcomes extends Context.Service<
  Outcomes,
  {
    /** Writes the outcome, and with a completion what it leaves, if the job is still ours. */
    readonly write: (
      job: ClaimedJob,
      exit: Exit.Exit<Completion | StopReason, unknown>
    ) => Effect.Effect<Ending, SqlError.SqlError>
  }
>()("luminalib/jobs/Outcomes") {
  static readonly layer = Layer.effect(
    Outcomes,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const wall = yield* TenantWall
      const settlements = yield* Settlements
      const upkeep = yield* Upkeep
      const dispatch = yield* Dispatch
      const ledger = yield* Ledger
      const gate = yield* Gate

      /** The outcome and what belongs to it: behind the wall of the organisation that the job is for. */
      const together = (job: ClaimedJob, outcome: Outcome, more: Effect.Effect<unknown, SqlError.SqlError>) => {
        const both = Effect.tap(settlements.settle(job, outcome), (settlement) =>
          settlement === "settled" ? more : Effect.void
        )
        return job.organizationId === null ? sql.withTransaction(both) : wall.within(job.organizationId, both)
      }

      const isWaiting = ({ id }: ClaimedJob) =>
        Effect.map(sql`SELECT 1 FROM jobs WHERE id = ${id} AND waits_for_children`, (rows) => rows.length > 0)

      const complete = Effect.fnUntraced(function* (job: ClaimedJob, completion: Completion) {
        const { children, commit } = completion
        if (children !== undefined) {
          const spawn = Effect.andThen(commit ?? Effect.void, ledger.enqueueAll(children.requests, job.id))
          const waits = { _tag: "Waits", onFailure: children.onFailure ?? "fail" } as const
          // One that was cancelled meanwhile waits for nobody.
          return yield* together(job, waits, Effect.when(spawn, isWaiting(job)))
        }
        const result = yield* resultOf(completion)
        if (commit === undefined) return yield* settlements.complete(job, result)
        return yield* together(job, { _tag: "Completed", result }, commit)
      })

      const fail = Effect.fnUntraced(function* (job: ClaimedJob, cause: Cause.Cause<unknown>) {
        const error = toJobError(cause)
        const { code, message } = error
        const counts = error.retry !== "uncounted"
        const isLast = error.retry === "never" || (counts && job.attempts - job.crashes >= job.maxAttempts)
        yield* Effect.annotateCurrentSpan(failedWith(code))
        yield* Effect.logWarning(isLast ? "job failed" : "job attempt failed", { code }, cause)
        const delayMs = backoffMs(job.attempts, yield* Random.next, error.retryAfterMs)
        const settlement = yield* settlements.settle(
          job,
          isLast ? { _tag: "Failed", code, message } : { _tag: "Retry", code, message, delayMs, counts }
        )
        if (isLast && settlement === "settled") yield* deadLetter(job.kind, code)
        return { settlement, outcome: isLast ? "failed" : "retried" } as const
      })

      const release = (job: ClaimedJob) =>
        Effect.tap(settlements.settle(job, { _tag: "Released" }), () => dispatch.offer([job]))

      const ended = <E>(outcome: AttemptOutcome, settled: Effect.Effect<Settlement, E>): Effect.Effect<Ending, E> =>
        Effect.map(settled, (settlement) => ({ settlement, outcome }))

      const settle = (job: ClaimedJob, exit: Exit.Exit<Completion | StopReason, unknown>) => {
        if (Exit.isFailure(exit)) {
          return Cause.hasInterruptsOnly(exit.cause) ? ended("released", release(job)) : fail(job, exit.cause)
        }
        if (exit.value === "lost") return ended("lost", Effect.succeed<Settlement>("lost"))
        if (exit.value === "cancelled") return ended("cancelled", settlements.settle(job, { _tag: "Cancelled" }))
        return ended(exit.value.children === undefined ? "completed" : "released", complete(job, exit.value))
      }

      /** Whoever waited for this one may go. Should it be forgotten here, the reconciler finds them. */
      const tellOthers = (job: ClaimedJob, exit: Exit.Exit<Completion | StopReason, unknown>) => {
        const suspended = Exit.isSuccess(exit) && typeof exit.value === "object" && exit.value.children !== undefined
        const parents = [...(job.parentId === null ? [] : [job.parentId]), ...(suspended ? [job.id] : [])]
        return Effect.forEach(parents, (id) => upkeep.wakeParents(id)).pipe(
          Effect.flatMap((woken) => dispatch.offer(woken.flat().filter(({ ready }) => ready))),
          Effect.catchTag("SqlError", (error) => Effect.logDebug("parents are left to the reconciler", error)),
          Effect.andThen(job.limitKey === null ? Effect.void : gate.knock([{ kind: job.kind, limitKey: job.limitKey }]))
        )
      }

      return Outcomes.of({
        write: (job, exit) => Effect.tap(settle(job, exit), () => tellOthers(job, exit))
      })
    })
  )
}
