import { Context, DateTime, Effect, Layer, Option } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { CurrentUser } from "#contract/Authorization.ts"
import { installationLibrary } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { JobId, JobNotCancellable, JobNotFound, JobNotRetryable, type JobStatus } from "#contract/jobs/Job.ts"
import type { AuditAction } from "#contract/operations/Audit.ts"
import type { DeadLetterOrder, DeadLetterReceipt } from "#contract/operations/DeadLetters.ts"
import type { OperatorJob } from "#contract/operations/OperatorJob.ts"
import { type KindView, QueueNotFound, type QueueView, type WorkControl } from "#contract/operations/Queue.ts"
import { countedTo, InvalidCursor } from "#contract/Page.ts"
import { Audit } from "#features/identity/Audit.ts"
import { AllJobs, type AllJobsFilter } from "#jobs/AllJobs.ts"
import { type Control, Controls, type Scope } from "#jobs/Controls.ts"
import { DeadLetters, type Revived } from "#jobs/DeadLetters.ts"
import { queues } from "#jobs/Job.ts"
import type { JobRow } from "#jobs/JobRow.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { QueueStats } from "#jobs/QueueStats.ts"
import * as NewestFirst from "#platform/NewestFirst.ts"
import { operatorJob } from "./JobView.ts"

type Actor = CurrentUser["Service"]

/** Which jobs to list, of whatever library. */
export interface OperationsQuery extends NewestFirst.PageQuery, AllJobsFilter {}

interface Whole<Item> {
  readonly items: ReadonlyArray<Item>
}

/**
 * The work of the whole installation, for those who run it: whoever calls this has been found to be an operator. What
 * changes something is audited in the same transaction, in every library whose jobs it touches.
 */
export class Operations extends Context.Service<
  Operations,
  {
    readonly queues: Effect.Effect<Whole<QueueView>>
    readonly kinds: Effect.Effect<Whole<KindView>>
    readonly pauseQueue: (actor: Actor, name: string) => Effect.Effect<WorkControl, QueueNotFound>
    readonly resumeQueue: (actor: Actor, name: string) => Effect.Effect<WorkControl, QueueNotFound>
    readonly pauseKind: (actor: Actor, name: string) => Effect.Effect<WorkControl>
    readonly resumeKind: (actor: Actor, name: string) => Effect.Effect<WorkControl>
    /** Newest first. Two statements. */
    readonly list: (query: OperationsQuery) => Effect.Effect<NewestFirst.Page<OperatorJob>, InvalidCursor>
    readonly get: (id: JobId) => Effect.Effect<OperatorJob, JobNotFound>
    /** The same jobs again, with all attempts anew. */
    readonly retryAll: (actor: Actor, order: DeadLetterOrder) => Effect.Effect<DeadLetterReceipt>
    /** New jobs in their stead, linked to them. */
    readonly replayAll: (actor: Actor, order: DeadLetterOrder) => Effect.Effect<DeadLetterReceipt>
    readonly retry: (actor: Actor, id: JobId) => Effect.Effect<OperatorJob, JobNotFound | JobNotRetryable>
    readonly cancel: (actor: Actor, id: JobId) => Effect.Effect<OperatorJob, JobNotFound | JobNotCancellable>
  }
>()("luminalib/features/jobs/Operations") {
  static readonly layerNoDeps = Layer.effect(
    Operations,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const stats = yield* QueueStats
      const controls = yield* Controls
      const deadLetters = yield* DeadLetters
      const jobs = yield* AllJobs
      const ledger = yield* Ledger
      const audit = yield* Audit

      const find = Effect.fnUntraced(function* (id: JobId) {
        const row = yield* Effect.catchTag(jobs.find(id), "SqlError", Effect.die)
        return yield* Effect.mapError(Effect.fromOption(row), () => new JobNotFound({}))
      })

      const control = (actor: Actor, change: Effect.Effect<Control, SqlError.SqlError>, action: AuditAction) =>
        sql
          .withTransaction(
            Effect.tap(change, ({ changed, name, scope }) =>
              changed ? audit.record({ ...by(actor), action, subject: { type: scope, id: name } }) : Effect.void
            )
          )
          .pipe(Effect.map(controlView), Effect.catchTag("SqlError", Effect.die))

      /** A queue need not be one of this version's: another one may run beside it. */
      const known = Effect.fnUntraced(function* (name: string) {
        if (queues.some((queue) => queue === name)) return
        const held = yield* Effect.catchTag(stats.queues, "SqlError", Effect.die)
        if (!held.some(({ queue }) => queue === name)) return yield* new QueueNotFound({})
      })

      const pause = (actor: Actor, scope: Scope, name: string) =>
        control(actor, controls.pause(scope, name, actor.id), `${scope}.pause`)
      const resume = (actor: Actor, scope: Scope, name: string) =>
        control(actor, controls.resume(scope, name), `${scope}.resume`)

      const revive = Effect.fnUntraced(
        function* (actor: Actor, order: DeadLetterOrder, how: "retry" | "replay") {
          const revived = yield* deadLetters[how](orderOf(order))
          yield* audit.record(...deedsOf(actor, order, `jobs.${how}`, revived))
          return { count: revived.length, ids: revived.map(({ id }) => JobId.make(id)) }
        },
        sql.withTransaction,
        Effect.catchTag("SqlError", Effect.die)
      )

      /** What is done to one job, and noted in its library. */
      const change = (
        actor: Actor,
        row: JobRow,
        how: "retry" | "cancel"
      ): Effect.Effect<Option.Option<JobRow>, SqlError.SqlError> =>
        sql.withTransaction(
          Effect.tap(ledger[how](row.organizationId, row.id), (changed) =>
            Option.isNone(changed)
              ? Effect.void
              : audit.record({
                  organizationId: row.organizationId ?? installationLibrary,
                  actorId: actor.id,
                  action: `job.${how}`,
                  subject: { type: "job", id: row.id },
                  detail: { kind: row.kind }
                })
          )
        )

      return Operations.of({
        queues: whole(stats.queues).pipe(Effect.withSpan("Operations.queues")),
        kinds: whole(stats.kinds).pipe(Effect.withSpan("Operations.kinds")),
        pauseQueue: Effect.fn("Operations.pauseQueue")((actor, name) =>
          Effect.andThen(known(name), pause(actor, "queue", name))
        ),
        resumeQueue: Effect.fn("Operations.resumeQueue")((actor, name) =>
          Effect.andThen(known(name), resume(actor, "queue", name))
        ),
        pauseKind: Effect.fn("Operations.pauseKind")((actor, name) => pause(actor, "kind", name)),
        resumeKind: Effect.fn("Operations.resumeKind")((actor, name) => resume(actor, "kind", name)),
        list: Effect.fn("Operations.list")(
          function* (query) {
            const { cursor: _cursor, limit: _limit, page: _page, ...filter } = query
            const scope = JSON.stringify(["operations", Object.entries(filter).toSorted()])
            const rows = NewestFirst.rowsOf(scope, query)
            if (Option.isNone(rows)) return yield* new InvalidCursor({})
            const found = yield* jobs.list(filter, rows.value)
            const total = yield* jobs.count(filter, countedTo)
            const page = NewestFirst.pageOf(found, { scope, query, total })
            return { ...page, items: page.items.map(operatorJob) }
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        get: Effect.fn("Operations.get")((id) => Effect.map(find(id), operatorJob)),
        retryAll: Effect.fn("Operations.retryAll")((actor, order) => revive(actor, order, "retry")),
        replayAll: Effect.fn("Operations.replayAll")((actor, order) => revive(actor, order, "replay")),
        retry: Effect.fn("Operations.retry")(function* (actor, id) {
          const retried = yield* change(actor, yield* find(id), "retry").pipe(
            // Its key is taken: the same work was asked for anew and waits or runs already.
            Effect.catchReason("SqlError", "UniqueViolation", () => Effect.succeedNone),
            Effect.catchTag("SqlError", Effect.die)
          )
          if (Option.isSome(retried)) return operatorJob(retried.value)
          return yield* new JobNotRetryable({ jobStatus: yield* statusOf(find(id)) })
        }),
        cancel: Effect.fn("Operations.cancel")(function* (actor, id) {
          const cancelled = yield* Effect.catchTag(change(actor, yield* find(id), "cancel"), "SqlError", Effect.die)
          if (Option.isSome(cancelled)) return operatorJob(cancelled.value)
          return yield* new JobNotCancellable({ jobStatus: yield* statusOf(find(id)) })
        })
      })
    })
  )

  /** Asks for SqlClient, SecureRandom and Ledger. */
  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([QueueStats.layer, Controls.layer, DeadLetters.layer, AllJobs.layer, Audit.layer])
  )
}

const by = (actor: Actor) => ({ organizationId: installationLibrary, actorId: actor.id })

const whole = <Item>(items: Effect.Effect<ReadonlyArray<Item>, SqlError.SqlError>) =>
  items.pipe(
    Effect.map((items) => ({ items })),
    Effect.catchTag("SqlError", Effect.die)
  )

const statusOf = (row: Effect.Effect<JobRow, JobNotFound>): Effect.Effect<JobStatus, JobNotFound> =>
  Effect.map(row, ({ state }) => state)

const controlView = ({ name, paused, pausedAt, pausedBy, scope }: Control): WorkControl => ({
  scope,
  name,
  paused,
  pausedAt: pausedAt === null ? null : DateTime.fromDateUnsafe(pausedAt),
  pausedBy: pausedBy === null ? null : UserId.make(pausedBy)
})

const orderOf = ({ filter: { failedAfter, failedBefore, ...filter }, ...order }: DeadLetterOrder) => ({
  ...order,
  filter: {
    ...filter,
    ...(failedAfter === undefined ? {} : { failedAfter: DateTime.toDateUtc(failedAfter) }),
    ...(failedBefore === undefined ? {} : { failedBefore: DateTime.toDateUtc(failedBefore) })
  }
})

/** One for the installation with what was asked for, and one for every other library whose jobs were among them. */
const deedsOf = (actor: Actor, order: DeadLetterOrder, action: AuditAction, revived: ReadonlyArray<Revived>) => {
  const { failedAfter, failedBefore, ...filter } = order.filter
  const asked = {
    ...filter,
    ...(failedAfter === undefined ? {} : { failedAfter: DateTime.formatIso(failedAfter) }),
    ...(failedBefore === undefined ? {} : { failedBefore: DateTime.formatIso(failedBefore) })
  }
  const { limit, ratePerSecond = null } = order
  const touched = Object.entries(Object.groupBy(revived, (job) => job.organizationId ?? installationLibrary))
  const deed = { actorId: actor.id, action, subject: { type: "jobs", id: null } }
  return [
    { ...by(actor), ...deed, detail: { filter: asked, limit, ratePerSecond, count: revived.length } },
    ...touched
      .filter(([organizationId]) => organizationId !== installationLibrary)
      .map(([organizationId, jobs]) => ({ ...deed, organizationId, detail: { count: jobs?.length ?? 0 } }))
  ]
}
