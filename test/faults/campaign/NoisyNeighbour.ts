import { Effect } from "effect"
import { firstLibrary } from "../support/FaultJobs.ts"
import { orders } from "./Client.ts"
import { latency, percentile } from "./Findings.ts"
import { scenario, sharedServer } from "./Scenario.ts"

const neighbour = "01900000-0000-7000-8000-00000000000b"

/** How many jobs of others started between a job of the neighbour being there and its own start. */
const overtaken = `
  SELECT count(o.seq)::int AS jobs FROM fault_log c
  JOIN LATERAL (SELECT min(at) AS at FROM fault_log s WHERE s.job_id = c.job_id AND s.state = 'running') AS own ON true
  LEFT JOIN fault_log o ON o.state = 'running' AND o.organization_id <> c.organization_id
    AND o.at > c.at AND o.at < own.at
  WHERE c.before IS NULL AND c.organization_id = $1 GROUP BY c.seq`

/** One library queues thousands of jobs, its neighbour one a second: the neighbour hardly notices. */
export const noisyNeighbour = scenario({
  number: 7,
  name: "a noisy neighbour",
  sizes: {
    quick: { noise: 400, calls: 6, everyMs: 250, sleepMs: 200, mayPass: 200, mayTake: 10 },
    full: { noise: 10_000, calls: 60, everyMs: 1_000, sleepMs: 400, mayPass: 64, mayTake: 2 }
  },
  server: sharedServer,
  tell: Effect.fnUntraced(function* (rig, { calls, everyMs, mayPass, mayTake, noise, sleepMs }) {
    const slots = 16
    yield* rig.oracle.rows(`INSERT INTO organizations (id, name) VALUES ($1, 'Neighbour')`, [neighbour])
    const { place, told } = yield* rig.shop(1)
    yield* rig.workers(2, { WORKER_CONCURRENCY_DEFAULT: `${slots}` })
    const call = Effect.suspend(() =>
      Effect.forEach(
        orders(calls, () => ({ kind: "sleep", millis: 50, organizationId: neighbour })),
        (order) => Effect.andThen(place([order]), Effect.sleep(everyMs))
      )
    )
    const delaysSince = (since: Date) =>
      rig.oracle.startDelays("c.organization_id = $1 AND c.at >= $2", [neighbour, since])

    const begun = yield* rig.oracle.now
    yield* call
    yield* rig.oracle.settled(30)
    const alone = yield* delaysSince(begun)

    const noisy = orders(noise, () => ({ kind: "sleep", millis: sleepMs, organizationId: firstLibrary }))
    yield* Effect.forEach(
      Array.from({ length: Math.ceil(noise / 100) }, (_, i) => noisy.slice(i * 100, i * 100 + 100)),
      (hundred) => place(hundred),
      { concurrency: 4 }
    )
    const loud = yield* rig.oracle.now
    yield* call
    const waiting = yield* rig.oracle.count(`jobs WHERE organization_id = $1 AND state = 'pending'`, [firstLibrary])
    const open = yield* rig.oracle.settled(240)
    const beside = yield* delaysSince(loud)
    const before = (yield* rig.oracle.rows<{ jobs: number }>(overtaken, [neighbour])).map(({ jobs }) => jobs)
    const empty = latency("start in an empty system", alone)
    const loaded = latency("start beside the neighbour", beside, 1_000)
    return {
      told,
      numbers: `${noise} jobs of one library, ${calls} of another beside them; at most ${Math.max(...before)} went before one`,
      latencies: [latency("start in an empty system", alone), latency("start beside the neighbour", beside, 1_000)],
      violations: [
        ...(open === 0 ? [] : [`${open} jobs never ended`]),
        ...(waiting > 0 ? [] : ["the neighbour was done too early: nothing was shown"]),
        ...(loaded.p99 <= mayTake * empty.p99
          ? []
          : [`beside the neighbour it takes more than ${mayTake} times as long`]),
        ...(percentile(before, 0.99) <= mayPass ? [] : [`${percentile(before, 0.99)} jobs went before one`])
      ]
    }
  })
})
