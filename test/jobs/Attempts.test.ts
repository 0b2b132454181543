import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import { handler, make, request } from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Runner from "#jobs/Runner.ts"
import { describePostgres } from "../support/Services.ts"
import { newOrganization } from "../support/TenantTables.ts"
import { layerPostgres } from "../support/TestDatabase.ts"

const Look = make("test.look", { payload: Schema.Struct({}) })

const engine = Ledger.layer.pipe(
  Layer.provideMerge(InProcess.layer),
  Layer.provideMerge(
    Layer.mergeAll(
      layerPostgres,
      NodeCrypto.layer,
      ConfigProvider.layer(ConfigProvider.fromUnknown({ WORKER_DRAIN_SECONDS: "0" }))
    )
  )
)

/** Which organisations a job for one, or for the installation, finds when it leaves its result. */
const seenBy = (organizationId: string | null) =>
  Effect.scoped(
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const ledger = yield* Ledger
      const seen = yield* Deferred.make<ReadonlyArray<string>>()
      const look = Effect.gen(function* () {
        const rows = yield* sql<{ id: string }>`SELECT id FROM organizations ORDER BY id`
        yield* Deferred.succeed(
          seen,
          rows.map(({ id }) => id)
        )
      })
      yield* Layer.build(Runner.layer([handler(Look, () => Effect.succeed({ commit: look }))]))
      yield* ledger.enqueue(request(Look, {}, { organizationId }))
      return yield* Deferred.await(seen)
    })
  )

describePostgres("what a job leaves", () => {
  layer(engine, { excludeTestServices: true, timeout: "60 seconds" })("is written", (it) => {
    it.effect("behind the wall of the organisation that the job is for", () =>
      Effect.gen(function* () {
        const [ours, theirs] = [yield* newOrganization, yield* newOrganization]
        assert.deepStrictEqual(yield* seenBy(ours), [ours])
        assert.includeMembers([...(yield* seenBy(null))], [ours, theirs])
      })
    )
  })
})
