import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { ConfigProvider, Context, Effect, Layer, ManagedRuntime, Schedule, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as OverRedis from "#jobs/dispatch/OverRedis.ts"
import { handler, make, request } from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Runner from "#jobs/Runner.ts"
import { Database } from "#platform/Database.ts"
import { IoRedis } from "#platform/Redis.ts"
import * as Telemetry from "#platform/Telemetry.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { type Engine, poolSize, runSpec, type Spec } from "./Spec.ts"

/** The installation's own library, which every database has from its first migration on. */
const library = "01900000-0000-7000-8000-000000000001"

const Nothing = make("bench.nothing", { payload: Schema.Struct({ number: Schema.Int }) })
const one = request(Nothing, { number: 1 }, { organizationId: library })

const platform = (spec: Spec) =>
  Ledger.layer.pipe(
    Layer.provideMerge(OverRedis.layer.pipe(Layer.provide(IoRedis.layerKept))),
    Layer.provideMerge(Layer.mergeAll(IoRedis.layer, Layer.provideMerge(TenantWall.layer, Database.layer))),
    Layer.provideMerge(Layer.merge(NodeCrypto.layer, Telemetry.layer)),
    Layer.provideMerge(
      ConfigProvider.layer(
        ConfigProvider.fromUnknown({
          DATABASE_URL: spec.databaseUrl,
          DATABASE_POOL_MAX: `${poolSize}`,
          REDIS_URL: spec.redisUrl,
          LOG_LEVEL: "warn",
          WORKER_CONCURRENCY_DEFAULT: `${spec.concurrency}`
        })
      )
    )
  )

/** Every job is a transaction that has committed when the call answers; its completion likewise. */
const open = async (spec: Spec): Promise<Engine> => {
  const runtime = ManagedRuntime.make(platform(spec))
  const services = await runtime.context()
  const ledger = Context.get(services, Ledger)
  const sql = Context.get(services, SqlClient.SqlClient)

  const allWritten = sql`SELECT id FROM jobs WHERE state IN ('pending', 'running') LIMIT 1`.pipe(
    Effect.repeat({ until: (open) => open.length === 0, schedule: Schedule.spaced("5 millis") })
  )
  return {
    enqueue: () => runtime.runPromise(ledger.enqueue(one)),
    enqueueMany: (count) => runtime.runPromise(ledger.enqueueAll(Array.from({ length: count }, () => one))),
    process: (jobs, _, handle) => {
      let handled = 0
      const nothing = handler(Nothing, () =>
        Effect.sync(() => {
          handled += 1
          handle()
          return {}
        })
      )
      return runtime.runPromise(
        Effect.scoped(
          Effect.gen(function* () {
            yield* Layer.build(Runner.layer([nothing]))
            yield* Effect.sync(() => handled).pipe(
              Effect.repeat({ until: (count) => count >= jobs, schedule: Schedule.spaced("1 millis") })
            )
            yield* allWritten
          })
        )
      )
    },
    close: () => runtime.dispose()
  }
}

await runSpec(open)
