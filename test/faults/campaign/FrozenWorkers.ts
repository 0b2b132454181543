import { Effect, Random, Schedule } from "effect"
import { firstLibrary } from "../support/FaultJobs.ts"
import { orders } from "./Client.ts"
import { scenario, sharedServer } from "./Scenario.ts"

/** The worker that had the job first. */
const firstWorker = `SELECT worker FROM fault_log WHERE job_id = $1 AND state = 'running' ORDER BY seq LIMIT 1`

/** How often a process wrote that an outcome of it was refused. */
const refusals = (log: string) => log.split("outcome refused").length - 1

const soon = Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "20 seconds" }))

/**
 * A worker is stopped by a signal the moment it is about to complete, for longer than its lease; another does its jobs;
 * then it goes on, and completes: it is refused, and counts that.
 */
export const frozenWorkers = scenario({
  number: 4,
  name: "workers frozen past their leases",
  sizes: {
    quick: { rounds: 1, workers: 2, beside: 4, sleep: [100, 600], lease: { JOB_LEASE_SECONDS: "2" } },
    full: { rounds: 6, workers: 3, beside: 40, sleep: [200, 3_000], lease: {} }
  },
  server: sharedServer,
  tell: Effect.fnUntraced(function* (rig, { beside, lease, rounds, sleep, workers }) {
    const { place, told } = yield* rig.shop(1)
    const fleet = yield* rig.workers(workers, { WORKER_CONCURRENCY_DEFAULT: "16", ...lease })
    const members = Array.from({ length: workers }, (_, i) => fleet.at(i))
    const frozen = new Set<(typeof members)[number]>()
    const violations: Array<string> = []
    for (let round = 0; round < rounds; round++) {
      const lengths = yield* Effect.replicateEffect(Random.nextIntBetween(sleep[0] ?? 0, sleep[1] ?? 0), beside)
      const resting = orders(beside, (i) => ({ kind: "sleep", millis: lengths[i] ?? 0, organizationId: firstLibrary }))
      yield* Effect.forEach(resting, (order) => place([order]), { concurrency: 8 })
      const [freezing] = orders(1, () => ({ kind: "freeze", millis: 0, organizationId: firstLibrary }))
      if (freezing !== undefined) yield* place([freezing])
      const open = yield* rig.oracle.settled(90)
      if (open > 0) violations.push(`${open} jobs never ended`)
      const id = told.acknowledged.get(freezing?.token ?? "") ?? ""
      const [first] = yield* rig.oracle.rows<{ worker: string }>(firstWorker, [id])
      const victim = members.find(({ found }) => found === first?.worker)
      if (victim === undefined) {
        violations.push("nobody was frozen")
        continue
      }
      frozen.add(victim)
      const before = refusals(victim.log())
      yield* victim.kill("SIGCONT")
      yield* Effect.sync(() => refusals(victim.log())).pipe(
        Effect.repeat({ until: (count) => count > before, schedule: soon })
      )
      if (refusals(victim.log()) === before) violations.push("a stale completion was not refused")
    }
    for (const victim of frozen) {
      yield* victim.kill("SIGTERM")
      yield* victim.exit
      const counted = Number(/outcomes refused: (\d+)/.exec(victim.log())?.[1] ?? 0)
      if (counted < 1 || counted !== refusals(victim.log())) {
        violations.push(`${refusals(victim.log())} completions were refused, ${counted} were counted`)
      }
    }
    const twice = yield* rig.oracle.count(`jobs WHERE kind = 'fault.freeze' AND fence < 3`)
    if (twice > 0) violations.push(`${twice} jobs were not taken from the frozen worker`)
    return {
      told,
      numbers: `${rounds} times, ${workers} workers, ${rounds * (beside + 1)} jobs`,
      latencies: [],
      violations
    }
  })
})
