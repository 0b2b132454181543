import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { handler, type JobRequest, make, request } from "#jobs/Job.ts"
import process from "node:process"

/** The installation's own library, which every database has from its first migration on. */
export const firstLibrary = "01900000-0000-7000-8000-000000000001"

/** What a client orders. `token` is the client's own name for it, by which it asks again after an answer was lost. */
export const Order = Schema.Struct({
  token: Schema.String,
  kind: Schema.Literals(["sleep", "nothing", "poison", "compute", "freeze"]),
  /** How long it takes, in milliseconds. */
  millis: Schema.Int,
  organizationId: Schema.String
})
export type Order = typeof Order.Type

/** What the enqueuing process is asked for: all orders in one transaction, which is rolled back at the end if so wished. */
export const Orders = Schema.Struct({ orders: Schema.Array(Order), rollBack: Schema.Boolean })
export type Orders = typeof Orders.Type

const Ordered = Schema.Struct({ token: Schema.String, millis: Schema.Int })

/** Enough attempts for a job that meets every fault of a campaign. */
const maxAttempts = 100

const Sleep = make("fault.sleep", { payload: Ordered, maxAttempts })
const Nothing = make("fault.nothing", { payload: Ordered, maxAttempts })
const Poison = make("fault.poison", { payload: Ordered, maxAttempts })
const Compute = make("fault.compute", { payload: Ordered, maxAttempts })
const Freeze = make("fault.freeze", { payload: Ordered, maxAttempts })

const kinds = { sleep: Sleep, nothing: Nothing, poison: Poison, compute: Compute, freeze: Freeze }

/** What the timetable asks for, and which scheduler it was. */
export const Tick = make("campaign.tick", { payload: Schema.Struct({ tick: Schema.String, process: Schema.Int }) })

export const requestFor = ({ kind, millis, organizationId, token }: Order): JobRequest =>
  request(kinds[kind], { token, millis }, { organizationId })

/**
 * What a job leaves, in the transaction that completes it: once in a table that takes each step once, and once in a log
 * that would show a second time.
 */
const leave = (sql: SqlClient.SqlClient, jobId: string, step: string) =>
  Effect.andThen(
    sql`INSERT INTO fault_accepted (job_id, step, process) VALUES (${jobId}, ${step}, ${process.pid})`,
    Effect.asVoid(sql`
      INSERT INTO fault_effects (job_id, step, process) VALUES (${jobId}, ${step}, ${process.pid})
      ON CONFLICT (job_id, step) DO NOTHING`)
  )

/** Holds up the event loop of its process: no timer, no answer of a machine gets through. */
const compute = (millis: number) =>
  Effect.sync(() => {
    const until = performance.now() + millis
    while (performance.now() < until);
  })

/**
 * Sleeping, nothing at all (and nothing left), and what harms the process that runs it: killing it, holding it up, and
 * freezing it, which is what the first attempt does just before it completes.
 */
export const handlers = Effect.map(SqlClient.SqlClient, (sql) => [
  handler(Sleep, ({ jobId, payload }) =>
    Effect.delay(Effect.succeed({ commit: leave(sql, jobId, "sleep") }), `${payload.millis} millis`)
  ),
  handler(Nothing, () => Effect.succeed({})),
  handler(Tick, () => Effect.succeed({})),
  handler(Compute, ({ jobId, payload }) =>
    Effect.as(compute(payload.millis), { commit: leave(sql, jobId, "compute") })
  ),
  handler(Freeze, ({ attempt, jobId }) =>
    Effect.sync(() => {
      if (attempt === 1) process.kill(process.pid, "SIGSTOP")
      return { commit: leave(sql, jobId, "freeze") }
    })
  ),
  handler(Poison, () =>
    Effect.andThen(
      Effect.sync(() => process.kill(process.pid, "SIGKILL")),
      Effect.never
    )
  )
])
