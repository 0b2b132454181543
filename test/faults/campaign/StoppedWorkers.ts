import { Clock, Effect, Fiber, Random } from "effect"
import { firstLibrary } from "../support/FaultJobs.ts"
import { orders } from "./Client.ts"
import { latency } from "./Findings.ts"
import { scenario, sharedServer } from "./Scenario.ts"

/** From a worker giving a job back to its next start elsewhere. */
const restarts = `
  SELECT extract(epoch FROM next.at - back.at)::float8 * 1000 AS millis
  FROM fault_log back
  JOIN LATERAL (SELECT at FROM fault_log f WHERE f.job_id = back.job_id AND f.seq > back.seq AND f.state = 'running'
    ORDER BY seq LIMIT 1) AS next ON true
  WHERE back.before = 'running' AND back.state = 'pending'`

const exitLimitMs = 30_000

/** A rolling deploy: each worker in turn is told to stop and replaced, while short jobs and long ones run. */
export const stoppedWorkers = scenario({
  number: 5,
  name: "workers stopped in turn",
  sizes: {
    quick: {
      workers: 2,
      jobs: 60,
      long: 6,
      sleep: [50, 300],
      longMs: 3_000,
      everyMs: 40,
      drain: { WORKER_DRAIN_SECONDS: "1" }
    },
    // The default of the program: what a deploy meets.
    full: { workers: 4, jobs: 1_500, long: 24, sleep: [200, 3_000], longMs: 45_000, everyMs: 80, drain: {} }
  },
  server: sharedServer,
  tell: Effect.fnUntraced(function* (rig, { drain, everyMs, jobs, long, longMs, sleep, workers }) {
    const { place, told } = yield* rig.shop(1)
    const fleet = yield* rig.workers(workers, { WORKER_CONCURRENCY_DEFAULT: "16", ...drain })
    const lengths = yield* Effect.replicateEffect(Random.nextIntBetween(sleep[0] ?? 0, sleep[1] ?? 0), jobs)
    yield* Effect.forEach(
      orders(long, () => ({ kind: "sleep", millis: longMs, organizationId: firstLibrary })),
      (order) => place([order]),
      { concurrency: 8 }
    )
    const placing = yield* Effect.forkScoped(
      Effect.forEach(
        orders(jobs, (i) => ({ kind: "sleep", millis: lengths[i] ?? 0, organizationId: firstLibrary })),
        (order, i) => Effect.delay(place([order]), i * everyMs),
        { concurrency: "unbounded" }
      )
    )
    const exits: Array<number> = []
    const violations: Array<string> = []
    for (let i = 0; i < workers; i++) {
      yield* Effect.sleep(yield* Random.nextIntBetween(200, 800))
      const told = yield* Clock.currentTimeMillis
      yield* fleet.at(i).kill("SIGTERM")
      const { code, signal } = yield* fleet.at(i).exit
      exits.push((yield* Clock.currentTimeMillis) - told)
      if (code !== 0) violations.push(`a stopped worker ended with ${code ?? signal}`)
      yield* fleet.replace(i)
    }
    yield* Fiber.join(placing)
    const open = yield* rig.oracle.settled(120)
    const back = yield* rig.oracle.rows<{ millis: number }>(restarts)
    const counted = yield* rig.oracle.count(`jobs WHERE kind = 'fault.sleep' AND attempts <> 1`)
    return {
      told,
      numbers: `${jobs} jobs and ${long} of ${longMs / 1_000} s, ${workers} workers stopped, ${back.length} jobs given back`,
      latencies: [
        latency("exit after SIGTERM", exits, exitLimitMs + 1),
        latency(
          "start of a job given back",
          back.map(({ millis }) => millis),
          1_000
        )
      ],
      violations: [
        ...violations,
        ...(open === 0 ? [] : [`${open} jobs never ended`]),
        ...(back.length === 0 ? ["no job was given back"] : []),
        ...(counted === 0 ? [] : [`${counted} jobs count an attempt that was given back`])
      ]
    }
  })
})
