import { Effect, Fiber } from "effect"
import { firstLibrary } from "../support/FaultJobs.ts"
import { orders } from "./Client.ts"
import { latency } from "./Findings.ts"
import { scenario, sharedServer } from "./Scenario.ts"

/** Jobs that kill whoever runs them, beside others: dead-lettered after three crashes, the others are done. */
export const poisonJobs = scenario({
  number: 12,
  name: "jobs that kill their worker",
  sizes: {
    quick: { poison: 1, jobs: 20, workers: 1, sleepMs: 50, lease: "2" },
    full: { poison: 3, jobs: 400, workers: 3, sleepMs: 500, lease: "12" }
  },
  server: sharedServer,
  tell: Effect.fnUntraced(function* (rig, { jobs, lease, poison, sleepMs, workers }) {
    const { place, told } = yield* rig.shop(1)
    const fleet = yield* rig.workers(workers, { JOB_LEASE_SECONDS: lease, WORKER_CONCURRENCY_DEFAULT: "4" })
    yield* place(orders(poison, () => ({ kind: "poison", millis: 0, organizationId: firstLibrary })))
    const placing = yield* Effect.forkScoped(
      Effect.forEach(
        orders(jobs, () => ({ kind: "sleep", millis: sleepMs, organizationId: firstLibrary })),
        (order) => place([order]),
        { concurrency: 8 }
      )
    )
    // Whoever starts workers starts them again.
    let deaths = 0
    const supervise = (i: number) =>
      Effect.gen(function* () {
        yield* fleet.at(i).exit
        deaths += 1
        yield* fleet.at(i).kill("SIGKILL")
        yield* fleet.replace(i)
      }).pipe(Effect.forever, Effect.forkScoped)
    yield* Effect.forEach(
      Array.from({ length: workers }, (_, i) => i),
      supervise
    )
    yield* Fiber.join(placing)
    const open = yield* rig.oracle.settled(180)
    const found = yield* rig.oracle.rows<{ code: string; crashes: number }>(
      `SELECT errors -> -1 ->> 'code' AS code, crashes FROM jobs WHERE kind = 'fault.poison' AND state = 'failed'`
    )
    const after = yield* rig.oracle.rows<{ millis: number }>(
      `SELECT extract(epoch FROM finished_at - created_at)::float8 * 1000 AS millis FROM jobs WHERE kind = 'fault.sleep'`
    )
    return {
      told,
      numbers: `${poison} poison jobs beside ${jobs}, ${deaths} workers died`,
      latencies: [
        latency(
          "neighbours done",
          after.map(({ millis }) => millis)
        )
      ],
      violations: [
        ...(open === 0 ? [] : [`${open} jobs never ended`]),
        ...(found.length === poison ? [] : [`${found.length} of ${poison} are in the dead letters`]),
        ...found.filter(({ code, crashes }) => code !== "POISONED" || crashes !== 3).map((row) => JSON.stringify(row))
      ],
      expectedFailures: poison
    }
  })
})
