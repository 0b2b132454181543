import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import * as Job from "#jobs/Job.ts"
import { Leases } from "#jobs/Leases.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { type Outcome, Settlements } from "#jobs/Settlements.ts"
import { Upkeep } from "#jobs/Upkeep.ts"
import { layerEmbedded } from "../support/TestDatabase.ts"

const library = "01900000-0000-7000-8000-000000000001"
const Index = Job.make("test.index", { payload: Schema.Struct({ shelf: Schema.String }) })
const index = (shelf: string) => Job.request(Index, { shelf }, { organizationId: library, replaceKey: "shelves" })

const engine = Layer.mergeAll(Ledger.layer, Leases.layer, Settlements.layer, Upkeep.layer).pipe(
  Layer.provideMerge(InProcess.layer),
  Layer.provideMerge(Layer.merge(layerEmbedded, NodeCrypto.layer))
)

/** A job that runs, and the one that was asked for in its place meanwhile. */
const replaced = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const ledger = yield* Ledger
  yield* sql`DELETE FROM jobs`
  const first = yield* ledger.enqueue(index("old"))
  yield* sql`SELECT count(*) FROM admit_jobs(NULL, NULL)`
  const [claim] = yield* Effect.flatMap(Leases, (leases) =>
    leases.claim({
      queue: "default",
      lead: { _tag: "Ids", ids: [first] },
      slots: 1,
      worker: "w",
      skills: new Map([[Index.kind, 1]])
    })
  )
  const second = yield* ledger.enqueue(index("new"))
  return { claim: yield* Effect.fromNullishOr(claim), second }
})

const states = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`SELECT payload ->> 'shelf' AS shelf, state FROM jobs ORDER BY id`
)
const stoodAside = [
  { shelf: "old", state: "cancelled" },
  { shelf: "new", state: "pending" }
]

layer(engine, { excludeTestServices: true, timeout: "60 seconds" })("work that was replaced while it ran", (it) => {
  const outcomes: ReadonlyArray<Outcome> = [
    { _tag: "Retry", code: "MODEL_BUSY", message: "Come back.", delayMs: 0 },
    { _tag: "Released" }
  ]
  for (const outcome of outcomes) {
    it.effect(`stands aside for what replaced it, where it would be done again: ${outcome._tag}`, () =>
      Effect.gen(function* () {
        const settlements = yield* Settlements
        const { claim } = yield* replaced
        assert.strictEqual(yield* settlements.settle(claim, outcome), "settled")
        assert.deepStrictEqual(yield* states, stoodAside)
      })
    )
  }

  it.effect("stands aside where its worker died, and keeps no other job from coming back", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const ledger = yield* Ledger
      const upkeep = yield* Upkeep
      yield* replaced
      const other = yield* ledger.enqueue(Job.request(Index, { shelf: "other" }, { organizationId: library }))
      yield* sql`UPDATE jobs SET state = 'running', worker = 'w', lease_until = now() WHERE id = ${other}`
      const allDie = sql`UPDATE jobs SET lease_until = now() - interval '1 second' WHERE state = 'running'`
      yield* allDie
      assert.lengthOf(yield* upkeep.reap([]), 2)
      assert.deepStrictEqual(yield* states, [...stoodAside, { shelf: "other", state: "pending" }])

      yield* sql`UPDATE jobs SET state = 'running', worker = 'w', lease_until = now(), finished_at = NULL`
      yield* allDie
      assert.lengthOf(yield* upkeep.reap([]), 3, "although both had begun")
      assert.deepStrictEqual(yield* states, [...stoodAside, { shelf: "other", state: "pending" }])
    })
  )

  it.effect("has all its attempts where it takes the place of work that failed before", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const ledger = yield* Ledger
      const { second } = yield* replaced
      yield* sql`UPDATE jobs SET attempts = 4, crashes = 1 WHERE id = ${second}`
      assert.strictEqual(yield* ledger.enqueue(index("newest")), second)
      const [row] =
        yield* sql`SELECT payload ->> 'shelf' AS shelf, attempts - crashes AS tried FROM jobs WHERE id = ${second}`
      assert.deepStrictEqual(row, { shelf: "newest", tried: 0 })
    })
  )
})
