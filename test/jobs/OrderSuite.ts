import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, layer } from "@effect/vitest"
import { ConfigProvider, DateTime, Deferred, Effect, Layer, Ref, Schedule, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { Dispatch } from "#jobs/Dispatch.ts"
import * as Job from "#jobs/Job.ts"
import type { JobRow } from "#jobs/JobRow.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Runner from "#jobs/Runner.ts"
import type { TenantWall } from "#platform/TenantWall.ts"

const library = "01900000-0000-7000-8000-000000000001"
const payload = Schema.Struct({ name: Schema.String, key: Schema.optionalKey(Schema.String) })
type Payload = typeof payload.Type

const Plain = Job.make("order.plain", { payload })
const Keyed = Job.make("order.keyed", {
  payload,
  limits: { perKind: 3, perKey: { key: ({ key }) => key ?? "", running: 2 } }
})
const Rated = Job.make("order.rated", { payload, limits: { rate: { starts: 2, per: "1 second" } } })
const Parent = Job.make("order.parent", { payload, maxAttempts: 1 })

interface Asked {
  readonly organizationId?: string
  readonly key?: string
  readonly priority?: number
}
const ask = (job: typeof Plain, name: string, { key, organizationId = library, ...options }: Asked = {}) =>
  Job.request(job, { name, ...(key === undefined ? {} : { key }) }, { organizationId, ...options })

const enqueue = (...requests: ReadonlyArray<Job.JobRequest>) =>
  Effect.flatMap(Ledger, (ledger) => Effect.forEach(requests, ledger.enqueue))
const enqueueAll = (requests: ReadonlyArray<Job.JobRequest>) =>
  Effect.flatMap(Ledger, (ledger) => ledger.enqueueAll(requests))

type Run = (attempt: Job.Attempt<Payload>) => Effect.Effect<Job.Completion, Job.JobError>

/** Runs `body` while a worker with so many slots does all kinds as `run` says. */
const working = <A, E, R>(slots: number, run: Run, body: Effect.Effect<A, E, R>, more: Record<string, string> = {}) =>
  Effect.scoped(
    Effect.andThen(
      Layer.build(Runner.layer([Plain, Keyed, Rated, Parent].map((job) => Job.handler(job, run)))).pipe(
        Effect.provide(
          ConfigProvider.layer(
            ConfigProvider.fromUnknown({
              WORKER_DRAIN_SECONDS: "0",
              WORKER_CONCURRENCY_DEFAULT: `${slots}`,
              ...more
            })
          )
        )
      ),
      body
    )
  )

const find = (id: string) =>
  Effect.flatMap(Ledger, (ledger) => Effect.flatMap(ledger.find(library, id), (row) => Effect.fromOption(row)))
const patience = Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "20 seconds" }))
const eventually = (id: string, wish: (row: JobRow) => boolean) =>
  find(id).pipe(
    Effect.filterOrFail(wish, () => "not yet" as const),
    Effect.retry(patience)
  )
const isOver = (row: JobRow) => row.finishedAt !== null
/** When nothing waits or runs any more. */
const allDone = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  sql`SELECT id FROM jobs WHERE state IN ('pending', 'running') LIMIT 1`.pipe(
    Effect.filterOrFail(
      (rows) => rows.length === 0,
      () => "not yet" as const
    ),
    Effect.retry(patience)
  )
)

/** The names of what is asked for while the only slot is taken, in the order in which they are then run. */
const order = <A, E, R>(asking: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const seen = yield* Ref.make<ReadonlyArray<string>>([])
    const isTaken = yield* Deferred.make<void>()
    const goOn = yield* Deferred.make<void>()
    const see: Run = ({ payload }) =>
      payload.name === "slow"
        ? Effect.as(Effect.andThen(Deferred.succeed(isTaken, undefined), Deferred.await(goOn)), {})
        : Effect.as(
            Ref.update(seen, (names) => [...names, payload.name]),
            {}
          )
    yield* enqueue(ask(Plain, "slow"))
    yield* working(
      1,
      see,
      Effect.gen(function* () {
        yield* Deferred.await(isTaken)
        yield* asking
        yield* Deferred.succeed(goOn, undefined)
        yield* allDone
      }),
      { WORKER_EXPRESS: "false" }
    )
    return yield* Ref.get(seen)
  })

/** Watches how many run at once. */
const crowd = Effect.gen(function* () {
  const now = yield* Ref.make(0)
  const most = yield* Ref.make(0)
  const around = <A, E, R>(work: Effect.Effect<A, E, R>) =>
    Effect.acquireUseRelease(
      Effect.tap(
        Ref.updateAndGet(now, (n) => n + 1),
        (n) => Ref.update(most, (before) => Math.max(before, n))
      ),
      () => work,
      () => Ref.update(now, (n) => n - 1)
    )
  return { around, most: Ref.get(most) }
})

const newLibrary = (weight: number) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [row] = yield* sql<{ id: string }>`
      INSERT INTO organizations (id, name, job_weight)
      VALUES (gen_random_uuid(), 'Library ' || gen_random_uuid(), ${weight}) RETURNING id`
    return yield* Effect.fromNullishOr(row?.id)
  })

/** In which order, how many at once, and when: what the ledger promises on every database. */
export const orderSuite = <E1, E2>(
  name: string,
  database: Layer.Layer<SqlClient.SqlClient | TenantWall, E1>,
  dispatch: Layer.Layer<Dispatch, E2, SqlClient.SqlClient>
) => {
  const engine = Ledger.layer.pipe(
    Layer.provideMerge(dispatch),
    Layer.provideMerge(Layer.merge(database, NodeCrypto.layer))
  )
  layer(engine, { excludeTestServices: true, timeout: "60 seconds" })(`the order of work, ${name}`, (it) => {
    it.effect("a library with many jobs does not delay another's one", () =>
      Effect.gen(function* () {
        const other = yield* newLibrary(1)
        const many = enqueueAll(Array.from({ length: 20 }, (_, i) => ask(Plain, `many ${i}`)))
        const few = enqueueAll([0, 1].map((i) => ask(Plain, `few ${i}`, { organizationId: other })))
        const names = yield* order(Effect.andThen(many, few))
        assert.strictEqual(names.length, 22)
        assert.isBelow(names.indexOf("few 0"), 3)
        assert.isBelow(names.indexOf("few 1"), 5)
        assert.deepStrictEqual(
          names.filter((name) => name.startsWith("many")),
          Array.from({ length: 20 }, (_, i) => `many ${i}`),
          "each library's own keep their order"
        )
      })
    )

    it.effect("a library of which nothing runs does not wait for the slots that others have", () =>
      Effect.gen(function* () {
        const other = yield* newLibrary(1)
        const isTaken = yield* Deferred.make<void>()
        const goOn = yield* Deferred.make<void>()
        const isDone = yield* Deferred.make<void>()
        const run: Run = ({ payload }) =>
          Effect.as(
            payload.name === "long"
              ? Effect.andThen(Deferred.succeed(isTaken, undefined), Deferred.await(goOn))
              : Deferred.succeed(isDone, undefined),
            {}
          )
        yield* enqueueAll([ask(Plain, "long"), ask(Plain, "long")])
        yield* working(
          1,
          run,
          Effect.gen(function* () {
            yield* Deferred.await(isTaken)
            const [id] = yield* enqueue(ask(Plain, "short", { organizationId: other }))
            yield* Effect.timeout(Deferred.await(isDone), "20 seconds")
            assert.isDefined(id)
            const sql = yield* SqlClient.SqlClient
            const [still] = yield* sql<{ jobs: number }>`
              SELECT count(*)::int AS jobs FROM jobs WHERE state = 'pending' AND organization_id = ${library}`
            assert.strictEqual(still?.jobs, 1, "the library that has the slot waits for it")
            yield* Deferred.succeed(goOn, undefined)
            yield* allDone
          })
        )
      })
    )

    it.effect("a library with three times the weight gets three times the turns", () =>
      Effect.gen(function* () {
        const [heavy, light] = [yield* newLibrary(3), yield* newLibrary(1)]
        const twelve = (name: string, organizationId: string) =>
          enqueueAll(Array.from({ length: 12 }, (_, i) => ask(Plain, `${name} ${i}`, { organizationId })))
        const names = (yield* order(Effect.andThen(twelve("light", light), twelve("heavy", heavy)))).slice(0, 12)
        assert.approximately(names.filter((name) => name.startsWith("heavy")).length, 9, 1)
      })
    )

    it.effect("what is more urgent goes first, whoever asked for it", () =>
      Effect.gen(function* () {
        const asking = enqueueAll([
          ask(Plain, "usual"),
          ask(Plain, "last", { priority: -1 }),
          ask(Plain, "first", { priority: 5 })
        ])
        assert.deepStrictEqual(yield* order(asking), ["first", "usual", "last"])
      })
    )

    it.effect("work that must be new is refused while the same waits", () =>
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const once = { ...ask(Plain, "once"), uniqueKey: "once" }
        const twice = Effect.gen(function* () {
          const id = yield* ledger.enqueueNew(once)
          const refused = yield* Effect.flip(ledger.enqueueNew(once))
          assert.deepStrictEqual([refused._tag, refused._tag === "DuplicateJob" && refused.id], ["DuplicateJob", id])
        })
        assert.deepStrictEqual(yield* order(twice), ["once"])
        assert.deepStrictEqual(yield* order(ledger.enqueueNew(once)), ["once"], "its key is free again")
      })
    )

    it.effect("of many asked for at once, those with the same key are one", () =>
      Effect.gen(function* () {
        const same = (name: string) => ({ ...ask(Plain, name), uniqueKey: "same" })
        const asking = Effect.gen(function* () {
          const [a, b, c] = yield* enqueueAll([same("a"), same("b"), ask(Plain, "c")])
          assert.strictEqual(a, b)
          assert.notStrictEqual(a, c)
        })
        assert.deepStrictEqual(yield* order(asking), ["a", "c"])
      })
    )

    it.effect("where the last is kept, it replaces what waits and follows what runs, without overlap", () =>
      Effect.gen(function* () {
        const { around, most } = yield* crowd
        const last = (name: string) => ({ ...ask(Plain, name), replaceKey: "reader 7" })
        const [first] = yield* enqueue(last("a"), last("b"))
        const seen = yield* Ref.make<ReadonlyArray<string>>([])
        const begun = yield* Deferred.make<void>()
        const goOn = yield* Deferred.make<void>()
        const run: Run = ({ payload }) =>
          around(
            Effect.gen(function* () {
              yield* Ref.update(seen, (names) => [...names, payload.name])
              yield* Deferred.succeed(begun, undefined)
              yield* Deferred.await(goOn)
              return {}
            })
          )
        yield* working(
          4,
          run,
          Effect.gen(function* () {
            yield* Deferred.await(begun)
            const [third, fourth] = yield* enqueue(last("c"), last("d"))
            assert.strictEqual(third, fourth)
            assert.notStrictEqual(third, first)
            yield* Deferred.succeed(goOn, undefined)
            yield* allDone
          })
        )
        assert.deepStrictEqual(yield* Ref.get(seen), ["b", "d"])
        assert.strictEqual(yield* most, 1)
      })
    )

    it.effect("no more of a key and of a kind run at once than their limits allow, and all are run", () =>
      Effect.gen(function* () {
        const all = yield* crowd
        const ofA = yield* crowd
        yield* enqueueAll(["a", "b", "a", "a", "b", "a", "a", "b"].map((key, i) => ask(Keyed, `${key}${i}`, { key })))
        const pause = Effect.as(Effect.sleep("30 millis"), {})
        const run: Run = ({ payload }) => all.around(payload.key === "a" ? ofA.around(pause) : pause)
        yield* working(8, run, allDone)
        assert.deepStrictEqual([yield* ofA.most, yield* all.most], [2, 3])
      })
    )

    it.effect("a rate is kept: what is over it waits", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        // By the clock that keeps the rate: when work is heard of depends on how busy the machine is.
        const clock = Effect.flatMap(sql<{ readonly now: Date }>`SELECT clock_timestamp() AS now`, ([row]) =>
          Effect.fromNullishOr(row?.now.getTime())
        )
        const before = yield* clock
        const ids = yield* enqueueAll(Array.from({ length: 5 }, (_, i) => ask(Rated, `${i}`)))
        yield* working(8, () => Effect.succeed({}), allDone)
        const rows = yield* Effect.forEach(ids, find)
        const starts = rows.map(({ startedAt }) => (startedAt?.getTime() ?? 0) - before).toSorted((a, b) => a - b)
        assert.lengthOf(starts, 5)
        // Two at once, and one more every half second.
        for (const [index, earliest] of [0, 0, 500, 1_000, 1_500].entries()) {
          assert.isAtLeast(starts[index] ?? 0, earliest - 1, `${index}: ${starts.join()}`)
        }
      })
    )

    it.effect("what is asked for a moment to come is not run before", () =>
      Effect.gen(function* () {
        const soon = DateTime.add(yield* DateTime.now, { milliseconds: 700 })
        const [id] = yield* enqueue({ ...ask(Plain, "later"), runAt: soon })
        const row = yield* working(1, () => Effect.succeed({}), eventually(id ?? "", isOver))
        assert.isAtLeast(row.startedAt?.getTime() ?? 0, DateTime.toEpochMillis(soon))
      })
    )

    it.effect("when the last of a batch is over its end is run, once, and finds them", () =>
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const end = yield* ledger.enqueueBatch({
          jobs: ["a", "b", "broken"].map((name) => ask(Plain, name)),
          finish: ask(Parent, "end")
        })
        const run: Run = ({ children, payload }) => {
          if (payload.name === "broken")
            return Effect.fail(new Job.JobError({ code: "NO", message: "no", retry: "never" }))
          return Effect.map(Effect.orDie(children), (all) => ({
            result: payload.name === "end" ? all.map(({ state }) => state) : payload.name
          }))
        }
        const row = yield* working(4, run, eventually(end, isOver))
        assert.deepStrictEqual(
          [row.state, row.result, row.attempts],
          ["completed", ["completed", "completed", "failed"], 1]
        )
        const empty = yield* ledger.enqueueBatch({ jobs: [], finish: ask(Parent, "end") })
        assert.strictEqual((yield* working(1, run, eventually(empty, isOver))).state, "completed")
      })
    )

    it.effect("a job may wait for children of its own, and goes on with what they found", () =>
      Effect.gen(function* () {
        const run: Run = ({ children, payload }) =>
          Effect.map(Effect.orDie(children), (over): Job.Completion => {
            if (payload.name !== "whole") return { result: payload.name.length }
            return over.length === 0
              ? { children: { requests: ["a", "bb"].map((name) => ask(Plain, name)) } }
              : { result: over.map(({ result }) => result) }
          })
        const [id] = yield* enqueue(ask(Parent, "whole"))
        const row = yield* working(1, run, eventually(id ?? "", isOver))
        assert.deepStrictEqual([row.state, row.result, row.attempts], ["completed", [1, 2], 1])
      })
    )

    it.effect("a child that fails fails the job that needs it; one that is cancelled takes its children along", () =>
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const run: Run = ({ children, payload }) => {
          if (payload.name === "broken")
            return Effect.fail(new Job.JobError({ code: "NO", message: "no", retry: "never" }))
          if (payload.name === "endless") return Effect.never
          return Effect.map(Effect.orDie(children), (over) =>
            over.length > 0
              ? {}
              : { children: { requests: [ask(Plain, payload.name === "needs" ? "broken" : "endless")] } }
          )
        }
        const [needs, waits] = yield* enqueue(ask(Parent, "needs"), ask(Parent, "waits"))
        yield* working(
          4,
          run,
          Effect.gen(function* () {
            const failed = yield* eventually(needs ?? "", isOver)
            assert.deepStrictEqual([failed.state, failed.errors.at(-1)?.code], ["failed", "CHILD_FAILED"])
            yield* eventually(waits ?? "", (row) => row.state === "pending" && row.startedAt !== null)
            yield* ledger.cancel(library, waits ?? "")
            yield* allDone
          })
        )
        assert.strictEqual((yield* find(waits ?? "")).state, "cancelled")
      })
    )

    it.effect("what is paused waits, and goes on when it is resumed", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql`INSERT INTO job_controls (scope, name) VALUES ('kind', ${Plain.kind})`
        const [paused, other] = yield* enqueue(ask(Plain, "paused"), ask(Parent, "other"))
        yield* working(
          2,
          () => Effect.succeed({}),
          Effect.gen(function* () {
            yield* eventually(other ?? "", isOver)
            assert.strictEqual((yield* find(paused ?? "")).state, "pending")
            yield* sql`DELETE FROM job_controls`
            yield* eventually(paused ?? "", isOver)
            yield* sql`INSERT INTO job_controls (scope, name) VALUES ('queue', 'default')`
            const [waits] = yield* enqueue(ask(Parent, "waits"))
            yield* Effect.sleep("700 millis")
            assert.strictEqual((yield* find(waits ?? "")).state, "pending")
            yield* sql`DELETE FROM job_controls`
            yield* eventually(waits ?? "", isOver)
          })
        )
      })
    )
  })
}
