import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Logger, Ref, Schedule, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { Dispatch } from "#jobs/Dispatch.ts"
import { handler, make, request } from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { makeIsNeglected } from "#jobs/Neglect.ts"
import * as Runner from "#jobs/Runner.ts"
import { WorkerHealth } from "#jobs/WorkerHealth.ts"
import { layerEmbedded } from "../support/TestDatabase.ts"

const Read = make("test.read", { payload: Schema.Struct({}), version: 2 })
const reading = request(Read, {}, { organizationId: null })
const skills = new Map([["test.read", 2]])

const patiently = Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "20 seconds" }))

/** A dispatch on which everybody waits in vain who came before it was mended. */
const mendable = Effect.gen(function* () {
  const isMended = yield* Ref.make(false)
  const asked = yield* Ref.make(0)
  const dispatch = Dispatch.of({
    offer: () => Effect.void,
    take: (queue) =>
      Effect.andThen(
        Ref.update(asked, (n) => (queue === "default" ? n + 1 : n)),
        Effect.flatMap(Ref.get(isMended), (mended) =>
          mended ? Effect.delay(Effect.succeed({ _tag: "Any" } as const), "20 millis") : Effect.never
        )
      )
  })
  return { dispatch, asked, mend: Ref.set(isMended, true) }
})

const database = Layer.mergeAll(layerEmbedded, NodeCrypto.layer, Logger.layer([]))

describe("a consumer that hangs", () => {
  it.live("is begun anew, and readiness knows of it until it claims", () =>
    Effect.gen(function* () {
      const { asked, dispatch, mend } = yield* mendable
      yield* Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const id = yield* Effect.flatMap(Ledger, (ledger) => ledger.enqueue(reading))
        yield* sql`UPDATE jobs SET run_at = now() - interval '1 minute' WHERE id = ${id}`
        const { isHealthy } = yield* WorkerHealth
        yield* Layer.build(Runner.layer([handler(Read, () => Effect.succeed({}))]))
        yield* isHealthy.pipe(
          Effect.filterOrFail((isHealthy) => !isHealthy),
          Effect.retry(patiently)
        )
        assert.isAtLeast(yield* Ref.get(asked), 2, "it was begun anew before it was given up")
        yield* mend
        yield* isHealthy.pipe(
          Effect.filterOrFail((isHealthy) => isHealthy),
          Effect.retry(patiently)
        )
        const [row] = yield* sql<{ state: string }>`SELECT state FROM jobs WHERE id = ${id}`.pipe(
          Effect.filterOrFail(([row]) => row?.["state"] === "completed"),
          Effect.retry(patiently)
        )
        assert.strictEqual(row?.state, "completed")
      }).pipe(
        Effect.provide(
          Layer.merge(Ledger.layer, WorkerHealth.layer).pipe(
            Layer.provideMerge(Layer.succeed(Dispatch, dispatch)),
            Layer.provideMerge(database),
            Layer.provideMerge(
              ConfigProvider.layer(ConfigProvider.fromUnknown({ WORKER_STALL_SECONDS: "1", WORKER_DRAIN_SECONDS: "0" }))
            )
          )
        )
      )
    }).pipe(Effect.scoped)
  )
})

describe("a neglected job", () => {
  it.live("is one that this worker could have claimed for long", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const isNeglected = yield* makeIsNeglected
      const asks = (queue = "default", able = skills) => isNeglected(queue, able, 30_000)
      const id = yield* Effect.flatMap(Ledger, (ledger) => ledger.enqueue(reading))
      assert.isFalse(yield* asks(), "it is new")
      yield* sql`UPDATE jobs SET run_at = now() - interval '1 minute' WHERE id = ${id}`
      assert.isTrue(yield* asks())

      assert.isFalse(yield* asks("llm"), "it is of another queue")
      assert.isFalse(yield* asks("default", new Map([["test.write", 2]])), "it is of another kind")
      assert.isFalse(yield* asks("default", new Map([["test.read", 1]])), "it is of a later version")
      for (const [scope, name] of [
        ["queue", "default"],
        ["kind", "test.read"]
      ]) {
        yield* sql`INSERT INTO job_controls (scope, name) VALUES (${scope ?? ""}, ${name ?? ""})`
        assert.isFalse(yield* asks(), `its ${scope} is paused`)
        yield* sql`DELETE FROM job_controls`
      }
      yield* sql`UPDATE jobs SET ready = false WHERE id = ${id}`
      assert.isFalse(yield* asks(), "it waits for a limit")
    }).pipe(
      Effect.scoped,
      Effect.provide(
        Ledger.layer.pipe(
          Layer.provide(Layer.mock(Dispatch, { offer: () => Effect.void })),
          Layer.provideMerge(database)
        )
      )
    )
  )
})
