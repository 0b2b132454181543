import { assert, describe, it, layer } from "@effect/vitest"
import { Context, Effect, Layer, Schedule } from "effect"
import { HttpServer } from "effect/http"
import { MetricsServer } from "#app/MetricsListener.ts"
import { visitor } from "../support/Library.ts"
import { preparedDirectory, startProgram } from "../support/Program.ts"
import { pages } from "../support/Prose.ts"
import { layerTestServices, startServer } from "../support/TestServer.ts"
import { problemIn, send } from "../support/Wire.ts"

/** The series of an exposition, each with its labels and value. */
const seriesIn = (text: string) =>
  text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", labels = "", value = ""] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      return { name, labels: Object.fromEntries(labelsIn(labels)), value: Number(value) }
    })
const labelsIn = (text: string) =>
  [...text.matchAll(/([a-z]+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = "", value = ""]) => [name, value] as const)

const isOf =
  (name: string, labels: Readonly<Record<string, string>>) =>
  (one: ReturnType<typeof seriesIn>[number]): boolean =>
    one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value)

/** The only words that may tell series apart: none grows with readers, libraries or work. */
const allowedLabels = new Set(
  "method route status le quantile dependency state kind queue outcome code entry provider model purpose result direction".split(
    " "
  )
)
const anyId = /[0-9a-f]{8}-[0-9a-f]{4}|@|Letters/

/** A library with a reader of books, and the two places where its numbers are read. */
class Watched extends Context.Service<
  Watched,
  {
    readonly baseUrl: string
    readonly metricsUrl: string
    readonly token: string
    /** Takes a book in and waits until all is done that it causes. */
    readonly upload: (title: string) => Effect.Effect<void>
    readonly read: Effect.Effect<ReturnType<typeof seriesIn>>
  }
>()("test/Watched") {}

const layerWatched = Layer.effect(
  Watched,
  Effect.gen(function* () {
    const token = "token-of-a-test"
    const { baseUrl, context } = yield* startServer({ METRICS_PORT: "0", METRICS_TOKEN: token })
    const { address } = yield* Effect.fromOption(Context.get(context, MetricsServer))
    const metricsUrl = HttpServer.formatAddress(address)
    const librarian = yield* visitor(baseUrl)
    yield* librarian.signUp("ada@example.org")
    const upload = (title: string) =>
      librarian.upload(title, { name: "letters.txt", bytes: pages(3, 2).join("\n\n") }).pipe(
        Effect.tap(({ id }) => librarian.summaryOf(id)),
        Effect.flatMap(({ id }) =>
          librarian.api.jobs.list({ query: { limit: 20, relatedId: id } }).pipe(
            Effect.filterOrFail(
              ({ items }) =>
                items.every(({ status }) => status === "completed") &&
                items.some(({ type }) => type === "intelligence.suggest-tags")
            ),
            Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "40 seconds" })))
          )
        ),
        Effect.asVoid,
        Effect.orDie
      )
    const read = Effect.map(send(metricsUrl, { path: "/metrics" }), ({ text }) => seriesIn(text))
    return { baseUrl, metricsUrl, token, upload, read }
  })
).pipe(Layer.provide(layerTestServices))

layer(layerWatched, { timeout: "30 seconds", excludeTestServices: true })("the numbers of a running library", (it) => {
  it.effect(
    "show what was asked and done, by call and kind, and never by whom",
    () =>
      Effect.gen(function* () {
        const { baseUrl, metricsUrl, read, token, upload } = yield* Watched
        yield* upload("Letters")
        yield* send(baseUrl, { path: "/api/v1/nowhere/0198f2f2-0000-7000-8000-000000000000" })
        yield* send(baseUrl, { method: "PROPFIND", path: "/coffee" })
        // An attempt is counted a moment after what it left is there to be read.
        const done = { kind: "intelligence.summarize-book", queue: "llm", outcome: "completed" }
        const first = yield* Effect.filterOrFail(read, (series) => series.some(isOf("jobs_finished_total", done))).pipe(
          Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
        )
        const valueOf = (name: string, labels: Readonly<Record<string, string>>) =>
          first.find(isOf(name, labels))?.value
        const requests = "http_requests_total"
        assert.strictEqual(valueOf(requests, { method: "POST", route: "/api/v1/books", status: "201" }), 1)
        assert.isAtLeast(valueOf(requests, { route: "/api/v1/books/:id/analysis", status: "200" }) ?? 0, 1)
        assert.strictEqual(valueOf(requests, { method: "GET", route: "unmatched", status: "404" }), 1)
        assert.strictEqual(valueOf(requests, { method: "other", route: "unmatched", status: "405" }), 1)
        assert.strictEqual(valueOf("http_requests_in_flight", {}), 0)
        assert.strictEqual(valueOf("http_request_duration_seconds_count", { route: "/api/v1/auth/signup" }), 1)
        assert.strictEqual(valueOf("jobs_finished_total", done), 1)
        assert.strictEqual(valueOf("job_attempts_total", { kind: done.kind }), 1)
        // Tags are looked for as soon as the summary is there.
        assert.isAtLeast(valueOf("job_start_delay_seconds_count", { queue: "llm" }) ?? 0, 1)
        assert.isAtLeast(valueOf("job_claims_total", { queue: "llm" }) ?? 0, 1)
        assert.strictEqual(valueOf("llm_cost_dollars_total", { provider: "extractive", purpose: "summarize" }), 0)
        assert.strictEqual(valueOf("worker_stalled", {}), 0)
        assert.isAtLeast(valueOf("db_pool_wait_seconds_count", {}) ?? 0, 1)
        for (const dependency of ["database", "storage", "llm", "worker"])
          assert.strictEqual(valueOf("dependency_up", { dependency }), 1, dependency)
        assert.strictEqual(valueOf("queue_jobs", { queue: "llm", state: "ready" }), 0)
        assert.strictEqual(valueOf("queue_paused", { queue: "llm" }), 0)
        assert.isAbove(valueOf("process_resident_memory_bytes", {}) ?? 0, 1e7)
        assert.isAbove(valueOf("process_cpu_seconds_total", {}) ?? 0, 0)
        assert.isAtLeast(valueOf("event_loop_delay_seconds", { quantile: "0.99" }) ?? -1, 0)

        // Nothing that is somebody's tells series apart, and more of the same work makes no more series.
        for (const { labels, name } of first) {
          const unknown = Object.keys(labels).filter((label) => !allowedLabels.has(label))
          assert.deepStrictEqual(unknown, [], name)
          assert.notMatch(Object.values(labels).join(" "), anyId, name)
        }
        // What runs just now may differ, and what is done by the clock; every other series is there after two books.
        const lasting = (series: typeof first) =>
          series
            .filter(({ labels, name }) => name !== "jobs" && [done.kind, undefined].includes(labels["kind"]))
            .filter(({ labels }) => labels["queue"] !== "default" && !("entry" in labels))
            .map(({ labels, name }) => `${name}${JSON.stringify(labels)}`)
        yield* upload("Letters to a friend")
        const second = lasting(yield* read)
        yield* upload("Letters to another")
        const again = lasting(yield* read)
        assert.deepStrictEqual(new Set(again), new Set(second))
        assert.isBelow(again.length, 500)

        // Whoever asks for the numbers is not among them, on either port.
        yield* send(baseUrl, { path: "/metrics", headers: { authorization: `Bearer ${token}` } })
        yield* send(metricsUrl, { path: "/api/health" })
        assert.notInclude(JSON.stringify(yield* read), "/metrics")
      }),
    60_000
  )

  it.effect("are read with a token on the main port, and without one on their own, which knows nothing else", () =>
    Effect.gen(function* () {
      const { baseUrl, metricsUrl } = yield* Watched
      const refused = yield* send(baseUrl, { path: "/metrics" })
      assert.deepStrictEqual(
        [problemIn(refused.text).code, refused.headers["www-authenticate"]],
        ["INVALID_TOKEN", 'Bearer realm="metrics"']
      )
      const own = (path: string, method = "GET") => Effect.map(send(metricsUrl, { path, method }), (it) => it.status)
      assert.deepStrictEqual(
        yield* Effect.forEach(["/metrics", "/api/health", "/api/ready", "/api/v1/books", "/"], (path) => own(path)),
        [200, 200, 200, 404, 404]
      )
      assert.strictEqual(yield* own("/metrics", "POST"), 404)
    })
  )
})

describe("the numbers of a process that only works", () => {
  it.live(
    "are all that it answers, with its health",
    () =>
      Effect.gen(function* () {
        const worker = yield* startProgram({ DATA_DIR: yield* preparedDirectory, METRICS_PORT: "0" }, "work")
        const found = Effect.sync(() => /Metrics at (http:\/\/[^\s"]+)\/metrics/.exec(worker.output())?.[1])
        const url = yield* Effect.filterOrFail(found, (it) => it !== undefined).pipe(
          Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
        )
        const ready = yield* send(url, { path: "/api/ready" }).pipe(
          Effect.filterOrFail(({ status }) => status === 200),
          Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "30 seconds" })))
        )
        assert.deepStrictEqual(JSON.parse(ready.text), {
          status: "ready",
          dependencies: { database: "up", storage: "up", llm: "up", worker: "up" }
        })
        const { text } = yield* send(url, { path: "/metrics" })
        assert.include(text, 'dependency_up{dependency="worker"} 1')
        const nothing = yield* send(url, { path: "/api/v1/books" })
        assert.deepStrictEqual([nothing.status, nothing.headers["content-type"]], [404, "application/problem+json"])
      }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
    30_000
  )
})
