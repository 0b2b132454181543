import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Option, Schedule, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { JobId } from "#contract/jobs/Job.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import { type Attempt, type Completion, handler, JobError, make, request } from "#jobs/Job.ts"
import { Leases } from "#jobs/Leases.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Runner from "#jobs/Runner.ts"
import * as BellInProcess from "#platform/events/BellInProcess.ts"
import { EventTail } from "#platform/events/EventTail.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { watch } from "../platform/events/Watching.ts"
import { toldIn } from "../support/Events.ts"

const Bind = make("test.bind", { payload: Schema.Struct({}), maxAttempts: 2 })
const person = "0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a10"

/** Rows of jobs belong to a library that there is. */
const newLibrary = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const organizationId = crypto.randomUUID()
  yield* sql`INSERT INTO organizations (id, name) VALUES (${organizationId}, ${organizationId})`
  return organizationId
})

const bind = (organizationId: string | null) => request(Bind, {}, { organizationId, createdBy: person })

const withWorker = <A, E, R>(
  run: (attempt: Attempt<object>) => Effect.Effect<Completion, JobError>,
  body: Effect.Effect<A, E, R>
) =>
  Effect.scoped(
    Effect.andThen(
      Layer.build(Runner.layer([handler(Bind, run)])).pipe(
        Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ WORKER_DRAIN_SECONDS: "0" })))
      ),
      body
    )
  )

/** What was told of a library's jobs, as soon as one of them is over. */
const untilOver = (organizationId: string) =>
  toldIn(organizationId).pipe(
    Effect.map((told) =>
      told.flatMap(({ event, to }) => ("status" in event.payload && "jobId" in event.payload ? [{ event, to }] : []))
    ),
    Effect.filterOrFail((told) => told.some(({ event }) => /completed|failed|cancelled/.test(event.eventType))),
    Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
  )

/** What is told of jobs, on whatever database. */
export const jobEventsSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) => {
  const engine = Layer.mergeAll(Ledger.layer, Leases.layer, EventTail.layer).pipe(
    Layer.provideMerge(Layer.merge(InProcess.layer, BellInProcess.layer)),
    Layer.provideMerge(Layer.merge(database, NodeCrypto.layer))
  )
  layer(engine, { excludeTestServices: true, timeout: "60 seconds" })(`what is told of jobs, ${name}`, (it) => {
    it.effect("each step, to whoever asked and to staff, with how far it is", () =>
      Effect.gen(function* () {
        const organizationId = yield* newLibrary
        const work = ({ report }: Attempt<object>) =>
          report(0.5, "binding").pipe(
            Effect.andThen(report(0.5, "binding")),
            Effect.as<Completion>({ commit: Effect.void })
          )
        const told = yield* withWorker(
          work,
          Effect.gen(function* () {
            const id = yield* (yield* Ledger).enqueue(bind(organizationId))
            const told = yield* untilOver(organizationId)
            for (const { event, to } of told) {
              assert.deepInclude(event.payload, { jobId: JobId.make(id), type: Bind.kind, relatedId: null })
              assert.deepStrictEqual(to, [person, "librarian"])
            }
            return told
          })
        )
        assert.deepStrictEqual(
          told
            .map(({ event: { eventType, payload } }) => [eventType, payload])
            .map(([type, payload]) => [
              type,
              ...(typeof payload === "object" && "attempts" in payload
                ? [payload.status, payload.progress, payload.phase, payload.attempts]
                : [])
            ]),
          [
            ["job.queued", "pending", 0, null, 0],
            ["job.started", "running", 0, null, 1],
            ["job.progressed", "running", 0.5, "binding", 1],
            ["job.completed", "completed", 1, null, 1]
          ]
        )
      })
    )

    it.effect("an attempt that failed, and that it failed for good", () =>
      Effect.gen(function* () {
        const organizationId = yield* newLibrary
        const work = ({ attempt }: Attempt<object>) =>
          Effect.fail(
            new JobError({ code: "TORN", message: "A page is torn.", retry: attempt === 1 ? "later" : "never" })
          )
        const told = yield* withWorker(
          work,
          Effect.gen(function* () {
            const ledger = yield* Ledger
            const id = yield* ledger.enqueue(bind(organizationId))
            const sql = yield* SqlClient.SqlClient
            // Nobody waits for the back-off.
            yield* Effect.forkChild(
              Effect.forever(
                Effect.delay(
                  sql`UPDATE jobs SET run_at = now() WHERE id = ${id} AND state = 'pending' AND attempts = 1`,
                  "20 millis"
                )
              )
            )
            return yield* untilOver(organizationId)
          })
        )
        assert.deepStrictEqual(
          told.map(({ event }) => event.eventType),
          ["job.queued", "job.started", "job.queued", "job.started", "job.failed"]
        )
      })
    )

    it.effect("that it is cancelled, while it waits; and nothing of what was never asked for", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const ledger = yield* Ledger
        const organizationId = yield* newLibrary
        const undone = Effect.andThen(ledger.enqueue(bind(organizationId)), Effect.fail("no"))
        yield* Effect.exit(sql.withTransaction(undone))
        assert.deepStrictEqual(yield* toldIn(organizationId), [])
        const id = yield* ledger.enqueue(bind(organizationId))
        yield* ledger.cancel(organizationId, id)
        const told = yield* untilOver(organizationId)
        assert.deepStrictEqual(
          told.map(({ event }) => event.eventType),
          ["job.queued", "job.cancelled"]
        )
      })
    )

    it.effect("nothing where nobody can see a difference, and nothing of the installation's own work", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const [ledger, leases] = [yield* Ledger, yield* Leases]
        const organizationId = yield* newLibrary
        const id = yield* ledger.enqueue(bind(organizationId))
        const claimed = yield* leases.claim({
          queue: "default",
          lead: { _tag: "Ids", ids: [id] },
          slots: 1,
          worker: "worker-of-a-test",
          skills: new Map([[Bind.kind, Bind.version]])
        })
        const before = yield* toldIn(organizationId)
        assert.lengthOf(before, 2)
        yield* leases.renew(claimed)
        yield* sql`UPDATE jobs SET turn = turn + 1 WHERE id = ${id}`
        assert.lengthOf(yield* toldIn(organizationId), 2)

        const count = Effect.map(sql<{ n: number }>`SELECT count(*)::int AS n FROM events`, ([row]) => row?.n)
        const all = yield* count
        yield* ledger.enqueue(bind(null))
        assert.strictEqual(yield* count, all)
      })
    )

    it.effect("of many that are asked for at once, each, and whoever watches is woken", () =>
      Effect.gen(function* () {
        const organizationId = yield* newLibrary
        const seen = yield* watch({ organizationId })
        const ids = yield* (yield* Ledger).enqueueAll(Array.from({ length: 300 }, () => bind(organizationId)))
        const events = yield* Effect.timeoutOption(seen.take(300), "5 seconds")
        assert.isTrue(Option.isSome(events))
        assert.lengthOf(ids, 300)
      })
    )
  })
}
