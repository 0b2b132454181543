import { Schema } from "effect"
import process from "node:process"

/**
 * `enqueue`: one job a call, so many calls at once as `concurrency` says. `enqueue many`: a thousand jobs a call, one call
 * after the other. `process`: jobs that do nothing and wait already, `concurrency` at once.
 */
export const phases = ["enqueue", "enqueue many", "process"] as const
export type Phase = (typeof phases)[number]

/** One run of one engine, in a process of its own. */
export const Spec = Schema.Struct({
  phase: Schema.Literals(phases),
  jobs: Schema.Int,
  concurrency: Schema.Int,
  databaseUrl: Schema.String,
  redisUrl: Schema.String,
  /** Where the peers are installed. */
  peers: Schema.String
})
export type Spec = typeof Spec.Type

/** Jobs of one call of `enqueue many`. */
export const batchSize = 1_000
/** Jobs before the clock starts: the first are slower for everybody, connections are opened and code is compiled. */
const warmUp = 2_000
/** Connections to PostgreSQL, for each engine that uses it. */
export const poolSize = 10

/** How long the jobs took, and how long the engine's own process computed meanwhile, both in milliseconds. */
const Times = Schema.Struct({ millis: Schema.Finite, cpuMillis: Schema.Finite })
type Times = typeof Times.Type
const Line = Schema.fromJsonString(Times)

/** What a run asks of an engine. */
export interface Engine {
  readonly enqueue: () => Promise<unknown>
  readonly enqueueMany: (count: number) => Promise<unknown>
  /** Starts workers on what waits. Calls `handle` for each job, and resolves when the last is written as completed. */
  readonly process: (jobs: number, concurrency: number, handle: () => void) => Promise<void>
  readonly close: () => Promise<unknown>
}

/** Calls `task` so many times, `concurrency` at once. */
const times = async (count: number, concurrency: number, task: () => Promise<unknown>) => {
  let left = count
  const lane = async () => {
    while (left-- > 0) await task()
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
}

const many = async (engine: Engine, jobs: number) => {
  for (let done = 0; done < jobs; done += batchSize) await engine.enqueueMany(Math.min(batchSize, jobs - done))
}

const stopwatch = () => {
  const begun = performance.now()
  const used = process.cpuUsage()
  return (): Times => {
    const { system, user } = process.cpuUsage(used)
    return { millis: performance.now() - begun, cpuMillis: (system + user) / 1_000 }
  }
}

const measure = async (engine: Engine, { concurrency, jobs, phase }: Spec): Promise<Times> => {
  if (phase === "process") {
    await many(engine, warmUp + jobs)
    let handled = 0
    let stop = stopwatch()
    await engine.process(warmUp + jobs, concurrency, () => {
      handled += 1
      if (handled === warmUp) stop = stopwatch()
    })
    return stop()
  }
  await times(warmUp, concurrency, engine.enqueue)
  if (phase === "enqueue many") await engine.enqueueMany(batchSize)
  const stop = stopwatch()
  await (phase === "enqueue" ? times(jobs, concurrency, engine.enqueue) : many(engine, jobs))
  return stop()
}

/** Runs the engine as the process's only argument says, and prints how long it took. */
export const runSpec = async (make: (spec: Spec) => Promise<Engine>) => {
  const spec = Schema.decodeUnknownSync(Schema.fromJsonString(Spec))(process.argv[2])
  const engine = await make(spec)
  process.stdout.write(`${Schema.encodeSync(Line)(await measure(engine, spec))}\n`)
  await engine.close()
  process.exit(0)
}

/** The times that a run printed in its last line. */
export const timesIn = (output: string): Times => Schema.decodeUnknownSync(Line)(output.trimEnd().split("\n").at(-1))
