import { Effect, Logger, Redacted, Schedule } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { performance } from "node:perf_hooks"
import { parentPort, workerData } from "node:worker_threads"
import { Database } from "#platform/Database.ts"
import { renewalMs, silenceMs } from "./LeaseSettings.ts"
import { renewClaims, renewWorker } from "./RenewClaims.ts"

/** Entry of the thread that keeps leases alive while the event loop of its process is held up. */

/** How the thread reaches the database, and how long a lease is. */
export interface LeaseWorkerOptions {
  readonly url: string
  readonly leaseSeconds: number
}

/** A job whose lease is to be kept, for so many milliseconds at most from when this is heard. */
export interface Holding {
  readonly id: string
  readonly fence: number
  readonly forMs: number
}

/** What the thread is told: all that the worker runs now, or to end itself. */
export type ToLeaseWorker =
  | { readonly _tag: "Held"; readonly worker: string; readonly holdings: ReadonlyArray<Holding> }
  | { readonly _tag: "Close" }

/** What the thread says after each round: that every lease was renewed, or why not. */
export type FromLeaseWorker = { readonly _tag: "Renewed" } | { readonly _tag: "Failed"; readonly message: string }

const port = parentPort
if (port === null) throw new Error("LeaseWorker is the entry of a worker thread")
const { leaseSeconds, url }: LeaseWorkerOptions = workerData
const say = (message: FromLeaseWorker) => port.postMessage(message)

/** What was told last. Times are those of this thread's monotonic clock, in milliseconds. */
interface Told {
  readonly worker: string
  readonly at: number
  readonly holdings: ReadonlyArray<{ readonly id: string; readonly fence: number; readonly until: number }>
}

/** A process that is held up may have claimed what it did not tell: that is kept for so many milliseconds at least. */
const untoldMs = 60_000

let told: Told | undefined
const stop = new AbortController()

port.on("message", (message: ToLeaseWorker) => {
  if (message._tag === "Close") return stop.abort()
  const at = performance.now()
  const holdings = message.holdings.map(({ fence, forMs, id }) => ({ id, fence, until: at + forMs }))
  told = { worker: message.worker, at, holdings }
})

/** A process that never comes back must not keep its jobs for ever: each is kept until its time is over. */
const renew = (sql: SqlClient.SqlClient, { at, holdings, worker }: Told): Effect.Effect<unknown, SqlError.SqlError> => {
  const now = performance.now()
  const inTime = holdings.filter(({ until }) => now < until)
  if (now - at < silenceMs(leaseSeconds)) {
    const claims = inTime.map(({ fence, id }) => ({ id, fence, worker }))
    return claims.length === 0 ? Effect.void : renewClaims(sql, claims, leaseSeconds)
  }
  if (inTime.length === 0 && now - at > untoldMs) return Effect.void
  const overdue = holdings.filter(({ until }) => now >= until).map(({ id }) => id)
  return renewWorker(sql, worker, overdue, leaseSeconds)
}

const round = (sql: SqlClient.SqlClient) =>
  Effect.suspend(() => (told === undefined ? Effect.void : renew(sql, told))).pipe(
    Effect.timeout("4 seconds"),
    Effect.andThen(Effect.sync(() => say({ _tag: "Renewed" })))
  )

const database = Database.layerFrom({
  url: Redacted.make(url),
  maxConnections: 1,
  applicationName: "luminalib-leases"
})

/** Without a database it goes on trying: the jobs are not lost before their leases are. */
const keep = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.repeat(round(sql), Schedule.spaced(renewalMs(leaseSeconds)))
).pipe(
  Effect.tapError((error) => Effect.sync(() => say({ _tag: "Failed", message: error.message }))),
  Effect.retry(Schedule.spaced("500 millis"))
)

const program = Effect.provide(keep, database).pipe(
  Effect.tapError((error) => Effect.sync(() => say({ _tag: "Failed", message: error.message }))),
  Effect.retry(Schedule.spaced("500 millis")),
  // The process tells what there is to tell.
  Effect.provide(Logger.layer([]))
)

// Closing the port lets the thread end by itself.
await Effect.runPromiseExit(program, { signal: stop.signal })
port.close()
