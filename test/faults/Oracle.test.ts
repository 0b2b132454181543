import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { describePostgres } from "../support/Services.ts"
import { layerPostgres } from "../support/TestDatabase.ts"
import { makeOracle, type Oracle } from "./campaign/Oracle.ts"

const library = "01900000-0000-7000-8000-000000000001"

/** A job of the token, as if somebody had enqueued it and somebody else had completed it. */
const completed = Effect.fnUntraced(function* (oracle: Oracle, token: string) {
  const id = crypto.randomUUID()
  yield* oracle.rows(
    `INSERT INTO jobs (id, organization_id, kind, queue, payload, max_attempts)
     VALUES ($1, $2, 'fault.sleep', 'default', jsonb_build_object('token', $3::text), 1)`,
    [id, library, token]
  )
  yield* oracle.rows(`UPDATE jobs SET state = 'completed', finished_at = now() WHERE id = $1`, [id])
  yield* oracle.rows(`INSERT INTO fault_accepted (job_id, step, process) VALUES ($1, 'sleep', 1)`, [id])
  yield* oracle.rows(`INSERT INTO fault_effects (job_id, step, process) VALUES ($1, 'sleep', 1)`, [id])
  return id
})

const ordered = (oracle: Oracle, token: string) =>
  Effect.andThen(oracle.rows(`INSERT INTO fault_orders (token) VALUES ($1)`, [token]), completed(oracle, token))

const told = (acknowledged: Readonly<Record<string, string>>, rolledBack: ReadonlyArray<string> = []) => ({
  acknowledged: new Map(Object.entries(acknowledged)),
  rolledBack: new Set(rolledBack),
  unknown: new Set<string>()
})

const counts = Effect.fnUntraced(function* (oracle: Oracle, by: ReturnType<typeof told>) {
  const { doubled, lost, phantom } = yield* oracle.judge(by)
  return { lost, doubled, phantom }
})

/** Starts each story with no jobs. */
const emptied = Effect.fnUntraced(function* (oracle: Oracle) {
  yield* oracle.rows(`TRUNCATE jobs, fault_orders, fault_effects, fault_accepted, fault_log CASCADE`)
  return oracle
})

describePostgres("the oracle of the fault campaign", () => {
  layer(layerPostgres, { excludeTestServices: true, timeout: "60 seconds" })("finds", (it) => {
    it.effect("nothing wrong, a lost job, a doubled one and phantoms", () =>
      Effect.gen(function* () {
        const oracle = yield* makeOracle(yield* SqlClient.SqlClient)

        const id = yield* ordered(oracle, "well")
        assert.deepStrictEqual(yield* counts(oracle, told({ well: id })), { lost: 0, doubled: 0, phantom: 0 })

        // Acknowledged, and gone; acknowledged, completed, and without its effect.
        assert.strictEqual((yield* oracle.judge(told({ well: id, gone: crypto.randomUUID() }))).lost, 1)
        yield* oracle.rows(`DELETE FROM fault_effects`)
        assert.deepStrictEqual(yield* counts(oracle, told({ well: id })), { lost: 1, doubled: 0, phantom: 0 })

        // Completed a second time, by the ledger and by the handler.
        yield* emptied(oracle)
        const twice = yield* ordered(oracle, "twice")
        yield* oracle.rows(`UPDATE jobs SET state = 'pending', finished_at = NULL WHERE id = $1`, [twice])
        yield* oracle.rows(`UPDATE jobs SET state = 'completed', finished_at = now() WHERE id = $1`, [twice])
        yield* oracle.rows(`INSERT INTO fault_accepted (job_id, step, process) VALUES ($1, 'sleep', 2)`, [twice])
        assert.deepStrictEqual(yield* counts(oracle, told({ twice })), { lost: 0, doubled: 2, phantom: 0 })

        // A job of an order that was rolled back, and is not there.
        yield* emptied(oracle)
        yield* completed(oracle, "never")
        assert.deepStrictEqual(yield* counts(oracle, told({}, ["never"])), { lost: 0, doubled: 0, phantom: 2 })

        // An order that was committed without its job, and an effect of no job.
        yield* emptied(oracle)
        yield* oracle.rows(`INSERT INTO fault_orders (token) VALUES ('alone')`)
        yield* oracle.rows(`INSERT INTO fault_effects VALUES (gen_random_uuid(), 'sleep', 1)`)
        assert.deepStrictEqual(yield* counts(oracle, told({})), { lost: 0, doubled: 0, phantom: 2 })
      })
    )
  })
})
