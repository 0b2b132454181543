import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { execFileSync } from "node:child_process"
import { request } from "node:http"
import { visitor } from "../support/Library.ts"
import { preparedDirectory, type Program, startProgram, temporaryDirectory } from "../support/Program.ts"
import { OpenAiAnswers, ScriptedOpenAi } from "../support/ScriptedOpenAi.ts"
import { until } from "../support/ScriptedServer.ts"
import { layerTestServices } from "../support/TestServer.ts"
import { multipart, problemIn, send } from "../support/Wire.ts"

const summary = "Letters are written to a friend, and the friend answers them all in time."
const letters = "A letter to a friend who lives far away and answers every letter in time. ".repeat(40)

/** Sends a form in two halves: the second when it is told to. */
const slowUpload = Effect.fnUntraced(function* (baseUrl: string, token: string, title: string) {
  const { body, headers } = multipart([
    { name: "title", content: title },
    { name: "author", content: "A Person" },
    { name: "file", filename: "a.txt", content: letters.repeat(20) }
  ])
  const { hostname, port } = new URL(baseUrl)
  const sent = request({
    hostname,
    port,
    method: "POST",
    path: "/api/v1/books",
    agent: false,
    headers: { ...headers, authorization: `Bearer ${token}`, "content-length": body.length }
  })
  const answered = new Promise<number>((resolve, reject) => {
    sent.on("response", (response) => resolve(response.resume().statusCode ?? 0))
    sent.on("error", reject)
  })
  const half = body.length >> 1
  yield* Effect.callback<void>((resume) => {
    sent.write(body.subarray(0, half), () => resume(Effect.void))
  })
  return Effect.suspend(() => {
    sent.end(body.subarray(half))
    return Effect.promise(() => answered)
  })
})

/** The last line that the program printed at a level. */
const lastLine = (program: Program, level: string) =>
  program
    .output()
    .split("\n")
    .filter((line) => line.includes(`"level":"${level}"`))
    .at(-1) ?? ""

const isDraining = (baseUrl: string) =>
  send(baseUrl, { path: "/api/ready" }).pipe(
    Effect.filterOrFail(({ text }) => text.includes('"status":"draining"')),
    Effect.retry(Schedule.spaced("10 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
  )

const memoryOf = (program: Program) => Number(execFileSync("ps", ["-o", "rss=", "-p", `${program.pid}`]).toString())

describe("a process of the library", () => {
  it.live(
    "finishes what is under way, gives unfinished work back, and goes on with it at the next start",
    () =>
      Effect.gen(function* () {
        const llm = yield* ScriptedOpenAi.make
        const env = {
          DATA_DIR: yield* preparedDirectory,
          LLM_PROVIDER: "openai",
          OPENAI_BASE_URL: llm.url,
          OPENAI_MODEL: "scripted",
          WORKER_DRAIN_SECONDS: "0",
          SHUTDOWN_DELAY_SECONDS: "2"
        }
        llm.script(OpenAiAnswers.hang(), ...Array.from({ length: 10 }, () => OpenAiAnswers.sse(summary)))

        const first = yield* startProgram(env)
        const before = yield* visitor(yield* first.baseUrl)
        const session = yield* before.signUp("ada@example.org")
        const book = yield* before.upload("Letters", { name: "letters.txt", bytes: letters })
        yield* until(() => llm.asked().length === 1)
        const finish = yield* slowUpload(yield* first.baseUrl, session.accessToken, "Under way")
        yield* first.kill("SIGTERM")
        yield* isDraining(yield* first.baseUrl)
        assert.strictEqual(yield* finish, 201)
        assert.deepStrictEqual(yield* first.exit, { code: 0, signal: null })
        assert.notInclude(first.output(), '"level":"ERROR"')

        const second = yield* startProgram(env)
        const after = yield* visitor(yield* second.baseUrl)
        assert.strictEqual((yield* send(yield* second.baseUrl, { path: "/api/health" })).status, 200)
        yield* after.actAs(session.accessToken)
        assert.strictEqual((yield* after.summaryOf(book.id)).text, summary)
        const { items } = yield* after.api.jobs.list({
          query: { limit: 10, relatedId: book.id, type: "intelligence.summarize-book" }
        })
        assert.deepStrictEqual(
          items.map(({ attempts, status }) => ({ status, attempts })),
          [{ status: "completed", attempts: 1 }]
        )
        const found = yield* after.api.books.list({ query: { q: "under way", limit: 10, facets: false } })
        assert.strictEqual(found.total, 1)

        yield* inUse(second, env.DATA_DIR)
        yield* flooded(second, session.accessToken)
        yield* second.kill("SIGINT")
        assert.deepStrictEqual(yield* second.exit, { code: 0, signal: null })
        assert.notInclude(second.output(), '"level":"ERROR"')
      }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
    120_000
  )

  it.live.each([
    ["no secret beside a database of its own", { DATABASE_URL: "postgres://127.0.0.1:1/none" }, "Set JWT_SECRET_KEY: "],
    ["a setting nobody knows", { LOG_FORMAT: "xml" }, "A setting is missing or wrong: LOG_FORMAT: "],
    ["a database address that is none", { DATABASE_URL: "nonsense", JWT_SECRET_KEY: "x".repeat(32) }, "DATABASE_URL is"]
  ] as const)("says in one line why it does not start: %s", ([, env, line]) =>
    Effect.gen(function* () {
      const program = yield* startProgram({ DATA_DIR: yield* temporaryDirectory, ...env })
      assert.deepStrictEqual(yield* program.exit, { code: 1, signal: null })
      assert.include(program.output(), line)
      assert.strictEqual(program.output().trim().split("\n").length, 1, program.output())
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )
})

/** A second process on the same directory says who has it, and the first does not notice. */
const inUse = Effect.fnUntraced(function* (owner: Program, directory: string) {
  const program = yield* startProgram({ DATA_DIR: directory })
  assert.deepStrictEqual(yield* program.exit, { code: 1, signal: null })
  assert.include(lastLine(program, "FATAL"), `${directory} is in use by process ${owner.pid}. Stop it, or set DATA_DIR`)
  assert.strictEqual((yield* send(yield* owner.baseUrl, { path: "/api/health" })).status, 200)
})

/** Bodies a hundred times too large are refused without ever being in memory. */
const flooded = Effect.fnUntraced(function* (program: Program, token: string) {
  const baseUrl = yield* program.baseUrl
  const body = Buffer.alloc(100 * 1024 * 1024, "a")
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` }
  const before = memoryOf(program)
  for (let i = 0; i < 10; i++) {
    const answer = yield* send(baseUrl, { method: "POST", path: "/api/v1/books", headers, body })
    assert.deepStrictEqual([answer.status, problemIn(answer.text).code], [413, "BODY_TOO_LARGE"])
  }
  assert.isBelow(memoryOf(program), 1.5 * before)
})
