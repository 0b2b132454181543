import { Context, Effect, Layer, Option } from "effect"
import type { SqlError } from "effect/sql"
import { type CurrentUser, Forbidden } from "#contract/Authorization.ts"
import {
  JobId,
  JobNotCancellable,
  JobNotFound,
  JobNotRetryable,
  type JobStatus,
  type JobView
} from "#contract/jobs/Job.ts"
import { InvalidCursor, type Order } from "#contract/Page.ts"
import { Audit } from "#features/identity/Audit.ts"
import type { JobRow } from "#jobs/JobRow.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as NewestFirst from "#platform/NewestFirst.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { mayChange, maySee, seesAll } from "./JobsPolicy.ts"
import { jobView } from "./JobView.ts"

type Actor = CurrentUser["Service"]

/** Which jobs to list. */
export interface JobsQuery extends NewestFirst.PageQuery {
  readonly status?: JobStatus
  readonly type?: string
  readonly relatedId?: string
  /** `asc`: in the order in which they were asked for. */
  readonly order?: Order
}

/** The ledger as people see it: members their own jobs, staff all of their library. Others' jobs are not found. */
export class Jobs extends Context.Service<
  Jobs,
  {
    /** Newest first, unless asked otherwise. `total` counts all jobs that the filters let through, on whatever page. */
    readonly list: (actor: Actor, query: JobsQuery) => Effect.Effect<NewestFirst.Page<JobView>, InvalidCursor>
    readonly get: (actor: Actor, id: JobId) => Effect.Effect<JobView, JobNotFound>
    /** Gives a failed or cancelled job all its attempts again. For who asked for it and for admins, theirs audited. */
    readonly retry: (actor: Actor, id: JobId) => Effect.Effect<JobView, JobNotFound | JobNotRetryable | Forbidden>
    /** Cancels what waits; what runs stops within seconds, and asking again meanwhile changes nothing. Likewise audited. */
    readonly cancel: (actor: Actor, id: JobId) => Effect.Effect<JobView, JobNotFound | JobNotCancellable | Forbidden>
  }
>()("luminalib/features/jobs/Jobs") {
  static readonly layerNoDeps = Layer.effect(
    Jobs,
    Effect.gen(function* () {
      const ledger = yield* Ledger
      const wall = yield* TenantWall
      const audit = yield* Audit

      const find = Effect.fnUntraced(function* (actor: Actor, id: JobId) {
        const row = yield* Effect.catchTag(ledger.find(actor.organizationId, id), "SqlError", Effect.die)
        return yield* Effect.fromOption(Option.filter(row, (job) => maySee(actor, job))).pipe(
          Effect.catchTag("NoSuchElementError", () => new JobNotFound({}))
        )
      })

      const changeable = Effect.fnUntraced(function* (actor: Actor, id: JobId) {
        const row = yield* find(actor, id)
        if (!mayChange(actor, row)) return yield* new Forbidden({ requiredRole: "admin" })
        return row
      })

      /** What somebody does to their own job is nobody else's business. */
      const change = (
        actor: Actor,
        row: JobRow,
        how: "retry" | "cancel"
      ): Effect.Effect<Option.Option<JobRow>, SqlError.SqlError> => {
        const { id: actorId, organizationId } = actor
        const changed = ledger[how](organizationId, row.id)
        if (row.createdBy === actorId) return changed
        const subject = { type: "job", id: row.id }
        const deed = { organizationId, actorId, action: `job.${how}` as const, subject, detail: { kind: row.kind } }
        return wall.within(
          organizationId,
          Effect.tap(changed, (job) => (Option.isSome(job) ? audit.record(deed) : Effect.void))
        )
      }

      /** Others may have changed it since it was read. */
      const statusNow = (actor: Actor, row: JobRow) => Effect.map(find(actor, JobId.make(row.id)), (now) => now.state)

      return Jobs.of({
        list: Effect.fn("Jobs.list")(
          function* (actor, query) {
            const filter = filterOf(actor, query)
            const scope = JSON.stringify(["jobs", filter])
            const rows = NewestFirst.rowsOf(scope, query)
            if (Option.isNone(rows)) return yield* new InvalidCursor({})
            const { before, limit, offset } = rows.value
            const found = yield* ledger.list({
              ...filter,
              limit,
              offset,
              ...(before === undefined ? {} : { beyond: before })
            })
            const total = yield* ledger.count({ ...filter, limit: 0 })
            const page = NewestFirst.pageOf(found, { scope, query, total })
            return { ...page, items: page.items.map(jobView) }
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        get: Effect.fn("Jobs.get")((actor, id) => Effect.map(find(actor, id), jobView)),
        retry: Effect.fn("Jobs.retry")(function* (actor, id) {
          const row = yield* changeable(actor, id)
          const retried = yield* change(actor, row, "retry").pipe(
            // Its key is taken: the same work was asked for anew and waits or runs already.
            Effect.catchReason("SqlError", "UniqueViolation", () => Effect.succeedNone),
            Effect.catchTag("SqlError", Effect.die)
          )
          if (Option.isSome(retried)) return jobView(retried.value)
          return yield* new JobNotRetryable({ jobStatus: yield* statusNow(actor, row) })
        }),
        cancel: Effect.fn("Jobs.cancel")(function* (actor, id) {
          const row = yield* changeable(actor, id)
          const cancelled = yield* Effect.catchTag(change(actor, row, "cancel"), "SqlError", Effect.die)
          if (Option.isSome(cancelled)) return jobView(cancelled.value)
          return yield* new JobNotCancellable({ jobStatus: yield* statusNow(actor, row) })
        })
      })
    })
  )

  /** Asks for Ledger, TenantWall, SqlClient and SecureRandom. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(Audit.layer))
}

const filterOf = (actor: Actor, { order, relatedId, status, type }: JobsQuery) => ({
  organizationId: actor.organizationId,
  ...(seesAll(actor) ? {} : { createdBy: actor.id }),
  ...(status === undefined ? {} : { state: status }),
  ...(type === undefined ? {} : { kind: type }),
  ...(relatedId === undefined ? {} : { relatedId }),
  ...(order === "asc" ? { order } : {})
})
