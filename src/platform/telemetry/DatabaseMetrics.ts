import { Clock, Duration, Effect, Metric, Schedule, type Scope } from "effect"
import { SqlClient } from "effect/sql"

/** How often somebody asks for a connection only to see how long that takes. */
const interval = "1 second"
/** Waits are told apart up to this. */
const longestWait = Duration.seconds(30)

const poolWait = Metric.histogram("db_pool_wait_seconds", {
  description: "How long whoever needs a connection of the database waits for it, tried once a second",
  boundaries: [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30]
})

/**
 * Measures, while the scope lasts, how long one waits for a connection. By trying: the client does not tell how long each
 * statement waits, and to measure that from outside would cost every one of them a third more processor time.
 */
export const watchPool: Effect.Effect<void, never, SqlClient.SqlClient | Scope.Scope> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const tried = Effect.gen(function* () {
    const start = yield* Clock.currentTimeNanos
    yield* Effect.timeoutOption(Effect.scoped(sql.reserve), longestWait)
    const waited = Duration.nanos((yield* Clock.currentTimeNanos) - start)
    yield* Metric.update(poolWait, Duration.toSeconds(waited))
  })
  yield* tried.pipe(
    // A database that does not answer at all shows in dependency_up.
    Effect.catchTag("SqlError", (error) => Effect.logDebug("no connection of the database to be had", error)),
    Effect.withTracerEnabled(false),
    Effect.repeat(Schedule.spaced(interval)),
    Effect.forkScoped
  )
})
