import { Effect, Fiber, Random } from "effect"
import { firstLibrary } from "../support/FaultJobs.ts"
import { orders } from "./Client.ts"
import { latency } from "./Findings.ts"
import { scenario, sharedServer } from "./Scenario.ts"

const whileDown = `EXISTS (SELECT FROM unnest($1::timestamptz[], $2::timestamptz[]) AS down (since, until)
  WHERE c.at >= down.since AND c.at < down.until)`

/** Redis forgets all it knows, and is stopped and started: it held nothing that the ledger does not hold. */
export const lostRedis = scenario({
  number: 2,
  name: "Redis emptied, stopped and started",
  sizes: {
    quick: { workers: 1, everyMs: 40, outages: 1, upMs: 400, downMs: 1_000 },
    full: { workers: 2, everyMs: 40, outages: 10, upMs: 4_000, downMs: 4_000 }
  },
  server: sharedServer,
  tell: Effect.fnUntraced(function* (rig, { downMs, everyMs, outages, upMs, workers }) {
    const { place, told } = yield* rig.shop(1)
    yield* rig.workers(workers, { WORKER_CONCURRENCY_DEFAULT: "16" })
    const jobs = Math.round((outages * (upMs + downMs) + upMs) / everyMs)
    const lengths = yield* Effect.replicateEffect(Random.nextIntBetween(20, 200), jobs)
    const placing = yield* Effect.forkScoped(
      Effect.forEach(
        orders(jobs, (i) => ({ kind: "sleep", millis: lengths[i] ?? 0, organizationId: firstLibrary })),
        (order, i) => Effect.delay(place([order]), i * everyMs),
        { concurrency: "unbounded" }
      )
    )
    const down: Array<{ readonly since: Date; readonly until: Date }> = []
    for (let i = 0; i < outages; i++) {
      yield* Effect.sleep(yield* Random.nextIntBetween(upMs / 4, upMs / 2))
      yield* Effect.orDie(rig.redis.flushAll)
      yield* Effect.sleep(yield* Random.nextIntBetween(upMs / 4, upMs / 2))
      yield* rig.redis.stop
      const since = yield* rig.oracle.now
      yield* Effect.sleep(downMs)
      down.push({ since, until: yield* rig.oracle.now })
      yield* Effect.orDie(rig.redis.start)
    }
    yield* Fiber.join(placing)
    const open = yield* rig.oracle.settled(60)
    const spans = [down.map(({ since }) => since), down.map(({ until }) => until)]
    const away = yield* rig.oracle.startDelays(whileDown, spans)
    const there = yield* rig.oracle.startDelays(`NOT ${whileDown}`, spans)
    return {
      told,
      numbers: `${jobs} jobs, ${outages} times emptied, ${outages} times away for ${downMs / 1_000} s`,
      latencies: [latency("dispatch without Redis", away, 2_000), latency("dispatch with Redis", there)],
      violations: [
        ...(open === 0 ? [] : [`${open} jobs never ended`]),
        ...(away.length === 0 ? ["no job was asked for while Redis was away"] : [])
      ]
    }
  })
})
