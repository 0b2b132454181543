import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Exit, Fiber, Layer, Option, Ref, Schedule, Schema, Scope } from "effect"
import { SqlClient } from "effect/sql"
import type { Dispatch } from "#jobs/Dispatch.ts"
import { type Attempt, type Completion, handler, JobError, type JobHandler, make, request } from "#jobs/Job.ts"
import type { JobRow } from "#jobs/JobRow.ts"
import { Leases } from "#jobs/Leases.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Runner from "#jobs/Runner.ts"
import { Settlements } from "#jobs/Settlements.ts"
import { Upkeep } from "#jobs/Upkeep.ts"
import type { TenantWall } from "#platform/TenantWall.ts"

/** The installation's own library, which every database has from its first migration on. */
const library = "01900000-0000-7000-8000-000000000001"

const Greet = make("test.greet", { payload: Schema.Struct({ name: Schema.String }), maxAttempts: 3 })
type Greeting = typeof Greet.payload.Type

const greet = (name: string, options: { readonly uniqueKey?: string } = {}) =>
  request(Greet, { name }, { organizationId: library, ...options })

/** Runs `body` while a worker does greetings as `run` says. */
const withWorker = <A, E, R>(
  run: (attempt: Attempt<Greeting>) => Effect.Effect<Completion, JobError>,
  body: Effect.Effect<A, E, R>,
  handlers: ReadonlyArray<JobHandler> = [handler(Greet, run)]
) =>
  Effect.scoped(
    Effect.gen(function* () {
      yield* Layer.build(Runner.layer(handlers)).pipe(
        Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ WORKER_DRAIN_SECONDS: "0" })))
      )
      return yield* body
    })
  )

/** Somewhere for handlers to leave something. */
const tableOfGreeted = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS greeted (organization_id uuid NOT NULL, job_id uuid NOT NULL)`
  yield* sql`SELECT raise_tenant_wall()::text`
})

const done = (): Effect.Effect<Completion, JobError> => Effect.succeed({})

const find = (id: string) =>
  Effect.flatMap(Ledger, (ledger) => Effect.flatMap(ledger.find(library, id), (row) => Effect.fromOption(row)))

/** The job, as soon as it is as wished. */
const eventually = (id: string, wish: (row: JobRow) => boolean) =>
  find(id).pipe(
    Effect.filterOrFail(wish, () => "not yet" as const),
    Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
  )
const inState = (state: JobRow["state"]) => (row: JobRow) => row.state === state

const skills = new Map([[Greet.kind, Greet.version]])

const claimed = (id: string) =>
  Effect.flatMap(Leases, (leases) =>
    leases.claim({ queue: "default", lead: { _tag: "Ids", ids: [id] }, slots: 1, worker: "w", skills })
  )

/** The worker that runs the job is not heard of any more. */
const fallSilent = (id: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const upkeep = yield* Upkeep
    yield* sql`UPDATE jobs SET lease_until = now() - interval '1 second' WHERE id = ${id}`
    assert.strictEqual((yield* upkeep.reap([])).length, 1)
  })

const enqueue = (name: string, options: { readonly uniqueKey?: string } = {}) =>
  Effect.flatMap(Ledger, (ledger) => ledger.enqueue(greet(name, options)))

/** What every way of dispatching must keep to, on every database. */
export const engineSuite = <E1, E2>(
  name: string,
  database: Layer.Layer<SqlClient.SqlClient | TenantWall, E1>,
  dispatch: Layer.Layer<Dispatch, E2, SqlClient.SqlClient>
) => {
  const engine = Layer.mergeAll(Ledger.layer, Leases.layer, Settlements.layer, Upkeep.layer).pipe(
    Layer.provideMerge(dispatch),
    Layer.provideMerge(Layer.merge(database, NodeCrypto.layer))
  )
  layer(engine, { excludeTestServices: true, timeout: "60 seconds" })(`durable jobs, ${name}`, (it) => {
    it.effect("a job exists if and only if its transaction commits", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const heard = yield* Ref.make<ReadonlyArray<string>>([])
        const hear = ({ payload }: Attempt<Greeting>) =>
          Effect.as(
            Ref.update(heard, (names) => [...names, payload.name]),
            {}
          )
        yield* withWorker(
          hear,
          Effect.gen(function* () {
            yield* Effect.ignore(sql.withTransaction(Effect.andThen(enqueue("rolled back"), Effect.fail("no"))))
            const id = yield* sql.withTransaction(enqueue("committed"))
            yield* eventually(id, inState("completed"))
          })
        )
        assert.deepStrictEqual(yield* Ref.get(heard), ["committed"])
      })
    )

    it.effect("a failed attempt is noted and tried again, until it works", () =>
      Effect.gen(function* () {
        const flaky = ({ attempt }: Attempt<Greeting>) =>
          attempt === 1
            ? Effect.fail(new JobError({ code: "MODEL_BUSY", message: "come back", retry: "later" }))
            : Effect.succeed({ result: { greeted: true } })
        const row = yield* withWorker(
          flaky,
          Effect.flatMap(enqueue("flaky"), (id) => eventually(id, inState("completed")))
        )
        assert.strictEqual(row.attempts, 2)
        assert.deepStrictEqual(row.result, { greeted: true })
        assert.deepStrictEqual(
          row.errors.map(({ attempt, code, message }) => ({ attempt, code, message })),
          [{ attempt: 1, code: "MODEL_BUSY", message: "come back" }]
        )
      })
    )

    it.effect(
      "what waits for something that passes by itself loses no attempt by it, and says once what it waits for",
      () =>
        Effect.gen(function* () {
          const tries = yield* Ref.make(0)
          const waiting = () =>
            Effect.flatMap(
              Ref.updateAndGet(tries, (so) => so + 1),
              (tried): Effect.Effect<Completion, JobError> =>
                tried <= 3
                  ? Effect.fail(
                      new JobError({
                        code: "BUDGET_EXCEEDED",
                        message: "next month",
                        retry: "uncounted",
                        retryAfterMs: 10
                      })
                    )
                  : Effect.succeed({})
            )
          const sql = yield* SqlClient.SqlClient
          const row = yield* withWorker(
            waiting,
            Effect.gen(function* () {
              const id = yield* enqueue("patient")
              // Back-off is not what is looked at here.
              const hurry = sql`UPDATE jobs SET run_at = now() WHERE id = ${id} AND state = 'pending'`
              yield* Effect.forkScoped(Effect.repeat(hurry, Schedule.spaced("50 millis")))
              return yield* eventually(id, inState("completed"))
            })
          )
          assert.isAbove(yield* Ref.get(tries), Greet.maxAttempts)
          assert.deepStrictEqual([row.attempts, row.errors.map(({ code }) => code)], [1, ["BUDGET_EXCEEDED"]])
        }).pipe(Effect.scoped)
    )

    it.effect("what can never work goes to the dead letters at once, and runs when it is replayed", () =>
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const isFixed = yield* Ref.make(false)
        const run = () =>
          Effect.flatMap(Ref.get(isFixed), (fixed) =>
            fixed ? done() : Effect.fail(new JobError({ code: "PDF_ENCRYPTED", message: "locked", retry: "never" }))
          )
        yield* withWorker(
          run,
          Effect.gen(function* () {
            const id = yield* enqueue("locked")
            const failed = yield* eventually(id, inState("failed"))
            assert.strictEqual(failed.attempts, 1)
            assert.isTrue(Option.isNone(yield* ledger.cancel(library, id)), "it is over")
            yield* Ref.set(isFixed, true)
            yield* ledger.retry(library, id)
            const replayed = yield* eventually(id, inState("completed"))
            assert.strictEqual(replayed.attempts, 1)
            assert.isTrue(Option.isNone(yield* ledger.retry(library, id)), "what worked is not done again")
          })
        )
      })
    )

    it.effect("a defect is tried again and leaves nothing of its inside in the job", () =>
      Effect.gen(function* () {
        const run = ({ attempt }: Attempt<Greeting>) =>
          attempt === 1 ? Effect.die(new Error("postgres://user:secret@host")) : done()
        const row = yield* withWorker(
          run,
          Effect.flatMap(enqueue("defect"), (id) => eventually(id, inState("completed")))
        )
        assert.strictEqual(row.errors[0]?.code, "INTERNAL_ERROR")
        assert.notInclude(row.errors[0]?.message ?? "", "secret")
      })
    )

    it.effect("while work with a key waits, asking again gives the same job; afterwards a new one", () =>
      Effect.gen(function* () {
        const first = yield* enqueue("keyed", { uniqueKey: "k" })
        const second = yield* enqueue("keyed", { uniqueKey: "k" })
        assert.strictEqual(second, first)
        yield* withWorker(done, eventually(first, inState("completed")))
        const third = yield* enqueue("keyed", { uniqueKey: "k" })
        assert.notStrictEqual(third, first)
        yield* Effect.flatMap(Ledger, (ledger) => ledger.cancel(library, third))
      })
    )

    it.effect("progress is seen while the work runs", () =>
      Effect.gen(function* () {
        const goOn = yield* Deferred.make<void>()
        const run = ({ report }: Attempt<Greeting>) =>
          Effect.as(Effect.andThen(report(0.5, "halfway"), Deferred.await(goOn)), {})
        yield* withWorker(
          run,
          Effect.gen(function* () {
            const id = yield* enqueue("slow")
            const half = yield* eventually(id, (row) => row.progress > 0)
            assert.deepStrictEqual([half.progress, half.phase, half.state], [0.5, "halfway", "running"])
            yield* Deferred.succeed(goOn, undefined)
            const end = yield* eventually(id, inState("completed"))
            assert.deepStrictEqual([end.progress, end.phase], [1, null])
          })
        )
      })
    )

    it.effect("cancelling stops what runs and what waits", () =>
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const isStopped = yield* Deferred.make<void>()
        const run = () => Effect.onInterrupt(Effect.never, () => Deferred.succeed(isStopped, undefined))
        const waiting = yield* enqueue("waiting")
        const cancelled = yield* Effect.flatMap(ledger.cancel(library, waiting), Effect.fromOption)
        assert.strictEqual(cancelled.state, "cancelled")
        yield* withWorker(
          run,
          Effect.gen(function* () {
            const id = yield* enqueue("endless")
            yield* eventually(id, inState("running"))
            yield* ledger.cancel(library, id)
            yield* Effect.timeout(Deferred.await(isStopped), "20 seconds")
            yield* eventually(id, inState("cancelled"))
          })
        )
      })
    )

    it.effect("a job that fails while somebody cancels it is not tried again", () =>
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const run = ({ jobId }: Attempt<Greeting>) =>
          Effect.andThen(
            Effect.orDie(ledger.cancel(library, jobId)),
            Effect.fail(new JobError({ code: "MODEL_BUSY", message: "come back", retry: "later" }))
          )
        const row = yield* withWorker(
          run,
          Effect.flatMap(enqueue("cancelled and failed"), (id) => eventually(id, (job) => job.finishedAt !== null))
        )
        assert.deepStrictEqual([row.state, row.attempts], ["cancelled", 1])
      })
    )

    it.effect("a result that cannot be written fails its attempt, with what went wrong", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const run = (): Effect.Effect<Completion> => Effect.succeed({ commit: Effect.asVoid(sql`SELECT 1 / 0`) })
        const row = yield* withWorker(
          run,
          Effect.flatMap(enqueue("unwritable"), (id) => eventually(id, (job) => job.errors.length > 0))
        )
        assert.strictEqual(row.errors[0]?.code, "INTERNAL_ERROR")
        yield* Effect.flatMap(Ledger, (ledger) => ledger.cancel(library, row.id))
      })
    )

    it.effect("a long queue does not hide what is due in another", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const upkeep = yield* Upkeep
        const ids = yield* Effect.forEach(["a", "b", "c"], (name) => enqueue(name))
        yield* sql`UPDATE jobs SET queue = 'llm', run_at = now() - interval '1 hour' WHERE id IN ${sql.in(ids.slice(0, 2))}`
        const due = yield* upkeep.due(1, skills)
        assert.deepStrictEqual(due.map(({ queue }) => queue).toSorted(), ["default", "llm"])
        yield* sql`DELETE FROM jobs WHERE id IN ${sql.in(ids)}`
      })
    )

    it.effect("a worker that stops gives unfinished work back, and the attempt does not count", () =>
      Effect.gen(function* () {
        const id = yield* enqueue("unfinished")
        yield* withWorker(() => Effect.never, eventually(id, inState("running")))
        const row = yield* find(id)
        assert.deepStrictEqual([row.state, row.attempts, row.errors], ["pending", 0, []])
        yield* withWorker(done, eventually(id, inState("completed")))
      })
    )

    it.effect("a worker that stops lets running work finish first", () =>
      Effect.gen(function* () {
        const goOn = yield* Deferred.make<void>()
        const scope = yield* Scope.make()
        yield* Layer.build(Runner.layer([handler(Greet, () => Effect.as(Deferred.await(goOn), {}))])).pipe(
          Scope.provide(scope)
        )
        const id = yield* enqueue("nearly done")
        yield* eventually(id, inState("running"))
        const stopping = yield* Effect.forkChild(Scope.close(scope, Exit.void))
        yield* Deferred.succeed(goOn, undefined)
        yield* Fiber.join(stopping)
        assert.strictEqual((yield* find(id)).state, "completed")
      })
    )

    it.effect("the outcome of a worker that lost its lease is refused, with everything in its transaction", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const leases = yield* Leases
        const settlements = yield* Settlements
        const id = yield* enqueue("contended")
        const claim = Effect.map(claimed(id), ([row]) => row)
        const first = yield* Effect.fromNullishOr(yield* claim)
        yield* fallSilent(id)
        const second = yield* Effect.fromNullishOr(yield* claim)
        const completed = { _tag: "Completed", result: null } as const
        assert.strictEqual(yield* settlements.settle(first, completed), "lost")
        assert.strictEqual(yield* settlements.complete(first, null), "lost")
        assert.deepStrictEqual(yield* leases.watch([first]), [])
        // Two claims may have the same fence after a crash of the database: then the worker tells them apart.
        assert.strictEqual(yield* settlements.complete({ ...second, worker: "another" }, null), "lost")
        yield* sql`UPDATE jobs SET lease_until = now() + interval '5 seconds' WHERE id = ${id}`
        yield* leases.renew([second])
        assert.strictEqual(yield* settlements.complete(second, null), "settled")
        assert.strictEqual(yield* settlements.settle(second, completed), "already")
        assert.strictEqual(yield* settlements.complete(second, null), "already")
        assert.deepStrictEqual(
          (yield* find(id)).errors.map((error) => error.code),
          ["WORKER_LOST"]
        )
      })
    )

    it.effect(
      "a job that ends three workers is dead-lettered as poison, the second time it runs apart from others",
      () =>
        Effect.gen(function* () {
          const leases = yield* Leases
          const id = yield* enqueue("poison")
          for (let crash = 0; crash < 2; crash++) {
            assert.strictEqual((yield* claimed(id)).length, 1)
            yield* fallSilent(id)
          }
          assert.deepStrictEqual(yield* claimed(id), [], "it is not run among others any more")
          const [suspect] = yield* leases.claimSuspect({ worker: "w", skills })
          assert.strictEqual(suspect?.id, id)
          yield* fallSilent(id)
          const row = yield* find(id)
          assert.strictEqual(row.state, "failed")
          assert.deepStrictEqual(
            row.errors.map(({ code }) => code),
            ["WORKER_LOST", "WORKER_LOST", "POISONED"]
          )
        })
    )

    it.effect("a worker that dies does not cost the job one of its attempts", () =>
      Effect.gen(function* () {
        const id = yield* enqueue("unlucky")
        yield* claimed(id)
        yield* fallSilent(id)
        const fails = () =>
          Effect.fail(new JobError({ code: "MODEL_BUSY", message: "no", retry: "later", retryAfterMs: 1 }))
        yield* withWorker(
          fails,
          eventually(id, (row) => row.errors.length === 2)
        )
        assert.strictEqual((yield* find(id)).state, "pending")
        yield* Effect.flatMap(Ledger, (ledger) => ledger.cancel(library, id))
      })
    )

    it.effect("a payload that nobody can read is dead-lettered with a code", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const unreadable = yield* enqueue("unreadable")
        yield* sql`UPDATE jobs SET payload = '{"nom": 1}' WHERE id = ${unreadable}`
        yield* withWorker(
          done,
          Effect.gen(function* () {
            assert.strictEqual((yield* eventually(unreadable, inState("failed"))).errors[0]?.code, "DECODE_FAILED")
          })
        )
      })
    )

    it.effect("work of a kind or version that only newer workers know is left to them", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const unknown = yield* enqueue("of a kind unknown here")
        const newer = yield* enqueue("of a newer version")
        yield* sql`UPDATE jobs SET kind = 'test.newer' WHERE id = ${unknown}`
        yield* sql`UPDATE jobs SET version = 2 WHERE id = ${newer}`
        const known = yield* enqueue("known")
        yield* withWorker(done, eventually(known, inState("completed")))
        const { earlier, ...greet } = Greet
        const greet2 = { ...greet, version: 2, earlier: { ...earlier, 1: greet.payload } }
        assert.deepStrictEqual([(yield* find(unknown)).state, (yield* find(newer)).state], ["pending", "pending"])
        const old = yield* enqueue("of an old version")
        yield* withWorker(
          done,
          Effect.andThen(eventually(newer, inState("completed")), eventually(old, inState("completed"))),
          [handler(greet2, done)]
        )
        yield* sql`DELETE FROM jobs WHERE id = ${unknown}`
      })
    )

    it.effect(
      "two workers share 300 jobs, and each is completed once",
      () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          yield* tableOfGreeted
          const run = ({ jobId }: Attempt<Greeting>): Effect.Effect<Completion> =>
            Effect.succeed({
              commit: Effect.asVoid(sql`INSERT INTO greeted (organization_id, job_id) VALUES (${library}, ${jobId})`)
            })
          const ids = yield* Effect.forEach(
            Array.from({ length: 300 }, (_, i) => `n${i}`),
            (each) => enqueue(each),
            { concurrency: 8 }
          )
          const open = sql`SELECT id FROM jobs WHERE id IN ${sql.in(ids)} AND state <> 'completed' LIMIT 1`
          const allDone = open.pipe(
            Effect.filterOrFail((rows) => rows.length === 0),
            Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "50 seconds" })))
          )
          yield* withWorker(run, withWorker(run, allDone))
          const [counts] = yield* sql<{ all: number; each: number }>`
            SELECT count(*)::int AS all, count(DISTINCT job_id)::int AS each FROM greeted`
          assert.deepStrictEqual(counts, { all: 300, each: 300 })
        }),
      60_000
    )
  })
}
