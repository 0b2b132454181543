import { Clock, Effect } from "effect"
import { latency } from "./Findings.ts"
import { nobody } from "./Client.ts"
import { scenario, sharedServer } from "./Scenario.ts"

const ticks = `SELECT (payload ->> 'tick')::timestamptz AS tick, created_at, state FROM jobs WHERE kind = 'campaign.tick'`

/** Seconds between the first tick and the last one for which there is no job. */
const missing = `
  generate_series((SELECT min(tick) FROM (${ticks}) t), (SELECT max(tick) FROM (${ticks}) t), interval '1 second') AS second
  WHERE second NOT IN (SELECT tick FROM (${ticks}) t)`

/** Several schedulers share a timetable; who asked for the last tick is killed again and again. */
export const schedulers = scenario({
  number: 8,
  name: "schedulers killed",
  sizes: {
    quick: { schedulers: 2, everyMs: 1_200, seconds: 4 },
    full: { schedulers: 4, everyMs: 7_000, seconds: 300 }
  },
  server: sharedServer,
  tell: Effect.fnUntraced(function* (rig, { everyMs, schedulers, seconds }) {
    const fleet = yield* rig.schedulers(schedulers)
    yield* rig.workers(1, {})
    const end = (yield* Clock.currentTimeMillis) + seconds * 1_000
    let kills = 0
    while ((yield* Clock.currentTimeMillis) < end) {
      yield* Effect.sleep(everyMs)
      const [last] = yield* rig.oracle.rows<{ process: string }>(
        `SELECT payload ->> 'process' AS process FROM jobs WHERE kind = 'campaign.tick'
         ORDER BY (payload ->> 'tick')::timestamptz DESC LIMIT 1`
      )
      const leader = Array.from({ length: schedulers }, (_, i) => i).find((i) => fleet.at(i).found === last?.process)
      if (leader === undefined) continue
      yield* fleet.at(leader).kill("SIGKILL")
      kills += 1
      yield* fleet.replace(leader)
    }
    const asked = yield* rig.oracle.count(`(${ticks}) t`)
    const distinct = yield* rig.oracle.count(`(SELECT DISTINCT tick FROM (${ticks}) t) d`)
    const open = yield* rig.oracle.until(
      `jobs WHERE kind = 'campaign.tick' AND state <> 'completed' AND created_at < now() - interval '1 second'`,
      [],
      (found) => found === 0,
      20
    )
    const lags = yield* rig.oracle.rows<{ millis: number }>(
      `SELECT extract(epoch FROM created_at - tick)::float8 * 1000 AS millis FROM (${ticks}) t`
    )
    return {
      told: nobody,
      lost: yield* rig.oracle.count(missing),
      doubled: asked - distinct,
      numbers: `${distinct} ticks in ${seconds} s, ${schedulers} schedulers, ${kills} kills of the one that asked last`,
      latencies: [
        latency(
          "tick to job",
          lags.map(({ millis }) => millis)
        )
      ],
      violations: [
        ...(open === 0 ? [] : [`${open} jobs of ticks were not completed`]),
        ...(distinct >= seconds - 2 ? [] : [`only ${distinct} ticks in ${seconds} s`]),
        ...(kills >= seconds / (4 * (everyMs / 1_000)) ? [] : [`only ${kills} kills`])
      ]
    }
  })
})
