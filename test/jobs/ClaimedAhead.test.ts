import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Layer, Logger, Ref, Schedule, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { Dispatch } from "#jobs/Dispatch.ts"
import { handler, make, request } from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Runner from "#jobs/Runner.ts"
import { layerEmbedded } from "../support/TestDatabase.ts"

const Read = make("test.read", { payload: Schema.Struct({ slow: Schema.Boolean }) })
const reading = (slow: boolean) => request(Read, { slow }, { organizationId: null })

/** Tells once of work, and never again. */
const dispatch = Effect.map(Ref.make(false), (isTold) =>
  Dispatch.of({
    offer: () => Effect.void,
    take: () => Effect.flatMap(Ref.getAndSet(isTold, true), (told) => (told ? Effect.never : Effect.succeed(any)))
  })
)
const any = { _tag: "Any" } as const

const configuration = ConfigProvider.layer(
  ConfigProvider.fromUnknown({
    WORKER_CONCURRENCY_DEFAULT: "1",
    WORKER_CONCURRENCY_LLM: "0",
    WORKER_DRAIN_SECONDS: "0"
  })
)

describe("jobs claimed ahead", () => {
  it.live("are given back where the one before them takes long, although nothing else comes", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const ledger = yield* Ledger
      const isSlow = yield* Deferred.make<void>()
      const quick = Array.from({ length: 200 }, () => reading(false))
      yield* ledger.enqueueAll([...quick, reading(true), reading(false), reading(false), reading(false)])
      yield* Layer.build(
        Runner.layer([
          handler(Read, ({ payload }) =>
            Schema.is(Read.payload)(payload) && payload.slow
              ? Effect.andThen(Deferred.succeed(isSlow, undefined), Effect.never)
              : Effect.succeed({})
          )
        ])
      )
      yield* Deferred.await(isSlow)
      const states = sql<{ state: string; jobs: number; attempts: number }>`
        SELECT state, count(*)::int AS jobs, sum(attempts)::int AS attempts FROM jobs GROUP BY state ORDER BY state`
      const expected = [
        { state: "completed", jobs: 200, attempts: 200 },
        { state: "pending", jobs: 3, attempts: 0 },
        { state: "running", jobs: 1, attempts: 1 }
      ]
      const found = yield* states.pipe(
        Effect.filterOrFail(([completed, pending]) => completed?.jobs === 200 && pending?.jobs === 3),
        Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "20 seconds" }))),
        Effect.orElseSucceed(() => [])
      )
      assert.deepStrictEqual(found, expected)
    }).pipe(
      Effect.scoped,
      Effect.provide(
        Ledger.layer.pipe(
          Layer.provideMerge(Layer.effect(Dispatch, dispatch)),
          Layer.provideMerge(Layer.mergeAll(layerEmbedded, NodeCrypto.layer, Logger.layer([]))),
          Layer.provideMerge(configuration)
        )
      )
    )
  )
})
