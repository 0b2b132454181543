import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Redacted } from "effect"
import { execFile } from "node:child_process"
import process, { execPath } from "node:process"
import { fileURLToPath } from "node:url"
import { parseArgs, promisify } from "node:util"
import { Database } from "#platform/Database.ts"
import { migrate } from "#platform/Migrations.ts"
import { SqlClient } from "effect/sql"
import { tableOf } from "../../faults/campaign/TableReporter.ts"
import { ownPostgres } from "../../faults/support/OwnPostgres.ts"
import { ownRedis } from "../../support/OwnRedis.ts"
import { sqlDirectory } from "../../support/EmbeddedTemplate.ts"
import { peersFolder, peerVersions } from "./Peers.ts"
import { type Phase, phases, type Spec, timesIn } from "./Spec.ts"

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    jobs: { type: "string", default: "10000" },
    concurrency: { type: "string", default: "1,10,50" },
    phase: { type: "string", default: phases.join(",") }
  }
})

const engines = ["LuminaLib", "BullMq", "PgBoss"] as const
type EngineName = (typeof engines)[number]

/** Calls at once of `enqueue`. */
const callers = 64

interface Case {
  readonly phase: Phase
  readonly concurrency: number
}

const chosen = options.phase.split(",")
const cases: ReadonlyArray<Case> = phases
  .filter((phase) => chosen.includes(phase))
  .flatMap((phase): ReadonlyArray<Case> => {
    if (phase === "enqueue") return [{ phase, concurrency: callers }]
    if (phase === "enqueue many") return [{ phase, concurrency: 1 }]
    return options.concurrency.split(",").map((concurrency) => ({ phase, concurrency: Number(concurrency) }))
  })

/** A new database for each run, so that nobody inherits anybody's rows; ours is up to date. */
const databaseFor = Effect.fnUntraced(function* (server: Redacted.Redacted, engine: EngineName) {
  const name = `bench_${crypto.randomUUID().replaceAll("-", "")}`
  const url = new URL(Redacted.value(server))
  const on = (database: Redacted.Redacted) => Layer.build(Database.layerFrom({ url: database, maxConnections: 1 }))
  const admin = yield* on(server)
  yield* Effect.acquireRelease(
    Effect.provideContext(
      Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(`CREATE DATABASE ${name}`).unprepared),
      admin
    ),
    () =>
      Effect.orDie(
        Effect.provideContext(
          Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(`DROP DATABASE ${name} WITH (FORCE)`).unprepared),
          admin
        )
      )
  )
  url.pathname = `/${name}`
  if (engine === "LuminaLib") {
    const database = yield* on(Redacted.make(url.href))
    yield* Effect.provide(Effect.provideContext(migrate(sqlDirectory), database), NodeServices.layer)
  }
  return url.href
})

/** What one run came to: jobs a second, and microseconds for which its process computed for each. */
interface Measured {
  readonly rate: number
  readonly cpuMicros: number
}

/** One run, which is all that its process does. */
const run = (engine: EngineName, spec: Spec) =>
  Effect.map(
    Effect.promise(() =>
      promisify(execFile)(execPath, [fileURLToPath(new URL(`${engine}.ts`, import.meta.url)), JSON.stringify(spec)], {
        timeout: 300_000
      })
    ),
    ({ stdout }): Measured => {
      const { cpuMillis, millis } = timesIn(stdout)
      return { rate: spec.jobs / (millis / 1_000), cpuMicros: (cpuMillis * 1_000) / spec.jobs }
    }
  )

const median = (values: ReadonlyArray<number>) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const rate = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(1))

const program = Effect.gen(function* () {
  const peers = yield* Effect.promise(peersFolder)
  const postgres = yield* ownPostgres
  const redis = yield* ownRedis
  const rounds = Number(options.rounds)
  const rows: Array<ReadonlyArray<string>> = []
  for (const { concurrency, phase } of cases) {
    const runs: Record<EngineName, Array<Measured>> = { LuminaLib: [], BullMq: [], PgBoss: [] }
    for (let round = 0; round < rounds; round++) {
      // A B C, then C B A: whoever comes after whom is not always the same.
      for (const engine of round % 2 === 0 ? engines : engines.toReversed()) {
        yield* redis.flushAll
        const measured = yield* Effect.scoped(
          Effect.flatMap(databaseFor(postgres.url, engine), (databaseUrl) =>
            run(engine, { phase, concurrency, jobs: Number(options.jobs), databaseUrl, redisUrl: redis.url, peers })
          )
        )
        process.stderr.write(`${phase} ${concurrency}, round ${round + 1}, ${engine}: ${rate(measured.rate)}/s\n`)
        runs[engine].push(measured)
      }
    }
    const ratio = (peer: EngineName) =>
      median(runs.LuminaLib.map((ours, i) => ours.rate / (runs[peer][i]?.rate ?? Number.NaN)))
    const shown = (engine: EngineName) => {
      const all = runs[engine].map((measured) => measured.rate)
      return `${rate(median(all))} (${rate(Math.min(...all))}–${rate(Math.max(...all))})`
    }
    const computed = engines.map((engine) => median(runs[engine].map(({ cpuMicros }) => cpuMicros)).toFixed(0))
    rows.push([
      phase,
      phase === "enqueue many" ? "–" : `${concurrency}`,
      shown("LuminaLib"),
      shown("BullMq"),
      shown("PgBoss"),
      `${ratio("BullMq").toFixed(2)} ×`,
      `${ratio("PgBoss").toFixed(2)} ×`,
      computed.join(" / ")
    ])
  }
  const heads = [
    "jobs a second",
    "at once",
    "LuminaLib",
    `BullMQ ${peerVersions.bullmq}`,
    `pg-boss ${peerVersions.pgBoss}`,
    "ours : BullMQ",
    "ours : pg-boss",
    "µs a job of each process's CPU"
  ]
  process.stdout.write(
    `\n${tableOf(heads, rows)}\n\nMedians of ${rounds} rounds of ${options.jobs} jobs (lowest–highest); ratios are medians of each round's.\n`
  )
})

Effect.runPromise(Effect.scoped(program)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  process.exitCode = 1
})
