import { Clock, Effect, Random, type Redacted, type Scope } from "effect"
import { mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { env } from "node:process"
import { acquireMigrated } from "../../support/TestDatabase.ts"
import type { Told } from "./Client.ts"
import { type Findings, type Latency, wrongs } from "./Findings.ts"
import { makeRig, type Rig } from "./Rig.ts"

/** FAULT_SEED repeats what a run chose: whom to kill, when, and how long jobs take. */
const seed = env["FAULT_SEED"] ?? crypto.randomUUID().slice(0, 8)

/** `quick` is for every run of the tests, `full` for the campaign. */
export type Size = "quick" | "full"

/** What a scenario says of itself. Whether jobs were lost is for the oracle to say. */
export interface Story {
  readonly told: Told
  readonly numbers: string
  readonly latencies: ReadonlyArray<Latency>
  readonly violations?: ReadonlyArray<string>
  /** What the scenario itself found, where nobody ordered anything. */
  readonly lost?: number
  readonly doubled?: number
  /** Jobs that have to fail in this story. */
  readonly expectedFailures?: number
}

export interface Scenario {
  readonly number: number
  readonly name: string
  readonly run: (size: Size) => Effect.Effect<Findings, never, Scope.Scope>
}

/** Beside other tests on a small machine everything takes longer. */
const quickPatience = 5

const limitsFor = (size: Size, latencies: ReadonlyArray<Latency>) =>
  latencies.map(({ limit, ...rest }) =>
    limit === undefined ? rest : { ...rest, limit: size === "quick" ? limit * quickPatience : limit }
  )

const keepLogs = (number: number, logs: ReadonlyArray<string>) =>
  Effect.promise(async () => {
    const directory = await mkdtemp(join(tmpdir(), `luminalib-fault-${number}-`))
    await Promise.all(logs.map((log, i) => writeFile(join(directory, `${i}.log`), log)))
    return directory
  })

/** An empty database, and what the scenario may do to its server. */
interface Server {
  readonly url: Redacted.Redacted
}

/** A database of its own on the server that all tests use. */
export const sharedServer: Effect.Effect<Server, never, Scope.Scope> = Effect.orDie(
  Effect.map(acquireMigrated, (url) => ({ url }))
)

interface Plan<Numbers, S extends Server> {
  readonly number: number
  readonly name: string
  readonly sizes: { readonly [size in Size]: Numbers }
  readonly server: Effect.Effect<S, never, Scope.Scope>
  readonly tell: (rig: Rig, numbers: Numbers, server: S) => Effect.Effect<Story, never, Scope.Scope>
}

/** A scenario: a seeded story, and what the oracle says of its end. Logs are kept where something was wrong. */
export const scenario = <Numbers, S extends Server>(plan: Plan<Numbers, S>): Scenario => ({
  number: plan.number,
  name: plan.name,
  run: (size) =>
    Effect.gen(function* () {
      const begun = yield* Clock.currentTimeMillis
      const server = yield* plan.server
      const rig = yield* makeRig(server.url)
      const story = yield* plan.tell(rig, plan.sizes[size], server)
      const judgement = yield* rig.oracle.judge(story.told, story.expectedFailures)
      const desertions = yield* rig.desertions
      const findings: Findings = {
        number: plan.number,
        name: plan.name,
        seed,
        seconds: ((yield* Clock.currentTimeMillis) - begun) / 1_000,
        numbers: story.numbers,
        lost: judgement.lost + (story.lost ?? 0),
        doubled: judgement.doubled + (story.doubled ?? 0),
        phantom: judgement.phantom,
        latencies: limitsFor(size, story.latencies),
        violations: [...(story.violations ?? []), ...judgement.violations, ...desertions]
      }
      if (wrongs(findings).length === 0) return findings
      const directory = yield* keepLogs(plan.number, rig.logs())
      return { ...findings, violations: [...findings.violations, `logs of all processes: ${directory}`] }
    }).pipe(Random.withSeed(`${seed}/${plan.number}`))
})
