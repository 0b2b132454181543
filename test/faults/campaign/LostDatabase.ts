import { Effect, Fiber, Random } from "effect"
import { firstLibrary } from "../support/FaultJobs.ts"
import { ownPostgres } from "../support/OwnPostgres.ts"
import { orders } from "./Client.ts"
import { latency } from "./Findings.ts"
import type { Rig } from "./Rig.ts"
import { scenario } from "./Scenario.ts"

/** Ends the session of somebody else, at random; says whether there was one. */
const terminateOne = (rig: Rig) =>
  Effect.map(
    rig.oracle.count(
      `(SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
        ORDER BY random() LIMIT 1) AS one WHERE ended`
    ),
    (ended) => ended
  )

/** PostgreSQL ends sessions, stops and crashes under load: what was acknowledged was committed. */
export const lostDatabase = scenario({
  number: 3,
  name: "PostgreSQL: sessions ended, server stopped",
  sizes: {
    quick: { endings: 5, stops: 1, upMs: 500, downMs: 300, everyMs: 40 },
    full: { endings: 300, stops: 12, upMs: 8_000, downMs: 2_000, everyMs: 50 }
  },
  server: ownPostgres,
  tell: Effect.fnUntraced(function* (rig, { downMs, endings, everyMs, stops, upMs }, postgres) {
    const { place, told } = yield* rig.shop(2)
    yield* rig.workers(3, { WORKER_CONCURRENCY_DEFAULT: "16" })
    const jobs = Math.round((endings * 200 + stops * (upMs + downMs)) / everyMs)
    const lengths = yield* Effect.replicateEffect(Random.nextIntBetween(20, 1_000), jobs)
    const placing = yield* Effect.forkScoped(
      Effect.forEach(
        orders(jobs, (i) => ({
          kind: i % 5 === 0 ? "nothing" : "sleep",
          millis: lengths[i] ?? 0,
          organizationId: firstLibrary
        })),
        (order, i) => Effect.delay(place([order]), i * everyMs),
        { concurrency: "unbounded" }
      )
    )
    let ended = 0
    for (let i = 0; i < endings; i++) {
      ended += yield* terminateOne(rig)
      yield* Effect.sleep(200)
    }
    for (let i = 0; i < stops; i++) {
      yield* Effect.sleep(upMs)
      yield* postgres.stop(i % 2 === 0 ? "fast" : "immediate")
      yield* Effect.sleep(downMs)
      yield* postgres.start
    }
    yield* Fiber.join(placing)
    const open = yield* rig.oracle.settled(120)
    return {
      told,
      numbers: `${jobs} jobs, ${ended} sessions ended, server stopped ${stops} times for ${downMs / 1_000} s`,
      latencies: [latency("start", yield* rig.oracle.startDelays("true"))],
      violations: [
        ...(open === 0 ? [] : [`${open} jobs never ended`]),
        ...(ended >= endings / 2 ? [] : [`only ${ended} sessions ended`])
      ]
    }
  })
})
