import { Effect, Fiber, Random, Ref } from "effect"
import { firstLibrary } from "../support/FaultJobs.ts"
import { orders } from "./Client.ts"
import { latency } from "./Findings.ts"
import { scenario, sharedServer } from "./Scenario.ts"

/** Transactions that enqueue, half of them rolled back, on an API that is killed at random. */
export const killedApi = scenario({
  number: 6,
  name: "API killed while it enqueues",
  sizes: {
    quick: { transactions: 200, clients: 16, pause: [50, 150], atLeast: 2 },
    full: { transactions: 10_000, clients: 48, pause: [200, 1_500], atLeast: 10 }
  },
  server: sharedServer,
  tell: Effect.fnUntraced(function* (rig, { atLeast, clients, pause, transactions }) {
    const { fleet, place, told } = yield* rig.shop(2)
    yield* rig.workers(1, { WORKER_CONCURRENCY_DEFAULT: "32" })
    const all = orders(transactions, (i) => ({
      kind: i % 4 < 2 ? "nothing" : "sleep",
      millis: 1,
      organizationId: firstLibrary
    }))
    const isDone = yield* Ref.make(false)
    const placing = yield* Effect.forEach(all, (order, i) => place([order], i % 2 === 1), {
      concurrency: clients
    }).pipe(Effect.andThen(Ref.set(isDone, true)), Effect.forkScoped)
    let kills = 0
    while (!(yield* Ref.get(isDone))) {
      yield* Effect.sleep(yield* Random.nextIntBetween(pause[0] ?? 0, pause[1] ?? 0))
      const victim = yield* Random.nextIntBetween(0, fleet.size - 1)
      yield* fleet.at(victim).kill("SIGKILL")
      kills += 1
      yield* fleet.replace(victim)
    }
    yield* Fiber.join(placing)
    const open = yield* rig.oracle.settled(60)
    const committed = yield* rig.oracle.count("fault_orders")
    const jobs = yield* rig.oracle.count(`jobs WHERE kind LIKE 'fault.%'`)
    return {
      told,
      numbers: `${transactions} transactions, ${told.rolledBack.size} rolled back, ${kills} kills: ${committed} rows, ${jobs} jobs`,
      latencies: [latency("start", yield* rig.oracle.startDelays("true"))],
      violations: [
        ...(open === 0 ? [] : [`${open} jobs never ended`]),
        ...(committed === jobs ? [] : [`${committed} committed rows, but ${jobs} jobs`]),
        ...(told.acknowledged.size === jobs ? [] : [`${told.acknowledged.size} acknowledged, but ${jobs} jobs`]),
        ...(told.rolledBack.size === transactions / 2 ? [] : ["not every wish to roll back was heard"]),
        ...(kills >= atLeast ? [] : [`only ${kills} kills`])
      ]
    }
  })
})
