import { Effect, Layer, Schedule } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Dispatch, type DueJob } from "./Dispatch.ts"
import type { Skills } from "./Doable.ts"
import { Gate } from "./Gate.ts"
import { deadLetter, redelivered } from "./JobMetrics.ts"
import { keepGoing } from "./KeepGoing.ts"
import { Running } from "./Running.ts"
import { type Reaped, Upkeep } from "./Upkeep.ts"

/** Due jobs of a queue offered again in one sweep. */
const sweepLimit = 1_000

/** A process that is frozen or held up in the middle of a sweep must not keep the others from theirs: it loses its session. */
const frozenAfter = "3s"

const tell = (reaped: ReadonlyArray<Reaped>) =>
  Effect.gen(function* () {
    if (reaped.length === 0) return
    yield* Effect.logWarning("jobs taken back from silent workers", { jobs: reaped.length })
    for (const { kind, queue, state } of reaped) {
      yield* redelivered(queue)
      if (state === "failed")
        yield* Effect.andThen(Effect.logError("job is poison", { kind }), deadLetter(kind, "POISONED"))
    }
  })

const reconcile = Effect.fnUntraced(function* (skills: Skills) {
  const sql = yield* SqlClient.SqlClient
  const upkeep = yield* Upkeep
  const running = yield* Running
  const gate = yield* Gate
  const dispatch = yield* Dispatch

  /** Does a part of the work once a second, by one process at a time. */
  const keep = (part: string, work: Effect.Effect<ReadonlyArray<DueJob>, SqlError.SqlError>) =>
    sql
      .withTransaction(
        Effect.gen(function* () {
          const [lock] = yield* sql<{ readonly held: boolean }>`
            SELECT pg_try_advisory_xact_lock(hashtext(${`luminalib.jobs.${part}`}::text)) AS held,
              set_config('idle_in_transaction_session_timeout', ${frozenAfter}, true)`
          return lock?.held === true ? yield* work : []
        })
      )
      .pipe(
        Effect.flatMap(dispatch.offer),
        keepGoing(`jobs could not be reconciled: ${part}`),
        // A sweep a second would bury every real trace.
        Effect.withTracerEnabled(false),
        Effect.repeat(Schedule.spaced("1 second")),
        Effect.forkScoped
      )

  const sweep = Effect.gen(function* () {
    const reaped = yield* upkeep.reap(yield* running.current)
    yield* sql.afterCommit(tell(reaped))
    yield* upkeep.wakeParents()
    yield* upkeep.promote
    return yield* upkeep.due(sweepLimit, skills)
  })
  yield* keep("reconcile", sweep)
  // By itself: where very many wait for limits, this takes its time, and jobs of dead workers must not wait for it.
  yield* keep("admit-all", gate.admitAll)
})

/**
 * Repairs, once a second and by one process at a time, whatever got lost: jobs of silent workers go back to the queue,
 * those whose time, limit or children have come are made ready, and everything due that a worker with these skills may do
 * is offered again. Losing the whole dispatch queue therefore costs a second, never a job.
 */
export const layer = (skills: Skills) => Layer.effectDiscard(reconcile(skills))
