import { Effect, Fiber, Random } from "effect"
import { firstLibrary } from "../support/FaultJobs.ts"
import { orders } from "./Client.ts"
import { latency } from "./Findings.ts"
import { scenario, sharedServer } from "./Scenario.ts"

/** Redelivery: from the death of a worker to the next start of a job that it ran. */
const redeliveries = `
  SELECT extract(epoch FROM next.at - killed.at)::float8 * 1000 AS millis
  FROM unnest($1::text[], $2::timestamptz[]) AS killed (worker, at)
  JOIN fault_log run ON run.worker = killed.worker AND run.state = 'running' AND run.at <= killed.at
  JOIN LATERAL (SELECT state, at FROM fault_log f WHERE f.job_id = run.job_id AND f.seq > run.seq ORDER BY seq LIMIT 1)
    AS after ON after.at > killed.at AND after.state <> 'completed'
  JOIN LATERAL (SELECT at FROM fault_log f WHERE f.job_id = run.job_id AND f.seq > run.seq AND f.state = 'running'
    ORDER BY seq LIMIT 1) AS next ON true`

const held = "jobs WHERE worker = $1 AND state = 'running'"

/**
 * Workers die by SIGKILL while they run many jobs. Spared are those that run a job over which two workers died before: a
 * third is by rule the end of that job, as `PoisonJobs` shows.
 */
export const killedWorkers = scenario({
  number: 1,
  name: "workers killed",
  sizes: {
    quick: { jobs: 100, workers: 2, concurrency: "12", kills: 1, pause: [300, 400], sleep: [200, 900], lease: "2" },
    full: {
      jobs: 2_000,
      workers: 4,
      concurrency: "16",
      kills: 20,
      pause: [1_500, 3_500],
      sleep: [200, 3_000],
      lease: "12"
    }
  },
  server: sharedServer,
  tell: Effect.fnUntraced(function* (rig, { concurrency, jobs, kills, lease, pause, sleep, workers }) {
    const { place, told } = yield* rig.shop(1)
    const fleet = yield* rig.workers(workers, { WORKER_CONCURRENCY_DEFAULT: concurrency, JOB_LEASE_SECONDS: lease })
    const lengths = yield* Effect.replicateEffect(Random.nextIntBetween(sleep[0] ?? 0, sleep[1] ?? 0), jobs)
    const placing = yield* Effect.forkScoped(
      Effect.forEach(
        orders(jobs, (i) => ({ kind: "sleep", millis: lengths[i] ?? 0, organizationId: firstLibrary })),
        (order) => place([order]),
        { concurrency: 16 }
      )
    )
    const killed: Array<{ readonly worker: string; readonly at: Date }> = []
    while (killed.length < kills) {
      yield* Effect.sleep(yield* Random.nextIntBetween(pause[0] ?? 0, pause[1] ?? 0))
      const victim = yield* Random.nextIntBetween(0, workers - 1)
      const process = fleet.at(victim)
      yield* rig.oracle.until(held, [process.found], (jobs) => jobs > 0, 10)
      // Stopped first, so that it cannot claim what makes it one to be spared, nor finish what it holds.
      yield* process.kill("SIGSTOP")
      const holds = yield* rig.oracle.count(held, [process.found])
      if (holds === 0 || (yield* rig.oracle.count(`${held} AND crashes >= 2`, [process.found])) > 0) {
        yield* process.kill("SIGCONT")
        continue
      }
      yield* process.kill("SIGKILL")
      yield* process.exit
      killed.push({ worker: process.found, at: yield* rig.oracle.now })
      yield* fleet.replace(victim)
    }
    yield* Fiber.join(placing)
    const open = yield* rig.oracle.settled(180)
    const delays = yield* rig.oracle.rows<{ millis: number }>(redeliveries, [
      killed.map(({ worker }) => worker),
      killed.map(({ at }) => at)
    ])
    return {
      told,
      numbers: `${jobs} jobs, ${kills} kills, ${delays.length} redelivered`,
      latencies: [
        latency(
          "redelivery",
          delays.map(({ millis }) => millis),
          15_000
        )
      ],
      violations: [
        ...(open === 0 ? [] : [`${open} jobs never ended`]),
        ...(delays.length === 0 ? ["no killed worker held a job"] : [])
      ]
    }
  })
})
