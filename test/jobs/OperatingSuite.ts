import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { assert, layer } from "@effect/vitest"
import { DateTime, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { AllJobs } from "#jobs/AllJobs.ts"
import { Controls } from "#jobs/Controls.ts"
import { type DeadLetterFilter, type DeadLetterOrder, DeadLetters } from "#jobs/DeadLetters.ts"
import { QueueStats } from "#jobs/QueueStats.ts"
import type { TenantWall } from "#platform/TenantWall.ts"

const newLibrary = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const id = crypto.randomUUID()
  yield* sql`INSERT INTO organizations (id, name) VALUES (${id}, ${id})`
  return id
})

const ago = (seconds: number) =>
  Effect.map(DateTime.now, (now) => DateTime.toDateUtc(DateTime.subtract(now, { seconds })))

interface Work {
  readonly organizationId: string | null
  readonly kind?: string
  readonly queue?: string
  readonly state?: string
  readonly code?: string
  /** Seconds since it was due, or ended. */
  readonly age?: number
  readonly columns?: Readonly<Record<string, unknown>>
}

/** A job as it may stand in the ledger. */
const work = Effect.fnUntraced(function* ({ columns = {}, state = "failed", ...work }: Work) {
  const sql = yield* SqlClient.SqlClient
  const id = crypto.randomUUID()
  const { age = 0, code = "LLM_DOWN", kind = "test.read", organizationId, queue = "default" } = work
  const errors = state === "failed" ? [{ code, message: "No.", attempt: 3, at: "2026-03-04T05:06:07.089Z" }] : []
  const isOver = ["completed", "failed", "cancelled"].includes(state)
  const at = yield* ago(age)
  yield* sql`INSERT INTO jobs ${sql.insert({
    id,
    organizationId,
    kind,
    queue,
    payload: `{"page":"${id}"}`,
    maxAttempts: 3,
    attempts: 3,
    state,
    runAt: at,
    finishedAt: isOver ? at : null,
    leaseUntil: state === "running" ? yield* ago(-60) : null,
    ...columns
  })}`
  yield* sql`UPDATE jobs SET errors = ${JSON.stringify(errors)}::jsonb WHERE id = ${id}`
  return id
})

const rowsOf = (ids: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{
      readonly id: string
      readonly state: string
      readonly ready: boolean
      readonly attempts: number
      readonly payload: unknown
      readonly replayOf: string | null
      readonly dueInMs: number
    }>`
      SELECT id, state, ready, attempts, payload, replay_of, limit_key, errors -> 0 ->> 'code' AS code,
        extract(epoch FROM run_at - (SELECT min(run_at) FROM jobs WHERE id = ANY(${ids}::uuid[])))::float8 * 1000 AS due_in_ms
      FROM jobs WHERE id = ANY(${ids}::uuid[])`
    return ids.map((id) => rows.find((row) => row.id === id))
  })

const revive = (how: "retry" | "replay", filter: DeadLetterFilter, order: Partial<DeadLetterOrder> = {}) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql.withTransaction(DeadLetters.use((letters) => letters[how]({ filter, limit: 1_000, ...order })))
  )
const idsOf = (revived: ReadonlyArray<{ readonly id: string }>) => revived.map(({ id }) => id)

/** What those who run the installation see and do, on every database. */
export const operatingSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) => {
  const services = Layer.mergeAll(QueueStats.layer, Controls.layer, DeadLetters.layer, AllJobs.layer).pipe(
    Layer.provideMerge(Layer.merge(database, NodeCrypto.layer))
  )
  layer(services, { excludeTestServices: true, timeout: "60 seconds" })(`operating the ledger, ${name}`, (it) => {
    it.effect("every queue tells what is ready, waits, runs and failed, and how long the oldest has been due", () =>
      Effect.gen(function* () {
        const stats = yield* QueueStats
        const organizationId = yield* newLibrary
        const queue = "counted"
        const of = (state: string, more: Partial<Work> = {}) => work({ organizationId, queue, state, ...more })
        yield* of("pending", { age: 90 })
        yield* of("pending", { age: 30, kind: "test.mail" })
        yield* of("pending", { columns: { ready: false } })
        yield* of("pending", { columns: { ready: false, limitKey: "one" } })
        yield* of("pending", { columns: { ready: false, waitsForChildren: true } })
        for (const state of ["running", "failed", "failed", "completed", "cancelled"]) yield* of(state)
        const queues = yield* stats.queues
        const counted = queues.find((depth) => depth.queue === queue)
        const { oldestReadySeconds, ...depth } = counted ?? assert.fail("the queue is missing")
        assert.deepStrictEqual(depth, { queue, ready: 2, waiting: 3, running: 1, failed: 2, paused: false })
        assert.isTrue(oldestReadySeconds !== null && oldestReadySeconds >= 90 && oldestReadySeconds < 120)
        assert.includeMembers(
          queues.map((depth) => depth.queue),
          ["default", "llm"]
        )
        assert.deepStrictEqual(
          (yield* stats.kinds)
            .filter((depth) => depth.queue === queue)
            .map(({ count, kind, state }) => `${kind} ${state} ${count}`),
          ["test.mail ready 1", "test.read failed 2", "test.read ready 1", "test.read running 1", "test.read waiting 3"]
        )
      })
    )

    it.effect("a queue without work is there as well, and an empty one has no age", () =>
      Effect.gen(function* () {
        const { llm } = Object.fromEntries((yield* (yield* QueueStats).queues).map((depth) => [depth.queue, depth]))
        assert.deepStrictEqual(llm, {
          queue: "llm",
          ready: 0,
          waiting: 0,
          running: 0,
          failed: 0,
          oldestReadySeconds: null,
          paused: false
        })
      })
    )

    it.effect("a library's newest jobs are counted by state, and no more than asked for", () =>
      Effect.gen(function* () {
        const organizationId = yield* newLibrary
        for (const state of ["pending", "completed", "completed", "failed"]) yield* work({ organizationId, state })
        yield* work({ organizationId: yield* newLibrary })
        const stats = yield* QueueStats
        const all = { pending: 1, running: 0, completed: 2, failed: 1, cancelled: 0 }
        assert.deepStrictEqual(yield* stats.newestOf(organizationId, 100), all)
        const three = Object.values(yield* stats.newestOf(organizationId, 3))
        assert.strictEqual(
          three.reduce((sum, count) => sum + count, 0),
          3
        )
      })
    )

    it.effect("a queue is stopped once, by the first who asks, and goes on once", () =>
      Effect.gen(function* () {
        const { pause, resume } = yield* Controls
        const [first, second] = [crypto.randomUUID(), crypto.randomUUID()]
        const stopped = yield* pause("queue", "quiet", first)
        assert.deepStrictEqual([stopped.changed, stopped.pausedBy], [true, first])
        assert.deepStrictEqual(yield* pause("queue", "quiet", second), { ...stopped, changed: false })
        assert.isTrue((yield* pause("kind", "quiet", second)).changed)
        const stats = yield* QueueStats
        const isPaused = Effect.map(stats.queues, (queues) => queues.find(({ queue }) => queue === "quiet")?.paused)
        assert.isTrue(yield* isPaused)
        assert.isTrue((yield* resume("queue", "quiet")).changed)
        assert.isFalse((yield* resume("queue", "quiet")).changed)
        assert.isUndefined(yield* isPaused)
        yield* resume("kind", "quiet")
      })
    )

    it.effect(
      "dead letters are tried again with all attempts, those first that failed first, at the rate asked for",
      () =>
        Effect.gen(function* () {
          const organizationId = yield* newLibrary
          const newer = yield* work({ organizationId, age: 10 })
          const older = yield* work({ organizationId, age: 20, columns: { limitKey: "", limitRunning: 1 } })
          const oldest = yield* work({ organizationId, age: 30, columns: { crashes: 3 } })
          const ids = idsOf(yield* revive("retry", { organizationId }, { ratePerSecond: 4 }))
          assert.deepStrictEqual(ids, [oldest, older, newer])
          const rows = yield* rowsOf(ids)
          assert.deepStrictEqual(
            rows.map((row) => [row?.state, row?.ready, row?.attempts, row?.dueInMs]),
            [0, 250, 500].map((dueInMs) => ["pending", false, 0, dueInMs])
          )
          assert.deepStrictEqual(yield* revive("retry", { organizationId }), [])
        })
    )

    it.effect("a replay is a new job with the same payload and a link to its source, which stays", () =>
      Effect.gen(function* () {
        const organizationId = yield* newLibrary
        const source = yield* work({ organizationId, columns: { createdBy: organizationId } })
        const [id = "none"] = idsOf(yield* revive("replay", { organizationId }))
        const [replay, dead] = yield* rowsOf([id, source])
        assert.deepStrictEqual(
          [replay?.state, replay?.attempts, replay?.replayOf, replay?.payload],
          ["pending", 0, source, { page: source }]
        )
        assert.strictEqual(dead?.state, "failed")
      })
    )

    it.effect("is replayed once, however often it is asked for, and again only where the replay failed", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const organizationId = yield* newLibrary
        yield* Effect.forEach([1, 2, 3], () => work({ organizationId }))
        const clicks = yield* Effect.forEach([1, 2, 3, 4], () => revive("replay", { organizationId }), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(clicks.map((replays) => replays.length).toSorted(), [0, 0, 0, 3])
        assert.deepStrictEqual(yield* revive("retry", { organizationId }), [])
        const [failed] = idsOf(clicks.flat())
        yield* sql`UPDATE jobs SET state = 'failed', finished_at = now() WHERE id = ${failed}`
        const [again, ...more] = yield* rowsOf(idsOf(yield* revive("replay", { organizationId })))
        assert.strictEqual(again?.replayOf, failed)
        assert.deepStrictEqual(more, [])
      })
    )

    it.effect("only those are meant that every condition lets through, and no more than the limit", () =>
      Effect.gen(function* () {
        const organizationId = yield* newLibrary
        const kind = "test.filtered"
        const meant = yield* work({ organizationId, kind, queue: "llm", code: "BUSY", age: 60 })
        yield* work({ organizationId, kind, queue: "llm", code: "BUSY", age: 10 })
        yield* work({ organizationId, kind, queue: "llm", code: "BUSY", age: 300 })
        yield* work({ organizationId, kind, queue: "llm", code: "DOWN", age: 60 })
        yield* work({ organizationId, kind, queue: "default", code: "BUSY", age: 60 })
        yield* work({ organizationId: yield* newLibrary, kind, queue: "llm", code: "BUSY", age: 60 })
        yield* work({ organizationId, kind, queue: "llm", state: "cancelled", age: 60 })
        const filter = { organizationId, kind, queue: "llm", code: "BUSY" }
        const replayed = yield* revive("replay", {
          ...filter,
          failedAfter: yield* ago(120),
          failedBefore: yield* ago(30)
        })
        const [replay, ...more] = yield* rowsOf(idsOf(replayed))
        assert.strictEqual(replay?.replayOf, meant)
        assert.deepStrictEqual(more, [])
        assert.strictEqual((yield* revive("replay", { kind }, { limit: 2 })).length, 2)
      })
    )

    it.effect("work that was asked for anew is not repeated beside it", () =>
      Effect.gen(function* () {
        const organizationId = yield* newLibrary
        const keyed = (uniqueKey: string, state: string, age: number) =>
          work({ organizationId, state, age, columns: { uniqueKey } })
        yield* keyed("busy", "failed", 20)
        yield* keyed("busy", "running", 0)
        yield* keyed("free", "failed", 40)
        yield* keyed("free", "failed", 30)
        const replacing = { replaceKey: "last", limitKey: "last", limitRunning: 1 }
        yield* work({ organizationId, columns: replacing })
        yield* work({ organizationId, state: "pending", columns: { ...replacing, ready: false } })
        assert.strictEqual((yield* revive("replay", { organizationId })).length, 1)
        assert.deepStrictEqual(yield* revive("retry", { organizationId }), [])
      })
    )

    it.effect("jobs of all libraries are listed newest first and counted so far", () =>
      Effect.gen(function* () {
        const all = yield* AllJobs
        const kind = "test.listed"
        const ours = yield* work({ organizationId: null, kind, state: "running" })
        const theirs = yield* work({ organizationId: yield* newLibrary, kind, code: "BUSY" })
        const rows = { limit: 10, offset: 0, before: undefined }
        const listed = idsOf(yield* all.list({ kind }, rows))
        assert.deepStrictEqual(listed, [ours, theirs].toSorted().toReversed())
        assert.deepStrictEqual(idsOf(yield* all.list({ kind }, { ...rows, before: listed[0] })), listed.slice(1))
        assert.deepStrictEqual(idsOf(yield* all.list({ kind, state: "failed", code: "BUSY" }, rows)), [theirs])
        assert.deepStrictEqual(yield* all.list({ kind, queue: "llm" }, rows), [])
        assert.deepStrictEqual([yield* all.count({ kind }, 100), yield* all.count({ kind }, 1)], [2, 1])
      })
    )
  })
}
