import { assert, it, layer } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Schedule, type Scope, Tracer } from "effect"
import { SqlClient } from "effect/sql"
import { installationLibrary } from "#contract/identity/Organization.ts"
import { JobId, type JobStatus } from "#contract/jobs/Job.ts"
import { visitor } from "../../support/Library.ts"
import { listening } from "../../support/Statements.ts"
import { type Environment, layerTestServices, startServer } from "../../support/TestServer.ts"

interface Work {
  readonly organizationId: string | null
  readonly kind?: string
  readonly queue?: string
  readonly state?: string
  readonly code?: string
}

/** An installation; without a worker what stands in its ledger stays there. */
const openInstallation = Effect.fnUntraced(function* (env: Environment, options = { worker: false }) {
  const { baseUrl, context } = yield* startServer(env, options)
  const someone = Effect.fnUntraced(function* (name: string, organizationName?: string) {
    const person = yield* visitor(baseUrl)
    const { user } = yield* person.signUp(`${name}@example.org`, organizationName)
    return { ...person, user }
  })
  const sql = <A, E>(run: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) =>
    Effect.provideContext(Effect.flatMap(SqlClient.SqlClient, run), context)

  const work = ({ code = "LLM_DOWN", kind = "test.read", organizationId, queue = "llm", state = "failed" }: Work) => {
    const id = JobId.make(crypto.randomUUID())
    const errors = [{ code, message: "No.", attempt: 3, at: "2026-03-04T05:06:07.089Z" }]
    return Effect.as(
      sql(
        (sql) => sql`
          INSERT INTO jobs (id, organization_id, kind, queue, payload, max_attempts, attempts, state, errors, finished_at)
          VALUES (${id}, ${organizationId}, ${kind}, ${queue}, '{}', 3, 3, ${state}, ${JSON.stringify(errors)}::jsonb,
            CASE WHEN ${state}::text IN ('completed', 'failed', 'cancelled') THEN now() END)`
      ),
      id
    )
  }
  // The first account of an installation is the admin of its own library.
  const operator = yield* someone("operator")
  /** The admin of another library. */
  const found = (name: string) => someone(name, `Library of ${name}`)
  return { someone, found, sql, work, operator }
})

/** One for the stories of a profile: none is told by what another leaves. */
class Installation extends Context.Service<
  Installation,
  Effect.Success<ReturnType<typeof openInstallation>> & {
    readonly profile: "embedded" | "server"
    /** Statements that the program has sent. */
    readonly statements: Array<string>
  }
>()("test/Installation") {
  static readonly layer = (environment: Effect.Effect<Environment, unknown, Scope.Scope>) =>
    Layer.effect(
      Installation,
      Effect.gen(function* () {
        const statements: Array<string> = []
        const env = yield* environment
        const open = Effect.provideService(openInstallation(env), Tracer.Tracer, listening(statements))
        const profile = env["DATABASE_URL"] === undefined ? ("embedded" as const) : ("server" as const)
        return { ...(yield* open), profile, statements }
      })
    ).pipe(Layer.provideMerge(layerTestServices))
}

const tagOf = <A, E extends { readonly _tag: string }, R>(call: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(call), ({ _tag }) => _tag)

/** What operators see and do over HTTP, in every profile. */
export const operationsSuite = (name: string, environment: Effect.Effect<Environment, unknown, Scope.Scope>) =>
  layer(Installation.layer(environment), { excludeTestServices: true, timeout: "60 seconds" })(
    `operating an installation, ${name}`,
    (it) => {
      it.effect("operators see and steer the work of all libraries, and nobody else does", () =>
        Effect.gen(function* () {
          const { found, operator, someone, sql, work } = yield* Installation
          const founder = yield* found("harbour")
          const theirs = founder.user.organizationId
          const { api } = operator
          const dead = yield* work({ organizationId: theirs })
          const own = yield* work({ organizationId: installationLibrary, kind: "test.mail", code: "MAIL_DOWN" })
          const nobodys = yield* work({ organizationId: null, kind: "test.tidy", queue: "default" })

          // Nobody but operators: not the admin of another library, not staff of the installation's own.
          const librarian = yield* someone("librarian")
          const promotion = { params: { id: librarian.user.id }, payload: { role: "librarian" as const } }
          yield* api.organization.updateUser(promotion)
          for (const { api } of [founder, librarian]) {
            const params = { id: dead }
            const payload = { filter: {}, limit: 10 }
            const { operations } = api
            const refusals = yield* Effect.all([
              tagOf(operations.queues()),
              tagOf(operations.kinds()),
              tagOf(operations.pauseQueue({ params: { name: "llm" } })),
              tagOf(operations.resumeQueue({ params: { name: "llm" } })),
              tagOf(operations.pauseKind({ params: { kind: "test.read" } })),
              tagOf(operations.resumeKind({ params: { kind: "test.read" } })),
              tagOf(operations.jobs({ query: { limit: 20 } })),
              tagOf(operations.job({ params })),
              tagOf(operations.retryJobs({ payload })),
              tagOf(operations.replayJobs({ payload })),
              tagOf(operations.retryJob({ params })),
              tagOf(operations.cancelJob({ params }))
            ])
            assert.deepStrictEqual([...new Set(refusals)], ["Forbidden"])
          }
          assert.strictEqual(yield* tagOf(founder.api.jobs.get({ params: { id: own } })), "JobNotFound")

          // Queues and kinds, stopped and let go.
          const queueNamed = (queue: string) =>
            Effect.map(api.operations.queues(), ({ items }) => items.find((depth) => depth.queue === queue))
          assert.strictEqual((yield* queueNamed("llm"))?.failed, 2)
          const paused = yield* api.operations.pauseQueue({ params: { name: "llm" } })
          assert.deepStrictEqual([paused.paused, paused.pausedBy], [true, operator.user.id])
          assert.isTrue((yield* queueNamed("llm"))?.paused)
          assert.deepStrictEqual(yield* api.operations.pauseQueue({ params: { name: "llm" } }), paused)
          const resumed = yield* api.operations.resumeQueue({ params: { name: "llm" } })
          assert.deepStrictEqual([resumed.paused, resumed.pausedAt, resumed.pausedBy], [false, null, null])
          assert.strictEqual(yield* tagOf(api.operations.pauseQueue({ params: { name: "lllm" } })), "QueueNotFound")
          yield* api.operations.pauseKind({ params: { kind: "test.tidy" } })
          assert.deepStrictEqual(
            (yield* api.operations.kinds()).items.map(({ count, kind, paused, state }) => [kind, state, count, paused]),
            [
              ["test.mail", "failed", 1, false],
              ["test.read", "failed", 1, false],
              ["test.tidy", "failed", 1, true]
            ]
          )
          yield* api.operations.resumeKind({ params: { kind: "test.tidy" } })

          // Jobs of all libraries, page by page and filtered.
          const newest = yield* api.operations.jobs({ query: { limit: 2 } })
          const rest = yield* api.operations.jobs({ query: { limit: 2, cursor: newest.nextCursor ?? "none" } })
          assert.sameMembers(
            [...newest.items, ...rest.items].map((job) => job.id),
            [dead, own, nobodys]
          )
          assert.strictEqual(newest.total, 3)
          const filtered = yield* api.operations.jobs({
            query: { limit: 20, state: "failed", kind: "test.mail", queue: "llm", code: "MAIL_DOWN" }
          })
          assert.deepStrictEqual(
            filtered.items.map(({ id, kind, organizationId, queue, type }) => ({
              id,
              kind,
              organizationId,
              queue,
              type
            })),
            [{ id: own, kind: "test.mail", organizationId: installationLibrary, queue: "llm", type: "test.mail" }]
          )
          const ofTheirs = yield* api.operations.jobs({ query: { limit: 20, organizationId: theirs } })
          assert.deepStrictEqual([ofTheirs.items.map((job) => job.id), ofTheirs.total], [[dead], 1])

          // One job of another library, and one of nobody's.
          for (const id of [dead, nobodys]) {
            const params = { id }
            assert.strictEqual((yield* api.operations.retryJob({ params })).status, "pending")
            assert.strictEqual((yield* api.operations.job({ params })).attempts, 0)
            assert.strictEqual((yield* api.operations.cancelJob({ params })).status, "cancelled")
            assert.strictEqual(yield* tagOf(api.operations.cancelJob({ params })), "JobNotCancellable")
          }
          const never = { id: JobId.make(crypto.randomUUID()) }
          assert.strictEqual(yield* tagOf(api.operations.retryJob({ params: never })), "JobNotFound")

          // Who did it is known: to the operator all of it, to the other library what was done to it.
          const done = yield* api.audit.list({ query: { limit: 100, organizationId: "all" } })
          assert.deepStrictEqual(
            done.items.map(({ action, organizationId, subjectId }) => [
              action,
              subjectId,
              organizationId === theirs ? "theirs" : "ours"
            ]),
            [
              ["job.cancel", nobodys, "ours"],
              ["job.retry", nobodys, "ours"],
              ["job.cancel", dead, "theirs"],
              ["job.retry", dead, "theirs"],
              ["kind.resume", "test.tidy", "ours"],
              ["kind.pause", "test.tidy", "ours"],
              ["queue.resume", "llm", "ours"],
              ["queue.pause", "llm", "ours"],
              ["user.change-role", librarian.user.id, "ours"]
            ]
          )
          assert.isTrue(
            done.items.every(({ actorId, requestId }) => actorId === operator.user.id && requestId !== null)
          )
          const seen = yield* founder.api.audit.list({ query: { limit: 100 } })
          assert.deepStrictEqual(
            seen.items.map(({ action, actorId }) => [action, actorId]),
            [
              ["job.cancel", operator.user.id],
              ["job.retry", operator.user.id]
            ]
          )
          const asked = { query: { limit: 20, organizationId: installationLibrary } }
          assert.strictEqual(yield* tagOf(founder.api.audit.list(asked)), "Forbidden")
          assert.strictEqual(yield* tagOf(librarian.api.audit.list({ query: { limit: 20 } })), "Forbidden")
          const rewritten = yield* Effect.exit(sql((sql) => sql`UPDATE audit_entries SET actor_id = ${theirs}`))
          assert.isTrue(Exit.isFailure(rewritten))
        })
      )

      it.effect("dead letters are tried again or replayed many at a time, once however often it is clicked", () =>
        Effect.gen(function* () {
          const { found, operator, statements, work } = yield* Installation
          const founder = yield* found("hill")
          const theirs = founder.user.organizationId
          const { operations } = operator.api
          const ours = yield* Effect.forEach([1, 2, 3], () => work({ organizationId: installationLibrary }))
          const others = yield* Effect.forEach([1, 2], () => work({ organizationId: theirs }))
          const mail = yield* work({ organizationId: theirs, kind: "test.mail" })
          const payload = { filter: { kind: "test.read" }, ratePerSecond: 0.5, limit: 100 }

          const clicks = yield* Effect.all([operations.replayJobs({ payload }), operations.replayJobs({ payload })], {
            concurrency: "unbounded"
          })
          const replayed = clicks.flatMap(({ ids }) => ids)
          assert.deepStrictEqual(clicks.map(({ count }) => count).toSorted(), [0, 5])
          const replays = yield* Effect.forEach(replayed, (id) => operations.job({ params: { id } }))
          assert.sameMembers(
            replays.map((job) => job.replayOf),
            [...ours, ...others]
          )
          assert.deepStrictEqual([...new Set(replays.map((job) => job.status))], ["pending"])
          const [first, second] = replays.map((job) => job.runAt.epochMilliseconds)
          assert.strictEqual((second ?? 0) - (first ?? 0), 2_000)

          const retry = { filter: { organizationId: theirs }, limit: 1_000 }
          assert.deepStrictEqual(yield* operations.retryJobs({ payload: retry }), { count: 1, ids: [mail] })
          assert.strictEqual((yield* founder.api.jobs.get({ params: { id: mail } })).status, "pending")

          const { items } = yield* operator.api.audit.list({ query: { limit: 20, organizationId: "all" } })
          assert.deepStrictEqual(
            items
              .filter(({ action }) => action === "jobs.retry" || action === "jobs.replay")
              .map(({ action, detail, organizationId }) => [action, organizationId === theirs, Object(detail).count])
              .toSorted(),
            [
              ["jobs.replay", false, 0],
              ["jobs.replay", false, 5],
              ["jobs.replay", true, 2],
              ["jobs.retry", false, 1],
              ["jobs.retry", true, 1]
            ]
          )

          // However many there are: the lock, the choice, the new jobs, the entries.
          yield* Effect.forEach([1, 2, 3], () => work({ organizationId: theirs, kind: "test.count" }))
          const asked = (call: Effect.Effect<unknown, unknown>) =>
            Effect.gen(function* () {
              statements.length = 0
              yield* call
              return statements.filter((statement) => /jobs|audit_entries/.test(statement)).length
            })
          const replay = { filter: { kind: "test.count" }, limit: 10 }
          assert.strictEqual(yield* asked(operations.replayJobs({ payload: replay })), 4)
          assert.strictEqual(yield* asked(operations.jobs({ query: { limit: 100 } })), 2)
          assert.strictEqual(yield* asked(operations.queues()), 1)
          const tooMany = operations.replayJobs({ payload: { filter: {}, limit: 10_001 } })
          assert.strictEqual(yield* asked(Effect.flip(tooMany)), 0)
        })
      )

      it.effect("staff of a library learn how the installation does, and of jobs only their own", () =>
        Effect.gen(function* () {
          const { found, operator, profile: stood, someone, work } = yield* Installation
          const founder = yield* found("lake")
          const theirs = founder.user.organizationId
          yield* work({ organizationId: installationLibrary })
          yield* work({ organizationId: theirs, state: "pending" })
          yield* work({ organizationId: theirs, state: "completed" })
          yield* operator.api.operations.pauseQueue({ params: { name: "default" } })
          const { dependencies, jobs, profile, queues, status, uptimeSeconds } = yield* founder.api.status.get()
          assert.deepStrictEqual(jobs, { pending: 1, running: 0, completed: 1, failed: 0, cancelled: 0 })
          assert.strictEqual(profile, stood)
          assert.strictEqual(status, "ready")
          assert.strictEqual(dependencies["database"], "up")
          assert.isTrue(uptimeSeconds >= 0 && uptimeSeconds < 60)
          assert.deepStrictEqual(
            queues.map(({ oldestReadySeconds, paused, queue }) => [queue, paused, oldestReadySeconds === null]),
            [
              ["default", true, true],
              ["llm", false, false]
            ]
          )
          const member = yield* someone("member")
          assert.strictEqual(yield* tagOf(member.api.status.get()), "Forbidden")
        })
      )
    }
  )

/** The same with a worker beside the server. */
export const steeringSuite = (environment: Effect.Effect<Environment, unknown, Scope.Scope>) => {
  it.live(
    "what is stopped waits until it is let go, and a replay is run like any other job",
    () =>
      Effect.gen(function* () {
        const { found, operator, sql } = yield* openInstallation(yield* environment, { worker: true })
        const founder = yield* found("harbour")
        const { operations } = operator.api
        const params = { kind: "intelligence.summarize-book" }
        yield* operations.pauseKind({ params })
        const book = yield* founder.upload("Letters", {
          name: "a.txt",
          bytes: "A letter to a friend far away. ".repeat(9)
        })
        const { items } = yield* founder.api.jobs.list({ query: { limit: 20, relatedId: book.id, type: params.kind } })
        const id = items[0]?.id ?? assert.fail("no job was asked for")
        /** The job, as soon as it is in the state. */
        const becomes = (id: JobId, status: JobStatus) =>
          operations.job({ params: { id } }).pipe(
            Effect.filterOrFail(
              (job) => job.status === status,
              (job) => `the job is ${job.status}`
            ),
            Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
          )
        // Another kind goes through meanwhile, on the same queue, and what is stopped was still not claimed.
        const [tidied] = yield* sql(
          (sql) => sql<{ readonly id: JobId }>`
            INSERT INTO jobs (id, kind, queue, payload, max_attempts)
            VALUES (${crypto.randomUUID()}, 'catalogue.remove-objects', 'llm', '{}', 1) RETURNING id`
        )
        yield* becomes(tidied?.id ?? id, "failed")
        assert.strictEqual((yield* becomes(id, "pending")).attempts, 0)
        yield* operations.resumeKind({ params })
        yield* becomes(id, "completed")

        yield* sql((sql) => sql`UPDATE jobs SET state = 'failed', finished_at = now() WHERE id = ${id}`)
        const { ids } = yield* operations.replayJobs({ payload: { filter: { kind: params.kind }, limit: 10 } })
        const replay = yield* becomes(ids[0] ?? id, "completed")
        assert.deepStrictEqual([replay.replayOf, replay.attempts], [id, 1])
        assert.match(replay.traceId ?? "", /^[0-9a-f]{32}$/)
      }).pipe(Effect.provide(layerTestServices)),
    60_000
  )
}
