import { it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Redacted, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { Database } from "#platform/Database.ts"
import { migrate } from "#platform/Migrations.ts"
import { sqlDirectory } from "../support/EmbeddedTemplate.ts"
import { visitor } from "../support/Library.ts"
import { freePort, ownRedis } from "../support/OwnRedis.ts"
import { startProgram } from "../support/Program.ts"
import { startPrometheus } from "../support/Prometheus.ts"
import { S3Server } from "../support/S3Server.ts"
import { OpenAiAnswers, ScriptedOpenAi } from "../support/ScriptedOpenAi.ts"
import { until } from "../support/ScriptedServer.ts"
import { acquirePostgres } from "../support/TestDatabase.ts"
import { layerTestServices } from "../support/TestServer.ts"
import { describeWithTool } from "../support/Tools.ts"
import { send } from "../support/Wire.ts"

const text = "A letter to a friend who lives far away and answers every letter in time. ".repeat(40)
const refused = OpenAiAnswers.status(401, { message: "Incorrect API key" })
const summary = OpenAiAnswers.sse("Letters are written to a friend, and the friend answers them all in time.")

/** An installation under the eyes of Prometheus: an api, workers as they are started, and all that they stand on. */
const installation = Effect.gen(function* () {
  const redis = yield* ownRedis
  const s3 = yield* S3Server
  const model = yield* ScriptedOpenAi.make
  const prometheus = yield* startPrometheus
  const url = yield* acquirePostgres
  const database = yield* Layer.build(Database.layerFrom({ url }))
  const sql = yield* Effect.provide(SqlClient.SqlClient, database)
  yield* Effect.provide(migrate(sqlDirectory), database)
  const env = {
    ...s3.env,
    DATABASE_URL: Redacted.value(url),
    REDIS_URL: redis.url,
    JWT_SECRET_KEY: "a secret of this test that is long enough",
    LLM_PROVIDER: "openai",
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: "sk-good",
    OPENAI_MODEL: "scripted",
    LLM_CONCURRENCY: "16",
    WORKER_CONCURRENCY_LLM: "16",
    WORKER_STALL_SECONDS: "2",
    JOB_LEASE_SECONDS: "2"
  }
  const start = Effect.fnUntraced(function* (command: "serve" | "work") {
    const port = yield* freePort
    const program = yield* startProgram({ ...env, METRICS_PORT: `${port}` }, command)
    yield* send(`http://127.0.0.1:${port}`, { path: "/api/ready" }).pipe(
      Effect.filterOrFail(({ status }) => status === 200),
      Effect.retry(Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "60 seconds" })))
    )
    return { ...program, port }
  })
  const api = yield* start("serve")
  yield* prometheus.watch("api", [api.port])
  const baseUrl = yield* api.baseUrl
  const ada = yield* visitor(baseUrl)
  const { accessToken } = yield* ada.signUp("ada@example.org")
  const upload = (title: string) =>
    ada.upload(title, { name: "letters.txt", bytes: `${title} ${text}` }, { tags: "letters" })
  return { api, baseUrl, accessToken, model, prometheus, redis, s3, sql, start, summaryOf: ada.summaryOf, upload }
})

type Installation = Effect.Success<typeof installation>

const dependenciesLost = Effect.fnUntraced(function* ({
  accessToken,
  baseUrl,
  model,
  prometheus,
  redis,
  s3,
  summaryOf,
  upload
}: Installation) {
  yield* redis.stop
  yield* prometheus.until("fire", "DependencyDown")
  yield* redis.start
  yield* prometheus.until("are silent", "DependencyDown")

  model.script(summary)
  const { id } = yield* upload("Read by many")
  yield* summaryOf(id)
  yield* s3.behave(() => 503)
  const readers = yield* Effect.forkChild(
    Effect.forEach(
      Array.from({ length: 12 }),
      () =>
        Effect.forever(
          Effect.delay(
            send(baseUrl, { path: `/api/v1/books/${id}/file`, headers: { authorization: `Bearer ${accessToken}` } }),
            "100 millis"
          )
        ),
      { concurrency: "unbounded" }
    )
  )
  yield* prometheus.until("fire", "VitalDependencyDown", "RequestsFail")
  yield* s3.behave(() => "answer")
  yield* prometheus.until("are silent", "VitalDependencyDown", "RequestsFail")
  yield* Fiber.interrupt(readers)
})

const modelRefuses = Effect.fnUntraced(function* ({ model, prometheus, upload }: Installation) {
  model.script(...Array.from({ length: 60 }, () => refused))
  yield* Effect.forEach(Array.from({ length: 60 }), (_, i) => Effect.delay(upload(`Refused ${i}`), "200 millis"))
  yield* prometheus.until("fire", "ModelFails", "AttemptsFail")
  yield* prometheus.until("fire", "DeadLettersGrow")
  yield* prometheus.until("are silent", "ModelFails", "AttemptsFail", "DeadLettersGrow")
})

/** Jobs that are ready, of which a claim sees none: somebody holds their rows. */
const workerStalls = Effect.fnUntraced(function* ({ model, prometheus, sql, summaryOf, upload }: Installation) {
  yield* sql`INSERT INTO job_controls (scope, name) VALUES ('queue', 'llm')`
  yield* prometheus.until("fire", "QueuePausedLong")
  model.script(summary)
  const { id } = yield* upload("Held")
  const isHeld = yield* Deferred.make<void>()
  const letGo = yield* Deferred.make<void>()
  const holder = yield* Effect.forkChild(
    sql.withTransaction(
      Effect.gen(function* () {
        yield* sql`SELECT id FROM jobs WHERE state = 'pending' AND ready FOR UPDATE`
        yield* Deferred.succeed(isHeld, undefined)
        yield* Deferred.await(letGo)
      })
    )
  )
  yield* Deferred.await(isHeld)
  yield* sql`DELETE FROM job_controls`
  yield* prometheus.until("are silent", "QueuePausedLong")
  yield* prometheus.until("fire", "WorkerStalled")
  yield* Deferred.succeed(letGo, undefined)
  yield* Fiber.join(holder)
  yield* summaryOf(id)
  yield* prometheus.until("are silent", "WorkerStalled")
})

const workersDie = Effect.fnUntraced(function* (
  place: Installation,
  first: Effect.Success<ReturnType<Installation["start"]>>
) {
  const { model, prometheus, sql, start, upload } = place
  const before = model.asked().length
  model.script(...Array.from({ length: 14 }, () => OpenAiAnswers.hang()))
  yield* Effect.forEach(Array.from({ length: 14 }), (_, i) => upload(`Taken back ${i}`))
  yield* until(() => model.asked().length >= before + 14)
  const second = yield* start("work")
  yield* prometheus.watch("worker", [first.port, second.port])
  model.script(...Array.from({ length: 14 }, () => summary))
  yield* first.kill("SIGKILL")
  yield* prometheus.until("fire", "Redeliveries", "TargetDown")
  // One of two is still a worker.
  yield* prometheus.until("are silent", "NoWorker")
  yield* second.kill("SIGKILL")
  yield* prometheus.until("fire", "NoWorker")

  yield* upload("For the model")
  yield* upload("For anybody")
  yield* sql`UPDATE jobs SET run_at = now() - interval '2 hours' WHERE state = 'pending'`
  yield* sql`UPDATE jobs SET queue = 'default' WHERE state = 'pending' AND id = (SELECT max(id::text)::uuid FROM jobs)`
  yield* prometheus.until("fire", "ModelJobsWait", "JobsWait")

  const third = yield* start("work")
  yield* prometheus.watch("worker", [third.port])
  yield* prometheus.until("are silent", "ModelJobsWait", "JobsWait", "NoWorker", "TargetDown")
})

describeWithTool("prometheus", ["--version"])("an operator with Prometheus", () => {
  it.live(
    "is called when something breaks, told what, and left alone when it is mended",
    () =>
      Effect.gen(function* () {
        const place = yield* installation
        const { api, prometheus } = place
        yield* prometheus.until("fire", "NoWorker")
        const worker = yield* place.start("work")
        yield* prometheus.watch("worker", [worker.port])
        yield* prometheus.until("are silent", "NoWorker")
        yield* prometheus.quiet

        yield* dependenciesLost(place)
        yield* modelRefuses(place)
        yield* workerStalls(place)
        yield* prometheus.quiet
        yield* workersDie(place, worker)
        yield* api.kill("SIGKILL")
        yield* prometheus.until("fire", "NoApi")
      }).pipe(Effect.scoped, Effect.provide(Layer.merge(layerTestServices, S3Server.layer))),
    300_000
  )
})
