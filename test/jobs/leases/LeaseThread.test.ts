import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer, Logger, Schedule, type Scope } from "effect"
import { SqlClient } from "effect/sql"
import { Database } from "#platform/Database.ts"
import { makeLeaseThread } from "#jobs/leases/LeaseThread.ts"
import { describePostgres } from "../../support/Services.ts"
import { acquireMigrated } from "../../support/TestDatabase.ts"

const leaseSeconds = 2
const worker = "w"

/** A job that runs, as a claim leaves it: with a lease of the length that is used here. */
const runningJob = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const id = crypto.randomUUID()
  yield* sql`
    INSERT INTO jobs (id, kind, queue, payload, state, max_attempts, attempts, fence, worker, lease_until)
    VALUES (${id}, 'test.held', 'default', '{}', 'running', 3, 1, 1, ${worker},
      now() + ${leaseSeconds} * interval '1 second')`
  return { id, fence: 1, worker }
})

/** Seconds until others may take the job; negative when they may. */
const leftOf = ({ id }: { readonly id: string }) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [row] = yield* sql<{ left: number }>`
      SELECT extract(epoch FROM lease_until - clock_timestamp())::float8 AS left FROM jobs WHERE id = ${id}`
    return row?.left ?? Number.NaN
  })

/** Holds up the event loop of this thread, as a handler does that computes. */
const holdUp = (milliseconds: number) =>
  Effect.sync(() => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds))

/** The connections that leases are renewed over. */
const sessions = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.map(
    sql<{ pid: number }>`
      SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'luminalib-leases'`,
    (rows) => rows.map(({ pid }) => pid)
  )
)

const patiently = Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "20 seconds" }))

type Keeper = Effect.Success<ReturnType<typeof makeLeaseThread>>

/** A process that is not held up: it says again and again what it holds. */
const running = Effect.fnUntraced(function* (keeper: Keeper) {
  const held = new Map<string, { readonly fence: number; readonly untilMs: number }>()
  const tell = Effect.flatMap(Clock.currentTimeMillis, (now) =>
    keeper.tell({
      worker,
      holdings: Array.from(held, ([id, { fence, untilMs }]) => ({ id, fence, forMs: untilMs - now }))
    })
  )
  yield* tell.pipe(Effect.repeat(Schedule.spaced("100 millis")), Effect.forkScoped)
  return {
    hold: ({ fence, id }: { readonly id: string; readonly fence: number }, forMs: number) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        held.set(id, { fence, untilMs: now + forMs })
        return tell
      }),
    release: ({ id }: { readonly id: string }) => Effect.sync(() => void held.delete(id))
  }
})

const withThread = <A, E>(
  body: (keeper: Keeper) => Effect.Effect<A, E, SqlClient.SqlClient | Scope.Scope>,
  entry?: URL
) =>
  Effect.gen(function* () {
    const url = yield* acquireMigrated
    return yield* Effect.gen(function* () {
      const keeper = yield* makeLeaseThread({ url, leaseSeconds, ...(entry === undefined ? {} : { entry }) })
      yield* keeper.isKeeping.pipe(
        Effect.filterOrFail((isKeeping) => isKeeping),
        Effect.retry(patiently)
      )
      return yield* body(keeper)
    }).pipe(Effect.provide(Layer.merge(Database.layerFrom({ url }), NodeServices.layer)))
  }).pipe(Effect.scoped, Effect.provide(Logger.layer([])))

describePostgres("leases", () => {
  describe.concurrent("kept by a thread", () => {
    it.live("outlast an event loop that is held up", () =>
      withThread((keeper) =>
        Effect.gen(function* () {
          const { hold } = yield* running(keeper)
          const [told, overdue, untold] = [yield* runningJob, yield* runningJob, yield* runningJob]
          yield* hold(told, 60_000)
          yield* hold(overdue, 100)
          yield* holdUp(leaseSeconds * 1000 + 500)
          assert.isAbove(yield* leftOf(told), 0)
          assert.isAbove(yield* leftOf(untold), 0, "what was claimed just before is kept, too")
          assert.isBelow(yield* leftOf(overdue), 0)
        })
      )
    )

    it.live("end when the attempt should have ended long ago, or was released", () =>
      withThread((keeper) =>
        Effect.gen(function* () {
          const { hold, release } = yield* running(keeper)
          const [overdue, released, held] = [yield* runningJob, yield* runningJob, yield* runningJob]
          yield* hold(overdue, 100)
          yield* hold(released, 60_000)
          yield* hold(held, 60_000)
          yield* release(released)
          for (const claim of [overdue, released]) {
            yield* leftOf(claim).pipe(
              Effect.filterOrFail((left) => left < 0),
              Effect.retry(patiently)
            )
          }
          assert.isAbove(yield* leftOf(held), 0)
        })
      )
    )

    it.live("are not prolonged once somebody else has the job, nor held up by one that is being settled", () =>
      withThread((keeper) =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const { hold } = yield* running(keeper)
          const [taken, settling, held] = [yield* runningJob, yield* runningJob, yield* runningJob]
          yield* sql`UPDATE jobs SET worker = 'other' WHERE id = ${taken.id}`
          yield* sql.withTransaction(
            Effect.gen(function* () {
              yield* sql`SELECT id FROM jobs WHERE id = ${settling.id} FOR UPDATE`
              for (const claim of [taken, settling, held]) yield* hold(claim, 60_000)
              for (const claim of [taken, settling]) {
                yield* leftOf(claim).pipe(
                  Effect.filterOrFail((left) => left < 0),
                  Effect.retry(patiently)
                )
              }
              assert.isAbove(yield* leftOf(held), 0)
            })
          )
        })
      )
    )

    it.live("are kept again after their connection was ended, and by a new thread after theirs has died", () =>
      withThread(
        (keeper) =>
          Effect.gen(function* () {
            const sql = yield* SqlClient.SqlClient
            const { hold } = yield* running(keeper)
            const claim = yield* runningJob
            yield* hold(claim, 60_000)
            const lapse = sql`UPDATE jobs SET lease_until = now() - interval '1 second' WHERE id = ${claim.id}`
            const keptAgain = leftOf(claim).pipe(
              Effect.filterOrFail((left) => left > 0),
              Effect.retry(patiently),
              Effect.andThen(sessions)
            )
            const first = yield* keptAgain
            yield* sql`SELECT pg_terminate_backend(${first[0] ?? 0})`
            yield* lapse
            const second = yield* keptAgain
            assert.notDeepEqual(second, first)

            yield* keeper.tell({ worker: "doom", holdings: [] })
            yield* sessions.pipe(
              Effect.filterOrFail((pids) => !pids.some((pid) => second.includes(pid))),
              Effect.retry(patiently)
            )
            yield* lapse
            yield* keptAgain
          }),
        new URL("./MortalLeaseWorker.ts", import.meta.url)
      )
    )
  })
})
