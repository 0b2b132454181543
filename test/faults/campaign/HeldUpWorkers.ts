import { Effect } from "effect"
import { firstLibrary } from "../support/FaultJobs.ts"
import { orders } from "./Client.ts"
import { scenario, sharedServer } from "./Scenario.ts"

/** The connections over which leases are renewed. */
const keepers = `pg_stat_activity WHERE datname = current_database() AND application_name = 'luminalib-leases'`

/** Handlers that hold up the event loop of their process for longer than a lease: the jobs beside them stay theirs, too. */
export const heldUpWorkers = scenario({
  number: 11,
  name: "workers held up by their handlers",
  sizes: {
    quick: { computing: 1, millis: 5_000, beside: 10, lease: { JOB_LEASE_SECONDS: "3" } },
    full: { computing: 2, millis: 20_000, beside: 40, lease: {} }
  },
  server: sharedServer,
  tell: Effect.fnUntraced(function* (rig, { beside, computing, lease, millis }) {
    const { place, told } = yield* rig.shop(1)
    yield* rig.workers(2, { WORKER_CONCURRENCY_DEFAULT: "8", ...lease })
    const keeping = yield* rig.oracle.until(keepers, [], (count) => count === 2, 20)
    // They run on when the loop is held up, and can only be written after it.
    const resting = orders(beside, () => ({ kind: "sleep", millis: 500, organizationId: firstLibrary }))
    const busy = orders(computing, () => ({ kind: "compute", millis, organizationId: firstLibrary }))
    yield* Effect.forEach([...resting, ...busy], (order) => place([order]), { concurrency: 8 })
    const open = yield* rig.oracle.settled(millis / 100)
    const again = yield* rig.oracle.count(`jobs WHERE kind LIKE 'fault.%' AND (fence <> 1 OR crashes <> 0)`)
    return {
      told,
      numbers: `${computing} jobs that hold up a process for ${millis / 1_000} s, ${beside} beside them`,
      latencies: [],
      violations: [
        ...(keeping === 2 ? [] : [`${keeping} workers keep their leases from a thread`]),
        ...(open === 0 ? [] : [`${open} jobs never ended`]),
        ...(again === 0 ? [] : [`${again} jobs were taken from a worker that lived`])
      ]
    }
  })
})
