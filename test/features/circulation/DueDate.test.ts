import { assert, describe, it } from "@effect/vitest"
import { DateTime, Schema } from "effect"
import { endOfDay, renewableUntil, zoneOf } from "#features/circulation/DueDate.ts"

const zones = [
  "UTC",
  "Europe/Lisbon",
  "America/New_York",
  "America/Sao_Paulo",
  "America/Havana",
  "Asia/Kolkata",
  "Asia/Tehran",
  "Australia/Lord_Howe",
  "Pacific/Kiritimati",
  "Africa/Cairo",
  "Pacific/Chatham"
]
const zone = (name: string) => DateTime.zoneMakeNamedUnsafe(name)
const due = (from: string, days: number, name: string) =>
  DateTime.formatIso(endOfDay(DateTime.makeUnsafe(from), days, zone(name)))

/** From 2000 to 2037: farther ahead nobody knows the clocks. */
const Moment = Schema.Int.check(Schema.isBetween({ minimum: Date.UTC(2000, 0, 1), maximum: Date.UTC(2037, 0, 1) }))
const Days = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 365 }))

describe("when a loan is due", () => {
  it("is the end of a day where the library is, not where the server is", () => {
    assert.strictEqual(due("2026-03-01T12:00:00Z", 14, "UTC"), "2026-03-15T23:59:59.999Z")
    assert.strictEqual(due("2026-03-01T02:00:00Z", 1, "America/Los_Angeles"), "2026-03-02T07:59:59.999Z")
    assert.strictEqual(due("2026-03-01T23:30:00Z", 1, "Asia/Tokyo"), "2026-03-03T14:59:59.999Z")
  })

  it("stays the end of the day when clocks change in between", () => {
    assert.strictEqual(due("2026-03-20T12:00:00Z", 14, "Europe/Lisbon"), "2026-04-03T22:59:59.999Z")
    assert.strictEqual(due("2026-10-20T12:00:00Z", 14, "Europe/Lisbon"), "2026-11-03T23:59:59.999Z")
    assert.strictEqual(due("2026-03-08T02:30:00Z", 0, "America/New_York"), "2026-03-08T04:59:59.999Z")
  })

  it("is the later of two midnights where the clocks go back over one", () => {
    assert.strictEqual(due("2018-02-17T12:00:00Z", 0, "America/Sao_Paulo"), "2018-02-18T02:59:59.999Z")
  })

  it("counts over the ends of months and years", () => {
    assert.strictEqual(due("2028-02-28T12:00:00Z", 1, "UTC"), "2028-02-29T23:59:59.999Z")
    assert.strictEqual(due("2026-12-31T12:00:00Z", 1, "UTC"), "2027-01-01T23:59:59.999Z")
  })

  it.prop(
    "is always the last millisecond of the day so many days later",
    { at: Moment, days: Days, name: Schema.Literals(zones) },
    ({ at, days, name }) => {
      const from = DateTime.makeUnsafe(at)
      const end = DateTime.setZone(endOfDay(from, days, zone(name)), zone(name))
      const parts = DateTime.toParts(end)
      assert.deepStrictEqual([parts.hour, parts.minute, parts.second, parts.millisecond], [23, 59, 59, 999])
      const first = DateTime.toParts(DateTime.setZone(from, zone(name)))
      const passed = Date.UTC(parts.year, parts.month - 1, parts.day) - Date.UTC(first.year, first.month - 1, first.day)
      assert.strictEqual(passed, days * 86_400_000)
      assert.notStrictEqual(DateTime.toParts(DateTime.add(end, { milliseconds: 1 })).day, parts.day)
    },
    { arbitrary: { runs: 500 } }
  )

  it("is told in UTC where the library's zone is none any more", () => {
    assert.strictEqual(DateTime.zoneToString(zoneOf("Atlantis/Poseidonis")), "UTC")
    assert.strictEqual(DateTime.zoneToString(zoneOf("Europe/Lisbon")), "Europe/Lisbon")
  })

  it.prop(
    "moves by the period from the day it was due when it is renewed, and is never earlier",
    { at: Moment, days: Days.check(Schema.isGreaterThan(0)), name: Schema.Literals(zones) },
    ({ at, days, name }) => {
      const first = endOfDay(DateTime.makeUnsafe(at), days, zone(name))
      const renewed = endOfDay(first, days, zone(name))
      assert.isTrue(DateTime.isLessThan(first, renewed))
      assert.strictEqual(
        DateTime.formatIso(renewed),
        DateTime.formatIso(endOfDay(DateTime.makeUnsafe(at), 2 * days, zone(name)))
      )
      assert.isTrue(DateTime.isLessThanOrEqualTo(first, renewableUntil(first, 0, zone(name))))
    },
    { arbitrary: { runs: 200 } }
  )
})
