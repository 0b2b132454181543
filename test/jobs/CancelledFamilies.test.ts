import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Fiber, Layer, Logger, Schedule, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import * as Job from "#jobs/Job.ts"
import { Leases } from "#jobs/Leases.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Runner from "#jobs/Runner.ts"
import { Settlements } from "#jobs/Settlements.ts"
import { describePostgres } from "../support/Services.ts"
import { layerPostgres } from "../support/TestDatabase.ts"

const library = "01900000-0000-7000-8000-000000000001"
const Part = Job.make("test.part", { payload: Schema.Struct({}) })
const part = Job.request(Part, {}, { organizationId: library })
const patiently = Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "20 seconds" }))

const engine = Layer.mergeAll(Ledger.layer, Leases.layer, Settlements.layer).pipe(
  Layer.provideMerge(InProcess.layer),
  Layer.provideMerge(Layer.mergeAll(layerPostgres, NodeCrypto.layer, Logger.layer([])))
)

const statesOf = (id: string) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`
      SELECT id = ${id} AS parent, state FROM jobs WHERE id = ${id} OR parent_id = ${id} ORDER BY parent DESC`
  )

describePostgres("who cancels a job that gets children", () => {
  layer(engine, { excludeTestServices: true, timeout: "60 seconds" })("at the same moment", (it) => {
    it.effect("cancels them with it", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const ledger = yield* Ledger
        const leases = yield* Leases
        const settlements = yield* Settlements
        const id = yield* ledger.enqueue(part)
        const [job] = yield* leases.claim({
          queue: "default",
          lead: { _tag: "Ids", ids: [id] },
          slots: 1,
          worker: "w",
          skills: new Map([[Part.kind, 1]])
        })
        const claim = yield* Effect.fromNullishOr(job)
        const isWritten = yield* Deferred.make<void>()
        const cancelling = yield* Effect.forkChild(
          Effect.andThen(Deferred.await(isWritten), ledger.cancel(library, id))
        )
        yield* sql.withTransaction(
          Effect.gen(function* () {
            yield* settlements.settle(claim, { _tag: "Waits", onFailure: "fail" })
            yield* ledger.enqueueAll([part, part], id)
            yield* Deferred.succeed(isWritten, undefined)
            yield* sql`SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`.pipe(
              Effect.repeat({ until: (rows) => rows.length > 0, schedule: patiently })
            )
          })
        )
        yield* Fiber.join(cancelling)
        const state = "cancelled"
        assert.deepStrictEqual(yield* statesOf(id), [
          { parent: true, state },
          { parent: false, state },
          { parent: false, state }
        ])
      })
    )

    it.effect("keeps it from getting any, once it is to stop", () =>
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const isCancelled = yield* Deferred.make<void>()
        const run = ({ jobId }: Job.Attempt<unknown>) =>
          Effect.uninterruptible(
            ledger
              .cancel(library, jobId)
              .pipe(
                Effect.andThen(Deferred.succeed(isCancelled, undefined)),
                Effect.as({ children: { requests: [part] } })
              )
          )
        yield* Layer.build(Runner.layer([Job.handler(Part, run)])).pipe(
          Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ WORKER_DRAIN_SECONDS: "0" })))
        )
        const id = yield* ledger.enqueue(part)
        yield* Deferred.await(isCancelled)
        const states = yield* statesOf(id).pipe(
          Effect.filterOrFail(([parent]) => parent?.["state"] !== "running"),
          Effect.retry(patiently)
        )
        assert.deepStrictEqual(states, [{ parent: true, state: "cancelled" }])
      }).pipe(Effect.scoped)
    )
  })
})
