import { assert, describe, it } from "@effect/vitest"
import { DateTime, Result } from "effect"
import { parse } from "#jobs/Calendar.ts"
import { dueTicks, type MissedTicks } from "#jobs/Timetable.ts"
import { describePostgres } from "../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../support/TestDatabase.ts"
import { timetableSuite } from "./TimetableSuite.ts"

const due = (missed: MissedTicks, cron: string, [last, now]: readonly [string, string], timeZone = "UTC") =>
  dueTicks(
    { missed, calendar: Result.getOrThrow(parse(cron, timeZone)) },
    DateTime.makeUnsafe(last),
    DateTime.makeUnsafe(now)
  ).map(DateTime.formatIso)

describe("missed ticks", () => {
  const night = ["2026-05-01T22:00:00Z", "2026-05-02T06:00:30Z"] as const

  it("are dropped when they are more than a minute old", () => {
    assert.deepStrictEqual(due("skip", "*/30 * * * *", night), ["2026-05-02T06:00:00.000Z"])
    const atTheEdge = ["2026-05-01T22:00:00Z", "2026-05-02T06:01:00Z"] as const
    assert.deepStrictEqual(due("skip", "0 * * * *", atTheEdge), ["2026-05-02T06:00:00.000Z"])
    assert.deepStrictEqual(due("skip", "0 * * * *", [atTheEdge[0], "2026-05-02T06:01:00.001Z"]), [])
    assert.strictEqual(due("skip", "* * * * * *", night).length, 61)
  })

  it("become one, the latest", () => {
    assert.deepStrictEqual(due("once", "0 3,4 * * *", night), ["2026-05-02T04:00:00.000Z"])
  })

  it("come each, a thousand back at most", () => {
    assert.deepStrictEqual(due("all", "0 3,4 * * *", night), ["2026-05-02T03:00:00.000Z", "2026-05-02T04:00:00.000Z"])
    const seconds = due("all", "* * * * * *", night)
    assert.deepStrictEqual([seconds.length, seconds.at(-1)], [1_000, "2026-05-02T06:00:30.000Z"])
  })

  it("are those of the place, also over a night in which its clocks change", () => {
    const weekend = ["2026-10-24T00:00:00Z", "2026-10-26T00:00:00Z"] as const
    assert.deepStrictEqual(due("all", "30 2 * * *", weekend, "Europe/Berlin"), [
      "2026-10-24T00:30:00.000Z",
      "2026-10-25T00:30:00.000Z"
    ])
    assert.deepStrictEqual(
      due("all", "30 2 * * *", ["2026-10-25T00:30:00Z", "2026-10-26T02:00:00Z"], "Europe/Berlin"),
      ["2026-10-26T01:30:00.000Z"]
    )
  })
})

timetableSuite("embedded", layerEmbedded)
describePostgres("on a server", () => timetableSuite("PostgreSQL", layerPostgres))
