import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Schedule, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { Controls } from "#jobs/Controls.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import * as Job from "#jobs/Job.ts"
import type { JobRow } from "#jobs/JobRow.ts"
import { Leases } from "#jobs/Leases.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Runner from "#jobs/Runner.ts"
import { Settlements } from "#jobs/Settlements.ts"
import { Upkeep } from "#jobs/Upkeep.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { describePostgres } from "../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../support/TestDatabase.ts"
import { makePreviousEngine } from "./PreviousEngine.ts"

const library = "01900000-0000-7000-8000-000000000001"
const payload = Schema.Struct({ name: Schema.String })

/** A kind that both versions do, and one that the version before has never heard of. */
const Known = Job.make("catalogue.remove-objects", { payload })
const New = Job.make("test.new", { payload })
const OneByOne = Job.make("catalogue.collect-orphans", { payload, limits: { perKind: 1 } })

const request = (job: typeof Known, name: string, options: { readonly uniqueKey?: string } = {}) =>
  Job.request(job, { name }, { organizationId: library, ...options })
const enqueue = (job: typeof Known, name: string, options: { readonly uniqueKey?: string } = {}) =>
  Effect.flatMap(Ledger, (ledger) => ledger.enqueue(request(job, name, options)))

const skills = new Map([Known, New, OneByOne].map(({ kind, version }) => [kind, version]))
const presentClaim = Effect.flatMap(Leases, (leases) =>
  leases.claim({ queue: "default", lead: { _tag: "Any" }, slots: 10, worker: "worker-present", skills })
)
const previousWorker = "3f2c1b7a-0000-4000-8000-000000000000"
const previousClaim = Effect.flatMap(makePreviousEngine, ({ claim }) => claim("default", 10, previousWorker))

const idsOf = (rows: ReadonlyArray<{ readonly id: string }>) => rows.map(({ id }) => id).sort()

const find = (id: string) =>
  Effect.flatMap(Ledger, (ledger) => Effect.flatMap(ledger.find(library, id), (row) => Effect.fromOption(row)))
const eventually = (id: string, state: JobRow["state"]) =>
  find(id).pipe(
    Effect.filterOrFail(
      (row) => row.state === state,
      () => "not yet" as const
    ),
    Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
  )

/** Nothing is left to others. */
const clear = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`DELETE FROM jobs`)

const fallSilent = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`UPDATE jobs SET lease_until = now() - interval '1 second' WHERE state = 'running'`
)

const suite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) => {
  const engine = Layer.mergeAll(Ledger.layer, Leases.layer, Settlements.layer, Upkeep.layer, Controls.layer).pipe(
    Layer.provideMerge(InProcess.layer),
    Layer.provideMerge(Layer.merge(database, NodeCrypto.layer))
  )
  layer(engine, { excludeTestServices: true, timeout: "60 seconds" })(`beside the version before, ${name}`, (it) => {
    it.effect("jobs asked for by either version are done by either, each once", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const previous = yield* makePreviousEngine
        yield* sql`CREATE TABLE done (organization_id uuid NOT NULL, job_id uuid NOT NULL, by text NOT NULL)`
        yield* sql`SELECT raise_tenant_wall()::text`
        const note = (id: string, by: string) => Effect.asVoid(sql`INSERT INTO done VALUES (${library}, ${id}, ${by})`)

        // A consumer of the version before, whose jobs take a moment.
        const consume = previous.claim("default", 2, previousWorker).pipe(
          Effect.flatMap((claims) =>
            Effect.forEach(claims, (claim) =>
              sql.withTransaction(
                Effect.flatMap(previous.settle(claim, "completed"), (accepted) =>
                  accepted ? note(claim.id, "previous") : Effect.void
                )
              )
            )
          ),
          Effect.andThen(previous.reap),
          Effect.andThen(Effect.sleep("5 millis")),
          Effect.forever
        )
        const present = Job.handler(Known, ({ jobId }) =>
          Effect.delay(Effect.succeed({ commit: note(jobId, "present") }), "5 millis")
        )
        yield* Effect.forkScoped(consume)
        yield* Layer.build(Runner.layer([present])).pipe(
          Effect.provide(
            ConfigProvider.layer(
              ConfigProvider.fromUnknown({ WORKER_DRAIN_SECONDS: "0", WORKER_CONCURRENCY_DEFAULT: "2" })
            )
          )
        )
        yield* Effect.forEach(
          Array.from({ length: 60 }, (_, i) => i),
          (i) =>
            i % 2 === 0
              ? enqueue(Known, `n${i}`)
              : previous.enqueue({ kind: Known.kind, payload: { name: `n${i}` }, organizationId: library })
        )
        const open = sql`SELECT id FROM jobs WHERE state IN ('pending', 'running')`
        yield* Effect.repeat(open, { until: (rows) => rows.length === 0, schedule: Schedule.spaced("20 millis") })
        const [counts] = yield* sql`
          SELECT count(*)::int AS all, count(DISTINCT job_id)::int AS each, count(DISTINCT by)::int AS versions FROM done`
        assert.deepStrictEqual(counts, { all: 60, each: 60, versions: 2 })
        const [jobs] = yield* sql`
          SELECT count(*)::int AS completed, max(attempts) AS attempts FROM jobs WHERE state = 'completed'`
        assert.deepStrictEqual(jobs, { completed: 60, attempts: 1 })
      }).pipe(Effect.scoped, Effect.ensuring(Effect.orDie(clear)))
    )

    it.effect("the version before takes neither what is not ready or paused, nor what it cannot do", () =>
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const controls = yield* Controls
        yield* enqueue(New, "unknown there")
        const limited = yield* ledger.enqueueAll([request(OneByOne, "one"), request(OneByOne, "two")])
        const parent = yield* ledger.enqueueBatch({ jobs: [request(New, "child")], finish: request(Known, "parent") })
        const plain = yield* enqueue(Known, "plain")
        yield* controls.pause("kind", Known.kind, previousWorker)
        assert.deepStrictEqual(yield* previousClaim, [], "all of it waits")
        yield* controls.resume("kind", Known.kind)
        assert.deepStrictEqual(idsOf(yield* previousClaim), [plain])
        for (const id of [...limited, parent]) assert.strictEqual((yield* find(id)).attempts, 0)
      }).pipe(Effect.ensuring(Effect.orDie(clear)))
    )

    it.effect("what a worker of one version gives back, fails or loses is done by the other", () =>
      Effect.gen(function* () {
        const previous = yield* makePreviousEngine
        const settlements = yield* Settlements
        const upkeep = yield* Upkeep
        const id = yield* enqueue(Known, "handed to and fro")
        const take = Effect.flatMap(previousClaim, ([claim]) => Effect.fromNullishOr(claim))
        const takeNow = Effect.flatMap(presentClaim, ([claim]) => Effect.fromNullishOr(claim))

        assert.isTrue(yield* previous.settle(yield* take, "released"))
        yield* settlements.settle(yield* takeNow, { _tag: "Released" })
        assert.isTrue(yield* previous.settle(yield* take, "retry"))
        yield* Effect.sleep("5 millis")
        const tired = yield* takeNow
        yield* settlements.settle(tired, { _tag: "Retry", code: "MODEL_BUSY", message: "Come back.", delayMs: 0 })
        assert.deepStrictEqual(yield* previousClaim, [], "it gets its turn from the present version")
        yield* upkeep.promote

        // Whoever is taken for dead is refused by the other version as well.
        const silent = yield* take
        assert.deepStrictEqual(yield* previous.renew([silent]), [id])
        assert.deepStrictEqual(yield* upkeep.reap([]), [], "it lives")
        yield* fallSilent
        assert.lengthOf(yield* upkeep.reap([]), 1)
        const other = yield* takeNow
        assert.isFalse(yield* previous.settle(silent, "completed"))
        yield* fallSilent
        assert.lengthOf(yield* previous.reap, 1)
        const last = yield* take
        assert.strictEqual(yield* settlements.complete(other, null), "lost")
        assert.isTrue(yield* previous.settle(last, "completed"))
        const row = yield* find(id)
        assert.deepStrictEqual([row.state, row.attempts], ["completed", 5], "two that were given back do not count")
      }).pipe(Effect.ensuring(Effect.orDie(clear)))
    )

    it.effect("a key that is in use holds for both versions, and both may stop and repeat work", () =>
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const previous = yield* makePreviousEngine
        const asked = { kind: Known.kind, payload: { name: "x" }, organizationId: library, uniqueKey: "x" }
        const first = yield* Effect.fromNullishOr(yield* previous.enqueue(asked))
        assert.strictEqual(yield* enqueue(Known, "x", { uniqueKey: "x" }), first)
        assert.isUndefined(yield* previous.enqueue(asked))

        yield* previous.cancel(library, first)
        yield* ledger.retry(library, first)
        yield* ledger.cancel(library, first)
        yield* previous.retry(library, first)
        assert.deepStrictEqual(idsOf(yield* previous.due(10)), [first])
        assert.deepStrictEqual(idsOf(yield* presentClaim), [first])

        // The version before knows nothing of what a job waits for.
        const parent = yield* ledger.enqueueBatch({ jobs: [request(New, "child")], finish: request(Known, "parent") })
        yield* previous.cancel(library, parent)
        yield* ledger.retry(library, parent)
        assert.isTrue((yield* find(parent)).ready)
        yield* ledger.cancel(library, parent)
        yield* previous.retry(library, parent)
        assert.strictEqual((yield* eventually(parent, "pending")).attempts, 0)
      }).pipe(Effect.ensuring(Effect.orDie(clear)))
    )
  })
}

suite("embedded", layerEmbedded)
describePostgres("on a server", () => suite("PostgreSQL", layerPostgres))
