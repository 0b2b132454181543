import { Effect, Layer, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { Dispatch } from "./Dispatch.ts"
import { keepGoing } from "./KeepGoing.ts"
import { Leases } from "./Leases.ts"

/** Due jobs of a queue offered again in one sweep. */
const sweepLimit = 1_000

/**
 * Repairs, once a second and by one process at a time, whatever got lost: jobs of silent workers go back to the queue,
 * and everything due is offered again. Losing the whole dispatch queue therefore costs a second, never a job.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const leases = yield* Leases
    const dispatch = yield* Dispatch

    const sweep = sql.withTransaction(
      Effect.gen(function* () {
        const [lock] = yield* sql<{ readonly held: boolean }>`
          SELECT pg_try_advisory_xact_lock(hashtext('luminalib.jobs.reconcile')) AS held`
        if (lock?.held !== true) return []
        const lost = yield* leases.reap
        if (lost > 0) yield* Effect.logWarning("jobs taken back from silent workers", { jobs: lost })
        return yield* leases.due(sweepLimit)
      })
    )
    yield* sweep.pipe(
      Effect.flatMap(dispatch.offer),
      keepGoing("jobs could not be reconciled"),
      // A sweep a second would bury every real trace.
      Effect.withTracerEnabled(false),
      Effect.repeat(Schedule.spaced("1 second")),
      Effect.forkScoped
    )
  })
)
