import { assert, describe, it } from "@effect/vitest"
import { DateTime, Result, Schema } from "effect"
import { type Calendar, parse, ticksBetween } from "#jobs/Calendar.ts"

const calendar = (expression: string, timeZone = "UTC"): Calendar => Result.getOrThrow(parse(expression, timeZone))
const at = (iso: string) => DateTime.makeUnsafe(iso)

/** The ticks of a calendar, as local times with their distance to UTC. */
const ticks = (of: Calendar, after: string, until: string, atMost = Infinity) =>
  ticksBetween(of, { after: at(after), until: at(until) }, atMost).map((tick) =>
    DateTime.formatIsoOffset(DateTime.setZone(tick, of.zone)).replace(":00.000", "")
  )

describe("a calendar", () => {
  it("has its ticks after the first moment, up to and including the last", () => {
    const quarters = calendar("*/15 * * * *")
    assert.deepStrictEqual(ticks(quarters, "2026-05-01T08:00:00Z", "2026-05-01T08:45:00Z"), [
      "2026-05-01T08:15+00:00",
      "2026-05-01T08:30+00:00",
      "2026-05-01T08:45+00:00"
    ])
    assert.deepStrictEqual(ticks(quarters, "2026-05-01T08:00:00.001Z", "2026-05-01T08:14:59.999Z"), [])
    assert.deepStrictEqual(ticks(quarters, "2026-05-01T09:00:00Z", "2026-05-01T08:00:00Z"), [])
  })

  it("gives the latest where there are more than are asked for", () => {
    const seconds = calendar("* * * * * *")
    const latest = ticksBetween(
      seconds,
      { after: at("2020-01-01T00:00:00Z"), until: at("2026-05-01T00:00:01Z") },
      1_000
    )
    assert.strictEqual(latest.length, 1_000)
    assert.strictEqual(latest.at(-1)?.pipe(DateTime.formatIso), "2026-05-01T00:00:01.000Z")
    assert.strictEqual(latest[0]?.pipe(DateTime.formatIso), "2026-04-30T23:43:22.000Z")
  })

  it("finds what is rare, over years", () => {
    assert.deepStrictEqual(
      ticks(calendar("0 12 29 2 *", "Asia/Tokyo"), "2019-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
      ["2020-02-29T12:00+09:00", "2024-02-29T12:00+09:00"]
    )
  })

  it("comes at the same local time in summer and winter", () => {
    assert.deepStrictEqual(
      ticks(calendar("0 4 * * *", "Europe/Berlin"), "2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z"),
      ["2026-03-28T04:00+01:00", "2026-03-29T04:00+02:00", "2026-03-30T04:00+02:00"]
    )
  })

  it("comes later by what is left out when the clocks go forward, and not again until the next day", () => {
    const daily = calendar("30 2 * * *", "Europe/Berlin")
    assert.deepStrictEqual(ticks(daily, "2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z"), [
      "2026-03-28T02:30+01:00",
      "2026-03-29T03:30+02:00",
      "2026-03-30T02:30+02:00"
    ])
    // Whenever somebody looks between the change and the tick, it is still to come.
    assert.deepStrictEqual(ticks(daily, "2026-03-29T01:10:00Z", "2026-03-29T12:00:00Z"), ["2026-03-29T03:30+02:00"])
    assert.deepStrictEqual(
      ticks(calendar("30 2,3 * * *", "Europe/Berlin"), "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z"),
      ["2026-03-29T03:30+02:00"]
    )
  })

  it("comes once when the clocks go back, at the first of two such times", () => {
    const daily = calendar("30 2 * * *", "Europe/Berlin")
    assert.deepStrictEqual(ticks(daily, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"), [
      "2026-10-25T02:30+02:00",
      "2026-10-26T02:30+01:00"
    ])
    assert.deepStrictEqual(ticks(daily, "2026-10-25T01:00:00Z", "2026-10-25T12:00:00Z"), [])
  })

  it("that counts hours keeps its distance when clocks change", () => {
    const hourly = calendar("0 * * * *", "Europe/Berlin")
    assert.deepStrictEqual(ticks(hourly, "2026-03-28T23:30:00Z", "2026-03-29T02:30:00Z"), [
      "2026-03-29T01:00+01:00",
      "2026-03-29T03:00+02:00",
      "2026-03-29T04:00+02:00"
    ])
    assert.deepStrictEqual(ticks(hourly, "2026-10-24T23:30:00Z", "2026-10-25T02:30:00Z"), [
      "2026-10-25T02:00+02:00",
      "2026-10-25T02:00+01:00",
      "2026-10-25T03:00+01:00"
    ])
  })

  it("that cannot be read, never comes or is of no place says so", () => {
    const problem = (expression: string, zone = "UTC") =>
      Result.match(parse(expression, zone), { onSuccess: () => "none", onFailure: ({ message }) => message })
    assert.strictEqual(problem("* * *"), 'Invalid number of segments in cron expression: "* * *" in "UTC"')
    assert.include(problem("61 * * * *"), '"61 * * * *"')
    assert.strictEqual(problem("0 0 30 2 *"), 'no such day: "0 0 30 2 *" in "UTC"')
    assert.strictEqual(problem("0 0 * * *", "Europe/Atlantis"), 'no such time zone: "0 0 * * *" in "Europe/Atlantis"')
  })
})

const minute = 60_000
const hour = 60 * minute

/** Zones whose clocks change by an hour, by half an hour, and the other way round in summer; and when they do, in UTC. */
const changes = [
  ["UTC", "2026-03-29T01:00Z"],
  ["Europe/Berlin", "2026-03-29T01:00Z"],
  ["Europe/Berlin", "2026-10-25T01:00Z"],
  ["America/New_York", "2026-03-08T07:00Z"],
  ["America/New_York", "2026-11-01T06:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30Z"],
  ["Africa/Casablanca", "2026-02-15T02:00Z"],
  ["Asia/Kathmandu", "2026-06-01T00:00Z"]
] as const

/** What clocks in the zone show, by a way of its own: as milliseconds since 1970, as if they were UTC's. */
const makeClock = (timeZone: string) => {
  const parts = ["year", "month", "day", "hour", "minute"] as const
  const format = new Intl.DateTimeFormat("en-u-hc-h23", {
    timeZone,
    ...Object.fromEntries(parts.map((part) => [part, "numeric"]))
  })
  return (moment: number) => {
    const shown = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]))
    const [year = 0, month = 0, day = 0, hours = 0, minutes = 0] = parts.map((part) => shown.get(part))
    return Date.UTC(year, month - 1, day, hours, minutes)
  }
}

/** Each minute of three days around a change, and what clocks show then. */
const watched = changes.map(([zone, change]) => {
  const shows = makeClock(zone)
  const start = Date.parse(change) - 36 * hour
  return Array.from({ length: 72 * 60 }, (_, i): readonly [moment: number, shown: number] => {
    const moment = start + i * minute
    return [moment, shows(moment)]
  })
})

const some = (values: ReadonlyArray<number>) =>
  Schema.Array(Schema.Literals(values)).check(Schema.isMinLength(1), Schema.isMaxLength(3))

const Expression = Schema.Struct({
  minutes: some([0, 1, 15, 29, 30, 45, 59]),
  hours: Schema.Union([Schema.Literals(["*", "*/2", "*/3"]), some([0, 1, 2, 3, 4, 15, 23])]),
  weekdays: Schema.Union([Schema.Literal("*"), some([0, 1, 3, 5, 6])])
})

/** The ticks, each minute looked at by itself. */
const expected = ({ hours, minutes, weekdays }: typeof Expression.Type, change: number) => {
  const minutesOfZone = watched[change] ?? []
  const step = hours === "*/2" ? 2 : hours === "*/3" ? 3 : 1
  const matches = (shown: number) => {
    const { hour, minute, weekDay } = DateTime.toPartsUtc(DateTime.makeUnsafe(shown))
    return (
      minutes.includes(minute) &&
      (typeof hours === "string" ? hour % step === 0 : hours.includes(hour)) &&
      (weekdays === "*" || weekdays.includes(weekDay))
    )
  }
  if (typeof hours === "string") return minutesOfZone.filter(([, shown]) => matches(shown)).map(([moment]) => moment)
  const first = new Map<number, number>()
  for (const [moment, shown] of minutesOfZone) if (!first.has(shown)) first.set(shown, moment)
  const [[start, startShown], [, endShown]] = [minutesOfZone[0] ?? [0, 0], minutesOfZone.at(-1) ?? [0, 0]]
  const moments = new Set<number>()
  for (let shown = startShown; shown <= endShown; shown += minute) {
    // What is never shown comes when it would have been without the change.
    if (matches(shown)) moments.add(first.get(shown) ?? start + (shown - startShown))
  }
  return [...moments].toSorted((a, b) => a - b)
}

describe("schedulers that look now and then", () => {
  it.prop(
    "find each tick of the calendar once, whenever they look and however clocks change",
    {
      change: Schema.Literals(changes.map((_, i) => i)),
      expression: Expression,
      // Minutes to the first look, and from one to the next.
      first: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 60 })),
      looks: some([31, 60, 61, 200, 1500])
    },
    ({ change, expression, first, looks }) => {
      const [zone] = changes[change] ?? changes[0]
      const { hours, minutes, weekdays } = expression
      const cron = [`${minutes}`, `${hours}`, "*", "*", `${weekdays}`].join(" ")
      const of = calendar(cron, zone)
      const [start, end] = [watched[change]?.[0]?.[0] ?? 0, watched[change]?.at(-1)?.[0] ?? 0]
      const found: Array<number> = []
      let after = start - 1
      for (let look = 0; after < end; look++) {
        const step = look === 0 ? first : (looks[look % looks.length] ?? 1)
        const until = Math.min(after + step * minute, end)
        const between = { after: DateTime.makeUnsafe(after), until: DateTime.makeUnsafe(until) }
        found.push(...ticksBetween(of, between, Infinity).map(DateTime.toEpochMillis))
        after = until
      }
      assert.deepStrictEqual(found, expected(expression, change), `${cron} in ${zone}`)
    },
    { arbitrary: { runs: 150 } }
  )
})
