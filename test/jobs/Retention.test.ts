import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Ref, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Retention from "#jobs/Retention.ts"
import { EventBell } from "#platform/events/EventBell.ts"
import { describePostgres } from "../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../support/TestDatabase.ts"

const Work = Job.make("test.work", { payload: Schema.Struct({ name: Schema.String }) })

const work = (name: string) => Job.request(Work, { name }, { organizationId: null })

/** As if the job had ended so many days ago. */
const over = Effect.fnUntraced(function* (id: string, state: "completed" | "failed" | "cancelled", daysAgo: number) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    UPDATE jobs SET state = ${state}, finished_at = now() - ${daysAgo} * interval '1 day', waits_for_children = false
    WHERE id = ${id}`
})

const add = Effect.fnUntraced(function* (name: string, state?: Parameters<typeof over>[1], daysAgo = 0) {
  const ledger = yield* Ledger
  const id = yield* ledger.enqueue(work(name))
  if (state !== undefined) yield* over(id, state, daysAgo)
  return id
})

/** One night's run; gives how many jobs went. */
const deleteOld = Effect.fnUntraced(function* (days: string, keepers: ReadonlyArray<Retention.Keeper> = []) {
  const [handler] = yield* Retention.handlers(keepers, [Job.handler(Work, () => Effect.succeed({}))]).pipe(
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ JOB_RETENTION_DAYS: days })))
  )
  if (handler === undefined) return yield* Effect.die("no handler")
  const { result } = yield* handler.run({
    jobId: crypto.randomUUID(),
    organizationId: null,
    payload: {},
    attempt: 1,
    report: () => Effect.void,
    children: Effect.succeed([])
  })
  return result
})

const names = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ name: string }>`
    SELECT payload ->> 'name' AS name FROM jobs WHERE organization_id IS NULL AND kind = ${Work.kind} ORDER BY 1`
  return rows.map(({ name }) => name)
})

const retentionSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient, E>) => {
  const jobs = Ledger.layer.pipe(
    Layer.provide(InProcess.layer),
    Layer.provideMerge(Layer.merge(database, NodeCrypto.layer))
  )
  layer(jobs, { excludeTestServices: true, timeout: "60 seconds" })(`jobs that are over, ${name}`, (it) => {
    it.effect("are removed after their time, dead letters after three times as long, nothing else ever", () =>
      Effect.gen(function* () {
        yield* add("completed", "completed", 29)
        yield* add("completed long ago", "completed", 31)
        yield* add("cancelled long ago", "cancelled", 31)
        yield* add("failed long ago", "failed", 89)
        yield* add("failed and forgotten", "failed", 91)
        yield* add("waits")
        assert.deepStrictEqual(yield* deleteOld("0"), { deleted: 0 })
        assert.deepStrictEqual(yield* deleteOld("30"), { deleted: 3 })
        assert.deepStrictEqual(yield* names, ["completed", "failed long ago", "waits"])
        assert.deepStrictEqual(yield* deleteOld("7"), { deleted: 2 })
        assert.deepStrictEqual(yield* names, ["waits"])
      })
    )

    it.effect("stay together with their family until all of it is old", () =>
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const parent = yield* ledger.enqueue(work("parent"))
        const [quiet = "", failed = ""] = yield* ledger.enqueueAll([work("child"), work("failed child")], parent)
        yield* over(quiet, "completed", 400)
        yield* over(failed, "failed", 400)
        assert.deepStrictEqual(yield* deleteOld("30"), { deleted: 0 }, "the parent still waits")
        yield* over(parent, "completed", 31)
        yield* deleteOld("30")
        assert.deepStrictEqual(yield* names, ["failed child", "parent", "waits"], "its dead letter is to be seen yet")
        yield* over(parent, "completed", 91)
        yield* deleteOld("30")
        yield* deleteOld("30")
        assert.deepStrictEqual(yield* names, ["waits"])
      })
    )

    it.effect("are kept while somebody is shown them, however many there are", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const ledger = yield* Ledger
        yield* ledger.enqueueAll(Array.from({ length: 1_200 }, (_, i) => work(`n${i}`)))
        yield* sql`
          UPDATE jobs SET state = 'completed', finished_at = now() - interval '40 days'
          WHERE organization_id IS NULL AND payload ->> 'name' LIKE 'n%'`
        const last = yield* add("just before", "completed", 39)
        const shown: Array<string> = []
        const keepAllButTheLast: Retention.Keeper = (ids) =>
          Effect.sync(() => {
            const kept = ids.filter((id) => id !== last)
            shown.push(...kept)
            return kept
          })
        assert.deepStrictEqual(yield* deleteOld("30", [keepAllButTheLast, () => Effect.succeed([])]), { deleted: 1 })
        assert.strictEqual(new Set(shown).size, 1_200)
        assert.strictEqual(shown.length, 1_200, "each is asked for once")
        assert.deepStrictEqual(yield* deleteOld("30"), { deleted: 1_200 })
      })
    )

    it.effect("do not hide work of a kind that nobody knows: it is given up after a week", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const ledger = yield* Ledger
        const Forgotten = Job.make("test.forgotten", { payload: Schema.Struct({ name: Schema.String }) })
        const forgotten = (name: string, options: { readonly uniqueKey?: string } = {}) =>
          Job.request(Forgotten, { name }, { organizationId: null, ...options })
        yield* add("known, and paused for long")
        const [recent = "", old = "", later = ""] = yield* ledger.enqueueAll([
          forgotten("recent"),
          forgotten("old", { uniqueKey: "one" }),
          { ...forgotten("later"), delay: "1 hour" }
        ])
        const parent = yield* ledger.enqueueBatch({ jobs: [forgotten("child")], finish: forgotten("parent") })
        yield* sql`
          UPDATE jobs SET run_at = now() - interval '7 days 1 minute'
          WHERE id <> ${recent} AND id <> ${later} AND state = 'pending'`
        const rings = yield* Ref.make(0)
        const bell = { ring: Ref.update(rings, (count) => count + 1), rung: Effect.never }
        assert.deepStrictEqual(yield* Effect.provideService(deleteOld("0"), EventBell, bell), { deleted: 0 })
        assert.isAtLeast(yield* Ref.get(rings), 1, "whoever watches is woken")
        const given = yield* sql<{ id: string; name: string; code: string }>`
          SELECT id, payload ->> 'name' AS name, errors -> 0 ->> 'code' AS code FROM jobs
          WHERE state = 'failed' ORDER BY name`
        assert.deepStrictEqual(
          given.map(({ code, name }) => [name, code]),
          [
            ["child", "UNKNOWN_JOB_TYPE"],
            ["old", "UNKNOWN_JOB_TYPE"]
          ]
        )
        const [again] = yield* ledger.enqueueAll([forgotten("asked for again", { uniqueKey: "one" })])
        assert.notStrictEqual(again, old, "its key is free")
        const [waiting] = yield* sql`SELECT state FROM jobs WHERE id = ${parent}`
        assert.deepStrictEqual(waiting, { state: "pending" }, "it ends with its children")
        yield* sql`DELETE FROM jobs WHERE kind = ${Forgotten.kind} OR payload ->> 'name' LIKE 'known%'`
      })
    )

    it.effect("take with them what is remembered of rates nobody uses", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql`INSERT INTO job_rates (kind, limit_key, arrival)
          SELECT 'test.work', n::text, now() - interval '25 hours' FROM generate_series(1, 1001) AS n`
        yield* sql`INSERT INTO job_rates (kind, limit_key, arrival) VALUES ('test.work', 'in use', now())`
        yield* deleteOld("0")
        const rates = yield* sql<{ limitKey: string }>`SELECT limit_key FROM job_rates`
        assert.deepStrictEqual(
          rates.map(({ limitKey }) => limitKey),
          ["in use"]
        )
      })
    )
  })
}

retentionSuite("embedded", layerEmbedded)
describePostgres("on a server", () => retentionSuite("PostgreSQL", layerPostgres))
