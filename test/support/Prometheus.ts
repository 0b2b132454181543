import { type ChildProcess, spawn } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Schedule, Schema } from "effect"
import { stringify } from "yaml"
import { freePort } from "./OwnRedis.ts"
import { temporaryDirectory } from "./Program.ts"
import { send } from "./Wire.ts"

/** The rules of an installation where a minute lasts a second, and an hour two: thresholds stay what they are. */
const hurried = (rules: string) =>
  rules
    .replace(/\bfor: 30s/g, "for: 1s")
    .replace(/\b(\d+)m\b/g, "$1s")
    .replace(/\b(\d+)h\b/g, (_, hours: string) => `${2 * Number(hours)}s`)

const Alerts = Schema.fromJsonString(
  Schema.Struct({
    data: Schema.Struct({
      alerts: Schema.Array(Schema.Struct({ state: Schema.String, labels: Schema.Struct({ alertname: Schema.String }) }))
    })
  })
)

/**
 * Prometheus with the rules of `otel/alerts.yml`, in a hurry: it asks once a second. Gone with the scope. Whom it asks is
 * what it is told last, by job.
 */
export const startPrometheus = Effect.gen(function* () {
  const directory = yield* temporaryDirectory
  const port = yield* freePort
  const file = (name: string) => join(directory, name)
  const jobs = ["api", "worker"] as const
  const watch = (job: (typeof jobs)[number], ports: ReadonlyArray<number>) =>
    Effect.sync(() =>
      writeFileSync(file(`${job}.json`), JSON.stringify([{ targets: ports.map((port) => `127.0.0.1:${port}`) }]))
    )
  for (const job of jobs) yield* watch(job, [])
  writeFileSync(file("alerts.yml"), hurried(readFileSync("otel/alerts.yml", "utf8")))
  writeFileSync(
    file("prometheus.yml"),
    stringify({
      global: { scrape_interval: "1s", evaluation_interval: "1s" },
      rule_files: ["alerts.yml"],
      scrape_configs: jobs.map((job) => ({ job_name: job, file_sd_configs: [{ files: [file(`${job}.json`)] }] }))
    })
  )
  yield* Effect.acquireRelease(
    Effect.sync((): ChildProcess =>
      spawn(
        "prometheus",
        [
          `--config.file=${file("prometheus.yml")}`,
          `--storage.tsdb.path=${file("data")}`,
          `--web.listen-address=127.0.0.1:${port}`
        ],
        { stdio: "ignore" }
      )
    ),
    (prometheus) =>
      Effect.callback<void>((resume) => {
        prometheus.once("close", () => resume(Effect.void))
        prometheus.kill("SIGTERM")
      })
  )

  /** Which alerts fire now. */
  const firing = send(`http://127.0.0.1:${port}`, { path: "/api/v1/alerts" }).pipe(
    Effect.flatMap(({ text }) => Schema.decodeEffect(Alerts)(text)),
    Effect.map(({ data }) =>
      data.alerts.filter(({ state }) => state === "firing").map(({ labels }) => labels.alertname)
    )
  )
  const patience = Schedule.spaced("200 millis").pipe(Schedule.upTo({ duration: "60 seconds" }))
  /** Waits until these fire, or until no more of them does. */
  const until = (state: "fire" | "are silent", ...names: ReadonlyArray<string>) =>
    firing.pipe(
      Effect.filterOrFail(
        (now) => (state === "fire" ? names.every((name) => now.includes(name)) : !names.some((n) => now.includes(n))),
        (now) => `${names.join(", ")} should ${state}, firing: ${now.join(", ")}`
      ),
      Effect.retry(patience)
    )
  /** Waits until nothing fires at all. */
  const quiet = firing.pipe(
    Effect.filterOrFail(
      (now) => now.length === 0,
      (now) => `nothing should fire: ${now.join(", ")}`
    ),
    Effect.retry(patience)
  )
  yield* Effect.retry(firing, patience)
  return { watch, until, quiet }
})
