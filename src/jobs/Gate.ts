import { Context, Effect, Layer, Queue } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Dispatch, type DueJob } from "./Dispatch.ts"
import { keepGoing } from "./KeepGoing.ts"

/** The limit that a job waits for. */
export interface Limit {
  readonly kind: string
  readonly limitKey: string
}

/** More knocks than these at once are left to the reconciler. */
const backlog = 10_000

/**
 * Where jobs of limited kinds wait. They are let through, one transaction at a time for the whole installation, as far
 * as the limits of their kind, key and rate allow; workers only ever see what is through.
 */
export class Gate extends Context.Service<
  Gate,
  {
    /** Says that one of this limit came or went: whoever may go now is let through soon. Never waits. */
    readonly knock: (limits: ReadonlyArray<Limit>) => Effect.Effect<void>
    /** Lets through whatever may go now. */
    readonly admitAll: Effect.Effect<ReadonlyArray<DueJob>, SqlError.SqlError>
  }
>()("luminalib/jobs/Gate") {
  static readonly layer = Layer.effect(
    Gate,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const dispatch = yield* Dispatch
      const knocks = yield* Queue.sliding<Limit>(backlog)

      const admit = (limits: ReadonlyArray<Limit>) => {
        const distinct = [...new Map(limits.map((limit) => [`${limit.kind}\n${limit.limitKey}`, limit])).values()]
        return sql<DueJob>`
          SELECT id, queue, priority, turn FROM admit_jobs(${distinct.map(({ kind }) => kind)}::text[],
            ${distinct.map(({ limitKey }) => limitKey)}::text[])`
      }
      yield* Queue.takeAll(knocks).pipe(
        Effect.flatMap(admit),
        Effect.flatMap(dispatch.offer),
        keepGoing("jobs could not be let through their limits"),
        Effect.withTracerEnabled(false),
        Effect.forever,
        Effect.forkScoped
      )
      return Gate.of({
        knock: (limits) => Effect.sync(() => void Queue.offerAllUnsafe(knocks, limits)),
        admitAll: sql<DueJob>`SELECT id, queue, priority, turn FROM admit_jobs(NULL, NULL)`
      })
    })
  )
}
