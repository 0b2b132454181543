import { Effect, Redacted, Schedule } from "effect"
import { performance } from "node:perf_hooks"
import type { JobId } from "#contract/jobs/Job.ts"
import { SummarizeBook } from "#features/intelligence/SummarizeBook.ts"
import { visitor } from "../../support/Library.ts"
import { sentences } from "../../support/Prose.ts"
import { OllamaAnswers, ScriptedOllama } from "../../support/ScriptedOllama.ts"
import { OpenAiAnswers, ScriptedOpenAi } from "../../support/ScriptedOpenAi.ts"
import { layerTestServices, startServer } from "../../support/TestServer.ts"
import { latency } from "./Findings.ts"
import type { Rig } from "./Rig.ts"
import { scenario, sharedServer } from "./Scenario.ts"

/** A model that begins every second answer and never ends one, and the variables that name it. */
const models = {
  ollama: Effect.map(ScriptedOllama.make, (server) => {
    const answer = (i: number) => (i % 2 === 0 ? OllamaAnswers.stall("A story ") : OllamaAnswers.hang())
    return {
      server,
      begin: (jobs: number) => server.script(...Array.from({ length: jobs }, (_, i) => answer(i))),
      env: { LLM_PROVIDER: "ollama", OLLAMA_BASE_URL: server.url }
    }
  }),
  openai: Effect.map(ScriptedOpenAi.make, (server) => {
    const answer = (i: number) => (i % 2 === 0 ? OpenAiAnswers.stall("A story ") : OpenAiAnswers.hang())
    return {
      server,
      begin: (jobs: number) => server.script(...Array.from({ length: jobs }, (_, i) => answer(i))),
      env: {
        LLM_PROVIDER: "openai",
        OPENAI_BASE_URL: server.url,
        OPENAI_API_KEY: "sk-good",
        OPENAI_MODEL: "test-model"
      }
    }
  })
}

const patiently = Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "60 seconds" }))

const soon = Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "10 seconds" }))

/** From the first cancel that is asked for until the last connection is closed. */
const limitMs = 2_000

/** All summaries of a library are waiting for the model when each is cancelled; gives what was seen of it. */
const cancelAll = Effect.fnUntraced(function* (
  rig: Rig,
  url: Redacted.Redacted,
  name: keyof typeof models,
  jobs: number
) {
  const { begin, env, server } = yield* models[name]
  begin(jobs)
  const { baseUrl } = yield* startServer({
    ...env,
    DATABASE_URL: Redacted.value(url),
    REDIS_URL: rig.redis.url,
    JWT_SECRET_KEY: "a secret of this test that is long enough",
    WORKER_CONCURRENCY_LLM: String(jobs),
    LLM_CONCURRENCY: String(jobs)
  })
  const librarian = yield* visitor(baseUrl)
  const { user } = yield* librarian.signUp(`${name}@example.org`, `The ${name} library`)
  yield* Effect.forEach(
    Array.from({ length: jobs }, (_, i) => i),
    (i) => librarian.upload(`Book ${i}`, { name: "a.txt", bytes: sentences(20, i).join(" ") }),
    { concurrency: 4 }
  )
  yield* Effect.sync(() => server.asked().length).pipe(
    Effect.filterOrFail((asked) => asked === jobs),
    Effect.retry(patiently)
  )
  const ids = yield* rig.oracle.rows<{ id: JobId }>(
    `SELECT id FROM jobs WHERE organization_id = $1 AND kind = $2 AND state = 'running'`,
    [user.organizationId, SummarizeBook.kind]
  )
  const cancelledAt = performance.now()
  yield* Effect.forEach(ids, ({ id }) => librarian.api.jobs.cancel({ params: { id } }), { concurrency: "unbounded" })
  const over = yield* rig.oracle.until(
    `jobs WHERE organization_id = $1 AND kind = $2 AND state = 'cancelled'`,
    [user.organizationId, SummarizeBook.kind],
    (count) => count === jobs,
    30
  )
  const closed = yield* Effect.sync(() =>
    server.asked().flatMap(({ closedAt, closedEarly }) => (closedEarly && closedAt !== undefined ? [closedAt] : []))
  ).pipe(Effect.repeat({ until: (times) => times.length === jobs, schedule: soon }))
  const written = yield* rig.oracle.count(
    `(SELECT id FROM books WHERE organization_id = $1 AND summary IS NOT NULL
      UNION ALL SELECT book_id FROM book_summaries WHERE organization_id = $1
      UNION ALL SELECT file_id FROM summary_parts WHERE organization_id = $1) AS written`,
    [user.organizationId]
  )
  return {
    times: closed.map((at) => at - cancelledAt),
    violations: [
      ...(ids.length === jobs ? [] : [`${name}: ${ids.length} of ${jobs} jobs ran`]),
      ...(over === jobs ? [] : [`${name}: ${over} of ${jobs} jobs are cancelled`]),
      ...(closed.length === jobs ? [] : [`${name}: ${closed.length} of ${jobs} connections were closed`]),
      ...(server.asked().length === jobs ? [] : [`${name}: the model was asked again`]),
      ...(written === 0 ? [] : [`${name}: ${written} summaries were written`])
    ]
  }
}, Effect.scoped)

/** Running jobs that wait for a model, at its first word or in the middle of its answer, are all cancelled at once. */
export const cancelledModels = scenario({
  number: 9,
  name: "jobs cancelled while a model answers",
  sizes: { quick: { jobs: 5 }, full: { jobs: 100 } },
  server: sharedServer,
  tell: Effect.fnUntraced(function* (rig, { jobs }, { url }) {
    const seen = yield* Effect.forEach(["ollama", "openai"] as const, (name) => cancelAll(rig, url, name, jobs)).pipe(
      Effect.provide(layerTestServices),
      Effect.orDie
    )
    const times = seen.flatMap(({ times }) => times)
    return {
      told: { acknowledged: new Map(), rolledBack: new Set(), unknown: new Set() },
      numbers: `${jobs} jobs with each of two models`,
      latencies: [
        latency("connection to the model closed", times),
        latency("the last of them", [Math.max(...times)], limitMs)
      ],
      violations: seen.flatMap(({ violations }) => violations)
    }
  })
})
