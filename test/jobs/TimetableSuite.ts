import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, layer } from "@effect/vitest"
import { Cause, DateTime, Effect, Exit, Layer, Logger, Metric, Schedule, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Timetable from "#jobs/Timetable.ts"

const Tick = Job.make("test.tick", {
  payload: Schema.Struct({ entry: Schema.String, tick: Schema.DateTimeUtcFromString })
})

interface Options extends Partial<Timetable.EntryOptions> {
  readonly name: string
}

/** Each second, unless told otherwise. */
const entry = (options: Options) =>
  Timetable.entry({
    cron: "* * * * * *",
    missed: "all",
    request: (tick) => Job.request(Tick, { entry: options.name, tick }, { organizationId: null }),
    ...options
  })

/** Runs schedulers while the effect runs. */
const withSchedulers = <A, E, R>(
  schedulers: number,
  entries: ReadonlyArray<Timetable.Entry>,
  body: Effect.Effect<A, E, R>
) =>
  Effect.scoped(
    Effect.gen(function* () {
      for (let i = 0; i < schedulers; i++) yield* Layer.build(Timetable.layer(entries))
      return yield* body
    })
  )

/** As if its last tick had been so many seconds ago. */
const lastSeen = Effect.fnUntraced(function* (name: string, secondsAgo: number) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    INSERT INTO job_timetable (name, last_tick)
    VALUES (${name}, date_trunc('second', now()) - ${secondsAgo} * interval '1 second')`
})

/** Ticks asked for, in the order of their times. */
const asked = Effect.fnUntraced(function* (name: string) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ tick: string; key: string }>`
    SELECT payload ->> 'tick' AS tick, unique_key AS key FROM jobs
    WHERE organization_id IS NULL AND kind = ${Tick.kind} AND payload ->> 'entry' = ${name} ORDER BY 1`
  for (const { key, tick } of rows) assert.strictEqual(key, `${name}@${tick}`)
  return rows.map(({ tick }) => Date.parse(tick))
})

const remembered = Effect.fnUntraced(function* (name: string) {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ lastTick: Date }>`SELECT last_tick FROM job_timetable WHERE name = ${name}`
  return row?.lastTick.getTime()
})

/** Waits until there are so many. */
const eventually = (name: string, count: number) =>
  asked(name).pipe(
    Effect.filterOrFail(
      (ticks) => ticks.length >= count,
      (ticks) => `${ticks.length} of ${count}`
    ),
    Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "15 seconds" })))
  )

/** A sequence counts also what is rolled back. */
const refuseToRememberOnce = Effect.fnUntraced(function* (name: string) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE SEQUENCE tries`
  yield* sql`
    CREATE FUNCTION refuse_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF nextval('tries') = 1 THEN RAISE 'out of order'; END IF; RETURN NEW; END $$`
  yield* sql.unsafe(`CREATE TRIGGER refuse_once BEFORE UPDATE ON job_timetable FOR EACH ROW
    WHEN (NEW.name = '${name}') EXECUTE FUNCTION refuse_once()`)
})

const tries = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ tries: number }>`SELECT last_value::int AS tries FROM tries`
  return row?.tries ?? 0
})

const second = 1_000
const everySecondFrom = (first: number | undefined, count: number) =>
  Array.from({ length: count }, (_, i) => (first ?? 0) + i * second)

/** Ticks of an entry that became jobs, as operators see it. */
const counted = (name: string) =>
  Effect.map(Metric.snapshot, (series) =>
    series
      .filter(({ attributes, id }) => id === "timetable_ticks_total" && attributes?.["entry"] === name)
      .reduce((sum, one) => sum + (one.type === "Counter" ? Number(one.state.count) : 0), 0)
  )

/** What every database has to make possible. */
export const timetableSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient, E>) => {
  const jobs = Ledger.layer.pipe(
    Layer.provide(InProcess.layer),
    Layer.provideMerge(Layer.merge(database, NodeCrypto.layer))
  )
  const options = { excludeTestServices: true, timeout: "60 seconds", concurrent: true } as const
  layer(jobs, options)(`the timetable, ${name}`, (it) => {
    it.effect("with four schedulers at once, missed ticks and new ones are asked for once each", () =>
      Effect.gen(function* () {
        yield* lastSeen("busy", 250)
        const before = yield* remembered("busy")
        const ticks = yield* withSchedulers(4, [entry({ name: "busy" })], eventually("busy", 252))
        assert.deepStrictEqual(ticks, everySecondFrom((before ?? 0) + second, ticks.length))
        const all = yield* asked("busy")
        assert.strictEqual(yield* remembered("busy"), all.at(-1))
        assert.isAtLeast(yield* counted("busy"), all.length)
      })
    )

    it.effect("schedulers that come and go leave no tick out", () =>
      Effect.gen(function* () {
        yield* lastSeen("restless", 3)
        const before = yield* remembered("restless")
        for (let count = 3; count <= 5; count++) {
          yield* withSchedulers(1, [entry({ name: "restless" })], eventually("restless", count))
        }
        const ticks = yield* asked("restless")
        assert.deepStrictEqual(ticks, everySecondFrom((before ?? 0) + second, ticks.length))
      })
    )

    it.effect("what is missed becomes one job, or one for each tick, or none, as the entry says", () =>
      Effect.gen(function* () {
        const policies = ["once", "all", "skip"] as const
        // Not in this half hour, so that the last tick is far and the next one does not come meanwhile.
        const minute = (DateTime.toPartsUtc(yield* DateTime.now).minute + 30) % 60
        const hourly = policies.map((missed) => entry({ name: missed, missed, cron: `${minute} * * * *` }))
        for (const missed of policies) yield* lastSeen(missed, 5 * 3_600)
        // Is due as well, and comes last.
        yield* lastSeen("end", 3)
        yield* withSchedulers(1, [...hourly, entry({ name: "end" })], eventually("end", 1))
        const [once, all, skip] = [yield* asked("once"), yield* asked("all"), yield* asked("skip")]
        assert.strictEqual(all.length, 5)
        assert.deepStrictEqual(once, all.slice(-1))
        assert.deepStrictEqual(skip, [])
        assert.strictEqual(yield* remembered("once"), all.at(-1))
      })
    )

    it.effect("an entry that nobody has seen before has missed nothing", () =>
      Effect.gen(function* () {
        const ticks = yield* withSchedulers(2, [entry({ name: "new" })], eventually("new", 1))
        const since = DateTime.toEpochMillis(yield* DateTime.now) - 10 * second
        assert.isTrue(ticks.every((tick) => tick > since))
      })
    )

    it.effect(
      "a scheduler that fails between asking and remembering has asked for nothing, and the others are on time",
      () =>
        Effect.gen(function* () {
          yield* lastSeen("broken", 5)
          yield* lastSeen("sound", 5)
          yield* refuseToRememberOnce("broken")
          const before = yield* remembered("broken")
          const [mended, sound] = yield* withSchedulers(
            1,
            [entry({ name: "broken" }), entry({ name: "sound" })],
            Effect.all([eventually("broken", 5), eventually("sound", 5)], { concurrency: 2 })
          ).pipe(Effect.provide(Logger.layer([])))
          assert.deepStrictEqual(mended, everySecondFrom((before ?? 0) + second, mended.length))
          assert.isAtLeast(sound.length, 5)
          assert.isAtLeast(yield* tries, 2)
        })
    )

    it.effect("an entry that cannot be read, or that is there twice, stops the start", () =>
      Effect.gen(function* () {
        const start = (entries: ReadonlyArray<Timetable.Entry>) =>
          Effect.exit(Effect.scoped(Layer.build(Timetable.layer(entries))))
        const why = (exit: Exit.Exit<unknown>) => (Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "started")
        assert.include(why(yield* start([entry({ name: "late", cron: "0 25 * * *" })])), '"0 25 * * *"')
        assert.include(why(yield* start([entry({ name: "far", timeZone: "Europe/Atlantis" })])), "Europe/Atlantis")
        const twice = entry({ name: "twice" })
        assert.include(why(yield* start([twice, twice])), "two entries of the timetable are twice")
      })
    )
  })
}
