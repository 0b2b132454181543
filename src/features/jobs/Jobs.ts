import { Context, Effect, Layer, Option, Schema } from "effect"
import { type CurrentUser, Forbidden } from "#contract/Authorization.ts"
import {
  JobId,
  JobNotCancellable,
  JobNotFound,
  JobNotRetryable,
  type JobStatus,
  type JobView
} from "#contract/jobs/Job.ts"
import { InvalidCursor } from "#contract/Page.ts"
import type { JobRow } from "#jobs/JobRow.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Cursor from "#platform/Cursor.ts"
import { mayChange, maySee, seesAll } from "./JobsPolicy.ts"
import { jobView } from "./JobView.ts"

type Actor = CurrentUser["Service"]

/** Which jobs to list. A cursor wins over a page. */
export interface JobsQuery {
  readonly limit: number
  readonly page?: number
  readonly cursor?: string
  readonly status?: JobStatus
  readonly type?: string
  readonly relatedId?: string
}

/** Newest first. `total` counts all jobs that the filters let through, on whatever page. */
export interface JobsPage {
  readonly items: ReadonlyArray<JobView>
  readonly total: number
  readonly limit: number
  readonly page?: number
  readonly nextCursor?: string
}

/** The ledger as people see it: members their own jobs, staff all of their library. Others' jobs are not found. */
export class Jobs extends Context.Service<
  Jobs,
  {
    readonly list: (actor: Actor, query: JobsQuery) => Effect.Effect<JobsPage, InvalidCursor>
    readonly get: (actor: Actor, id: JobId) => Effect.Effect<JobView, JobNotFound>
    /** Gives a failed or cancelled job all its attempts again. For who asked for it and for admins. */
    readonly retry: (actor: Actor, id: JobId) => Effect.Effect<JobView, JobNotFound | JobNotRetryable | Forbidden>
    /** Cancels what waits; what runs stops within seconds, and asking again meanwhile changes nothing. */
    readonly cancel: (actor: Actor, id: JobId) => Effect.Effect<JobView, JobNotFound | JobNotCancellable | Forbidden>
  }
>()("luminalib/features/jobs/Jobs") {
  static readonly layer = Layer.effect(
    Jobs,
    Effect.gen(function* () {
      const ledger = yield* Ledger

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

      /** Others may have changed it since it was read. */
      const statusNow = (actor: Actor, row: JobRow) => Effect.map(find(actor, JobId.make(row.id)), (now) => now.state)

      return Jobs.of({
        list: Effect.fn("Jobs.list")(
          function* (actor, query) {
            const scope = scopeOf(actor, query)
            const before = query.cursor === undefined ? undefined : yield* startOf(scope, query.cursor)
            const filter = filterOf(actor, query)
            const found = yield* ledger.list({
              ...filter,
              limit: query.limit + 1,
              ...(before === undefined ? { offset: ((query.page ?? 1) - 1) * query.limit } : { before })
            })
            const total = yield* ledger.count({ ...filter, limit: 0 })
            return pageOf(found, { scope, query, total })
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        get: Effect.fn("Jobs.get")((actor, id) => Effect.map(find(actor, id), jobView)),
        retry: Effect.fn("Jobs.retry")(function* (actor, id) {
          const row = yield* changeable(actor, id)
          const retried = yield* ledger.retry(actor.organizationId, id).pipe(
            // Its key is taken: the same work was asked for anew and waits or runs already.
            Effect.catchReason("SqlError", "UniqueViolation", () => Effect.succeedNone),
            Effect.catchTag("SqlError", Effect.die)
          )
          if (Option.isSome(retried)) return jobView(retried.value)
          return yield* new JobNotRetryable({ jobStatus: yield* statusNow(actor, row) })
        }),
        cancel: Effect.fn("Jobs.cancel")(function* (actor, id) {
          const row = yield* changeable(actor, id)
          const cancelled = yield* Effect.catchTag(ledger.cancel(actor.organizationId, id), "SqlError", Effect.die)
          if (Option.isSome(cancelled)) return jobView(cancelled.value)
          return yield* new JobNotCancellable({ jobStatus: yield* statusNow(actor, row) })
        })
      })
    })
  )
}

const filterOf = (actor: Actor, { relatedId, status, type }: JobsQuery) => ({
  organizationId: actor.organizationId,
  ...(seesAll(actor) ? {} : { createdBy: actor.id }),
  ...(status === undefined ? {} : { state: status }),
  ...(type === undefined ? {} : { kind: type }),
  ...(relatedId === undefined ? {} : { relatedId })
})

/** What a cursor is good for: this library, this view of it, these filters. */
const scopeOf = (actor: Actor, query: JobsQuery) => JSON.stringify(["jobs", filterOf(actor, query)])

const decodeStart = Schema.decodeUnknownOption(Schema.Tuple([JobId]))

const startOf = (scope: string, cursor: string) =>
  Option.match(Option.flatMap(Cursor.decode(scope, cursor), decodeStart), {
    onNone: () => Effect.fail(new InvalidCursor({})),
    onSome: ([id]) => Effect.succeed(id)
  })

/** One row more than a page was asked for: it says whether there is a next one. */
const pageOf = (
  found: ReadonlyArray<JobRow>,
  { query, scope, total }: { readonly query: JobsQuery; readonly scope: string; readonly total: number }
): JobsPage => {
  const rows = found.slice(0, query.limit)
  const last = rows.at(-1)
  return {
    items: rows.map(jobView),
    total,
    limit: query.limit,
    ...(query.cursor === undefined ? { page: query.page ?? 1 } : {}),
    ...(found.length > rows.length && last !== undefined ? { nextCursor: Cursor.encode(scope, [last.id]) } : {})
  }
}
